"""One channel's line: writes down what it is about to say, says it, and how that went.

Before anything leaves, the store holds it as `sending`; after it, as `sent` or
`failed`. A process that is killed in between says it again with the same id: at least
once, and whoever hears it twice can tell.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from msgspec.structs import replace

from overhang.core.alerts.alert import Key, Phase
from overhang.core.alerts.dedupe import FAILED, SENT, remembered
from overhang.core.alerts.dispatch import Due, Post, due
from overhang.core.alerts.drafts import Route, Scene
from overhang.core.alerts.messages import MANY, Message, Told, Why
from overhang.delivery.base import Channel, ChannelHealth
from overhang.delivery.outbox import Outbox, PutTold
from overhang.delivery.voice import Voice
from overhang.sources.pacing import Pace, backoff

_PACE = Pace(floor=1.0, ceiling=300.0)
_KEPT = 1000
_HELD_BACK = "held back, since the store cannot be written"


class Line:
    """Everything that one channel is told, one message after the other.

    Args:
        route: what it is for.
        channel: how it is reached.
        put_told: writes to the store.
        now: the time, UTC.
        rng: draws the jitter between tries.
    """

    def __init__(
        self,
        route: Route,
        channel: Channel,
        put_told: PutTold,
        *,
        now: Callable[[], datetime],
        rng: Random,
    ) -> None:
        self._route = route
        self._keep_alive = channel.keep_alive
        self._now = now
        self._rng = rng
        self._voice = Voice(route.name, channel, now=now)
        self._outbox = Outbox(route.name, put_told, now=now, rng=rng)
        self._sent: deque[datetime] = deque(maxlen=_KEPT)
        self._kept_alive_at = float("-inf")
        self._channel = channel
        self._unready_since: datetime | None = None
        self._ended: dict[Key, datetime] = {}
        self._scene: Scene | None = None
        self._news = asyncio.Event()

    @property
    def health(self) -> ChannelHealth:
        """How it is doing."""
        refused, failed = self._outbox.refused_since, self._voice.failed_since
        error = _HELD_BACK if refused else self._voice.error
        # Told before there is anything to say: not only when an alert is lost by it.
        unready = "" if failed or refused else self._channel.unready
        if not unready:
            self._unready_since = None
        elif self._unready_since is None:
            self._unready_since = self._now()
        return ChannelHealth(
            self._route.name,
            failed or refused or self._unready_since,
            unready or error,
            sum(each.state == FAILED for each in self._outbox.told.values()),
        )

    def load(self, told: Sequence[Told], ended: Mapping[Key, datetime]) -> None:
        """Take over what was told before, of any channel, and what is over since."""
        self._ended = dict(ended)
        mine = [each for each in told if each.channel == self._route.name]
        self._outbox.load(mine)
        self._sent.extend(sorted({each.message.at for each in mine}))
        failed = [each for each in mine if each.state == FAILED]
        if failed:
            last = max(failed, key=lambda each: each.at)
            self._voice.failed_since, self._voice.error = last.at, last.error

    def look(self, scene: Scene) -> None:
        """See what stands now."""
        standing = {
            each.key
            for alerts in scene.alerts.values()
            for each in alerts
            if each.phase in (Phase.FIRING, Phase.RECOVERING)
        }
        told = self._outbox.told.values()
        known = {key for each in told for key in remembered(each)}
        self._ended = {
            key: self._ended.get(key, scene.ended.get(key, scene.now))
            for key in known - standing
        }
        self._scene = scene._replace(ended=self._ended)
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled. Nothing is said before the first look."""
        while True:
            try:
                await self._turn()
            except Exception as error:
                # A fault of ours: it must not end the other lines.
                self._voice.broke(error)
                await asyncio.sleep(_PACE.floor)

    async def _turn(self) -> None:
        """Do the next thing, or wait until there is one."""
        self._news.clear()
        if self._outbox.behind and not await self._outbox.catch_up():
            return
        found = self._due()
        if found.quietly and not await self._outbox.plan(found.quietly):
            return
        if found.post is not None:
            await self._send(found.post)
        elif self._until_keep_alive() == 0:
            await self._repeat_all()
        else:
            await self._wait(found.next)

    def _due(self) -> Due:
        if self._scene is None:
            return Due()
        scene = self._scene._replace(now=self._now())
        found = due(self._route, self._outbox.told, self._sent, scene)
        if found.post is not None and self._voice.rest:
            return found._replace(post=None)
        return found

    async def _send(self, post: Post) -> None:
        if not await self._outbox.plan(post.parts):
            return
        if any(each.tries == 1 for each in post.parts):
            self._sent.append(self._now())
        error = await self._voice.say(post.message)
        now = self._now()
        if error is None:
            after = [replace(each, state=SENT, at=now) for each in post.parts]
        else:
            tries = max(each.tries for each in post.parts)
            wait = error.retry_after or backoff(tries, _PACE, self._rng)
            upcoming = now + timedelta(seconds=wait)
            after = [
                replace(each, state=FAILED, at=now, next_try=upcoming, error=str(error))
                for each in post.parts
            ]
        await self._outbox.record(after)

    def _standing(self) -> list[Told]:
        """Return what the receiver takes to be firing, once we know what stands."""
        if self._scene is None:
            return []
        told = self._outbox.told.values()
        return [each for each in told if each.state == SENT and remembered(each)]

    def _until_keep_alive(self) -> float | None:
        """Return seconds until a receiver that forgets must hear again; or none."""
        if self._keep_alive is None or self._voice.rest or not self._standing():
            return None
        return max(self._kept_alive_at + self._keep_alive - _clock(), 0)

    async def _repeat_all(self) -> None:
        """Say again what fires, to a receiver that forgets; it is no new message."""
        items = [i for each in self._standing() for i in remembered(each).values()]
        # Also when it fails: the next one is tried in its own time.
        self._kept_alive_at = _clock()
        await self._voice.say(
            Message(
                id="keep-alive",
                channel=self._route.name,
                subject=MANY,
                at=self._now(),
                why=Why.REPEAT,
                firing=tuple(items),
            )
        )

    async def _wait(self, moment: datetime | None) -> None:
        """Wait for news or a moment."""
        waits = [self._voice.rest] if self._voice.rest else []
        if moment is not None:
            waits.append((moment - self._now()).total_seconds())
        if (seconds := self._until_keep_alive()) is not None:
            waits.append(seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(min(waits), 0) if waits else None):
                await self._news.wait()


def _clock() -> float:
    return asyncio.get_running_loop().time()
