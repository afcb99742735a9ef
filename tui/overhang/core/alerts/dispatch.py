"""What goes out over one channel next: one message at a time, and not too many.

What is due is worked out anew for each message. So what a full channel could not take
is part of a later message, as it stands then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.alerts.dedupe import FAILED, SENDING
from overhang.core.alerts.drafts import Draft, Route, Scene, look
from overhang.core.alerts.messages import MANY, Message, Told
from overhang.core.states import Severity

WINDOW = timedelta(minutes=10)
"""The time in which a channel takes `Route.rate` messages."""

LONGEST = timedelta(minutes=15)
"""No try waits longer. One that seems to was planned by a clock that was wrong."""


class Post(NamedTuple):
    """One message, and what to remember of it before it is sent."""

    message: Message
    parts: tuple[Told, ...]
    """By subject, each `sending`."""


class Due(NamedTuple):
    """What one channel is to do now."""

    post: Post | None = None
    quietly: tuple[Told, ...] = ()
    """To be remembered, with nothing said."""
    next: datetime | None = None
    """When to look again, if nothing changes until then; none: only then."""


def due(
    route: Route,
    told: Mapping[str, Told],
    sent: Sequence[datetime],
    scene: Scene,
) -> Due:
    """Return what a channel is to be told next.

    Args:
        route: the channel.
        told: what it was told last, by subject.
        sent: when it was told something new, of late; tries of the same count once.
        scene: what stands.
    """
    tries, moment = _again(told, scene.now)
    moments = [moment]
    drafts: list[Draft] = []
    quietly: list[Told] = []
    for subject in sorted(told.keys() | scene.alerts.keys()):
        found = look(route, subject, told.get(subject), scene)
        moments.append(found.next)
        if found.draft:
            drafts.append(found.draft)
        if found.quietly:
            quietly.append(found.quietly)
    drafts.sort(key=_loudest, reverse=True)
    room, free_at = _room(route, drafts, sent, scene.now)
    moments.append(free_at)
    post = None
    if tries and not (room and _loudest(drafts[0]) > _severity(tries)):
        post = _post_again(tries, scene.now)
    elif room:
        # The last that fits says all the rest.
        post = _post(route, drafts if room == 1 else drafts[:1], scene.now)
    return Due(post, tuple(quietly), min(filter(None, moments), default=None))


def _again(
    told: Mapping[str, Told], now: datetime
) -> tuple[tuple[Told, ...], datetime | None]:
    """Return the parts of one message to try again, and when the next one is due."""
    parts: defaultdict[str, list[Told]] = defaultdict(list)
    upcoming: list[datetime] = []
    for each in told.values():
        if each.state == SENDING or (each.state == FAILED and not _waits(each, now)):
            parts[each.message.id].append(each)
        elif each.state == FAILED and each.next_try:
            upcoming.append(each.next_try)
    first = min(
        parts.values(),
        key=lambda each: (-_severity(each), each[0].message.at),
        default=[],
    )
    return tuple(first), min(upcoming, default=None)


def _waits(told: Told, now: datetime) -> bool:
    return told.next_try is not None and now < told.next_try <= now + LONGEST


def _post_again(tries: Sequence[Told], now: datetime) -> Post:
    parts = tuple(
        replace(
            each,
            state=SENDING,
            at=now,
            tries=each.tries + 1,
            next_try=None,
            error="",
            message=replace(each.message, maybe_repeated=True),
        )
        for each in tries
    )
    return Post(_joined([each.message for each in parts]), parts)


def _post(route: Route, drafts: Sequence[Draft], now: datetime) -> Post:
    number = _identity(route.name, drafts, now)
    parts = tuple(
        Told(
            channel=route.name,
            subject=each.subject,
            state=SENDING,
            at=now,
            tries=1,
            held=each.held,
            message=Message(
                id=number,
                channel=route.name,
                subject=each.subject,
                at=now,
                why=each.why,
                firing=each.firing,
                resolved=each.resolved,
            ),
        )
        for each in drafts
    )
    return Post(_joined([each.message for each in parts]), parts)


def _joined(messages: Sequence[Message]) -> Message:
    """Make one message of the parts of one."""
    first = messages[0]
    if len(messages) == 1:
        return first
    return replace(
        first,
        subject=MANY,
        firing=tuple(item for each in messages for item in each.firing),
        resolved=tuple(item for each in messages for item in each.resolved),
    )


def _identity(channel: str, drafts: Sequence[Draft], now: datetime) -> str:
    """Return an id that the same decision always gets."""
    words = [channel, now.isoformat()]
    for each in drafts:
        words += [each.subject, each.why]
        words += [f"+{item.id}" for item in each.firing]
        words += [f"-{item.id}" for item in each.resolved]
    return sha256("\0".join(words).encode()).hexdigest()[:20]


def _loudest(draft: Draft) -> Severity:
    return max((each.severity for each in draft.firing), default=Severity.NONE)


def _severity(parts: Sequence[Told]) -> Severity:
    return max(each.message.severity for each in parts)


def _room(
    route: Route, drafts: Sequence[Draft], sent: Sequence[datetime], now: datetime
) -> tuple[int, datetime | None]:
    """Return how many of the drafts fit, or none and when one will.

    A quarter of them is kept for what is critical, so that a flood of milder ones does
    not hold it up.
    """
    if not drafts:
        return 0, None
    critical = _loudest(drafts[0]) is Severity.CRIT
    limit = route.rate if critical else route.rate - route.rate // 4
    recent = sorted(each for each in sent if now - WINDOW < each <= now)
    room = max(limit - len(recent), 0)
    return room, None if room else recent[-limit] + WINDOW
