"""What one channel is to be told about one subject now: pure.

An alert is known by its rule, subject and severity, not by its episode, and one that is
over is told so only after it stayed at rest for `SETTLE`: a value that swings about a
level is one notification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.alerts.alert import STANDS, Alert, Key
from overhang.core.alerts.dedupe import FAILED, SENT, decide, implied, remembered
from overhang.core.alerts.messages import Item, Told, Why
from overhang.core.rules.book import Waits
from overhang.core.states import Severity

SETTLE = timedelta(minutes=5)
"""How long an alert must be at rest before anybody is told that it is over."""

_NEVER = float("inf")
_UNSAID = (Why.NONE, Why.SILENCED)


class Route(NamedTuple):
    """What one channel is for."""

    name: str
    at_least: Severity = Severity.INFO
    """The mildest severity that it hears of."""
    resolved: bool = True
    """Whether it hears that something is over."""
    rate: int = 20
    """Messages in ten minutes at most; what exceeds that is told together. >= 1."""


class Scene(NamedTuple):
    """All alerts at one moment."""

    now: datetime
    """UTC."""
    alerts: Mapping[str, Sequence[Alert]]
    """All that are not at rest, by subject."""
    ended: Mapping[Key, datetime]
    """Since when an alert that was told is over; one that is not named: only now."""
    waits: Mapping[str, Waits]
    """By rule."""


class Draft(NamedTuple):
    """What a channel is to be told about one subject."""

    subject: str
    why: Why
    firing: tuple[Item, ...]
    resolved: tuple[Item, ...]
    held: tuple[Item, ...]
    """See `Told.held`."""


class Found(NamedTuple):
    """What one look at one subject comes to."""

    draft: Draft | None = None
    quietly: Told | None = None
    """Nothing to say, and this to remember."""
    next: datetime | None = None
    """When there may be something to say, if nothing changes until then."""


class _Seen(NamedTuple):
    """The alerts of one subject, as one channel sees them."""

    last: Told | None
    before: Mapping[Key, Item]
    """What it takes to be firing."""
    loud: Mapping[Key, Alert]
    """What it may be told of now."""
    news: AbstractSet[Key]
    """What of that is new to it."""
    firing: AbstractSet[Key]
    """What counts as firing: muted alerts too, and those over for too short a time."""
    over: Mapping[Key, datetime]
    """What it takes to be firing and is not, since when."""
    settled: AbstractSet[Key]
    """What of that is over for good."""
    moments: tuple[datetime, ...]
    """When this changes by itself."""


def look(route: Route, subject: str, last: Told | None, scene: Scene) -> Found:
    """Return what a channel is to be told about a subject now, and when to look again.

    A message that failed or was cut off is not this function's matter, unless it failed
    and there is news: then the new message takes its place and says all that it said.
    """
    now = scene.now
    seen = _seen(route, subject, last, scene)
    repeat_s, moments = _repeat(seen, scene)
    moments += seen.moments
    found = Found(next=min((each for each in moments if each > now), default=None))
    if last is not None and last.state != SENT:
        if last.state != FAILED or not seen.news:
            return found
        last = replace(last, state=SENT)
    why = decide(
        last,
        seen.firing,
        seen.settled,
        seen.firing - seen.loud.keys(),
        repeat_s=repeat_s,
        send_resolved=route.resolved,
        now=now,
    )
    if why in _UNSAID or (why is Why.ALL_RESOLVED and not route.resolved):
        forgets = last is not None and seen.settled and not route.resolved
        return found._replace(quietly=_without(last, seen)) if forgets else found
    return found._replace(draft=_draft(route, subject, why, seen))


def _seen(route: Route, subject: str, last: Told | None, scene: Scene) -> _Seen:
    now = scene.now
    standing = {
        each.key: each for each in scene.alerts.get(subject, ()) if each.phase in STANDS
    }
    heard = {
        key: each for key, each in standing.items() if each.severity >= route.at_least
    }
    before = remembered(last)
    loud = {key: each for key, each in heard.items() if each.loud}
    news = {key: _ripe(loud[key], scene) for key in loud if not implied(key, before)}
    moments = tuple(news.values())
    if not any(ripe <= now for ripe in moments):
        loud = {key: each for key, each in loud.items() if key not in news}
    over = {key: scene.ended.get(key, now) for key in before if key not in standing}
    # As with a repeat: a clock that was put back is no reason to keep quiet for longer.
    settled = {key for key, since in over.items() if abs(now - since) >= SETTLE}
    return _Seen(
        last=last,
        before=before,
        loud=loud,
        news=news.keys() & loud.keys(),
        firing=heard.keys() | (over.keys() - settled),
        over=over,
        settled=settled,
        moments=(*moments, *(since + SETTLE for since in over.values())),
    )


def _draft(route: Route, subject: str, why: Why, seen: _Seen) -> Draft:
    told_over = set(seen.settled) if route.resolved else set()
    unsure: tuple[Item, ...] = ()
    news = set(seen.news)
    if seen.last is not None and seen.last.state != SENT:
        # What failed may never have arrived, so all of it is said again.
        news |= {each.key for each in seen.last.message.firing if each.new}
        told_over |= {each.key for each in seen.last.message.firing} & seen.over.keys()
        unsure = seen.last.message.resolved
    resolved = {each.key: each for each in unsure if each.key not in seen.loud}
    for key in told_over:
        resolved[key] = replace(seen.before[key], resolved_at=seen.over[key], new=True)
    said = seen.loud.keys() | resolved.keys() | seen.settled
    return Draft(
        subject,
        why,
        firing=_sorted(_item(each, new=key in news) for key, each in seen.loud.items()),
        resolved=_sorted(resolved.values()),
        held=_sorted(each for key, each in seen.before.items() if key not in said),
    )


def _without(last: Told | None, seen: _Seen) -> Told | None:
    """Forget what is over, for a channel that does not hear of it."""
    if last is None:
        return None
    implied_now = (_item(seen.loud[key]) for key in seen.loud.keys() - seen.before)
    held = [each for each in last.held if each.key not in seen.settled]
    firing = (each for each in last.message.firing if each.key not in seen.settled)
    return replace(
        last,
        message=replace(last.message, firing=tuple(firing)),
        held=_sorted([*held, *implied_now]),
    )


def _ripe(alert: Alert, scene: Scene) -> datetime:
    """Return when others have had their time to join an alert, or to mute it.

    One that fires in the future fired before the clock was put back: its time is now,
    since waiting for the clock could take for ever.
    """
    fired_at = alert.fired_at or alert.since
    if fired_at > scene.now:
        return scene.now
    waits = scene.waits.get(alert.rule, Waits())
    return fired_at + timedelta(seconds=waits.group_wait)


def _repeat(seen: _Seen, scene: Scene) -> tuple[float, tuple[datetime, ...]]:
    """Return after how many seconds it is said again, and when that may change."""
    repeat_s = _NEVER
    moments: list[datetime] = []
    for each in seen.loud.values():
        if each.ack is None or (each.ack.until and each.ack.until <= scene.now):
            waits = scene.waits.get(each.rule, Waits())
            repeat_s = min(repeat_s, waits.renotify)
        elif each.ack.until:
            moments.append(each.ack.until)
    if seen.last is not None and repeat_s < _NEVER:
        # Strictly more than the interval: the first moment that counts.
        moments.append(seen.last.at + timedelta(seconds=repeat_s, milliseconds=1))
    return repeat_s, tuple(moments)


def _item(alert: Alert, *, new: bool = False) -> Item:
    return Item(
        id=alert.id,
        rule=alert.rule,
        subject=alert.subject,
        severity=alert.severity,
        metric=alert.metric,
        text=alert.text,
        value=alert.value,
        fired_at=alert.fired_at or alert.since,
        rights=alert.rights,
        new=new,
    )


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    """Loudest first."""
    return tuple(sorted(items, key=lambda each: (-each.severity, each.rule)))
