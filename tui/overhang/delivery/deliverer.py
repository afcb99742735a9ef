"""All channels together: each has its own line, so that none holds up another."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from overhang.core.alerts.alert import Alert, Key
from overhang.core.alerts.drafts import Route, Scene
from overhang.core.alerts.messages import Told
from overhang.core.rules.book import Waits
from overhang.delivery.base import Channel, ChannelHealth
from overhang.delivery.line import Line
from overhang.delivery.outbox import PutTold


class Deliverer:
    """Tells every channel what stands, at least once.

    Args:
        channels: who is told what, and how.
        put_told: writes to the store; it returns once that is durable.
        now: the time, UTC.
        rng: draws the jitter between tries.
    """

    def __init__(
        self,
        channels: Sequence[tuple[Route, Channel]],
        put_told: PutTold,
        *,
        now: Callable[[], datetime],
        rng: Random,
    ) -> None:
        self._now = now
        self._lines = [
            Line(route, channel, put_told, now=now, rng=rng)
            for route, channel in channels
        ]

    @property
    def health(self) -> tuple[ChannelHealth, ...]:
        """How each channel is doing."""
        return tuple(each.health for each in self._lines)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, in one line for each channel that fails."""
        return tuple(each.words for each in self.health if each.words)

    def load(self, told: Sequence[Told], ended: Mapping[Key, datetime]) -> None:
        """Take over what was told before this process; once, before `run`.

        Args:
            told: by all channels.
            ended: when alerts that are at rest came to it, as far as that is known.
        """
        for each in self._lines:
            each.load(told, ended)

    def look(
        self,
        alerts: Sequence[Alert],
        ended: Sequence[Alert],
        waits: Mapping[str, Waits],
    ) -> None:
        """See what stands now; called after every turn, changed or not.

        Args:
            alerts: all that are not at rest, with acknowledgements and muting applied.
            ended: those that came to rest at this turn; one that is not named counts
                as over from the first look that does not find it.
            waits: how long each rule waits, by its id.
        """
        by_subject: defaultdict[str, list[Alert]] = defaultdict(list)
        for each in alerts:
            by_subject[each.subject].append(each)
        over = {each.key: each.since for each in ended}
        scene = Scene(self._now(), by_subject, over, waits)
        for line in self._lines:
            line.look(scene)

    async def run(self) -> None:
        """Deliver until cancelled. Nothing is said before the first look."""
        async with asyncio.TaskGroup() as group:
            for each in self._lines:
                group.create_task(each.run())
