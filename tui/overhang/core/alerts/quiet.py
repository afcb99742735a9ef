"""Who is not told of what: worse levels, inhibitions and silences. States go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.alerts.alert import STANDS, Alert
from overhang.core.dates import short
from overhang.core.rules.book import Inhibition, RuleBook
from overhang.core.states import Severity


def mute(
    alerts: Iterable[Alert], book: RuleBook, quiets: Sequence[Quiet], now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts, each with the reason why nobody is told of it, if any.

    A worse level of the same rule and subject mutes the milder ones; so does a source
    that an inhibition names, muted itself or not; so does a silence. Acknowledgements
    whose time is over are dropped. An alert of which nothing changes is the same one.

    Args:
        alerts: all that are not at rest.
        book: its inhibitions, and the zone that times are written in.
        quiets: silences, of people and of the rule file.
        now: UTC.
    """
    alerts = tuple(alerts)
    worst = _worst(alerts)
    sources = _sources(alerts, book.inhibitions)
    active = [each for each in quiets if _is_active(each, now)]
    zone = ZoneInfo(book.timezone)

    def told(alert: Alert) -> Alert:
        muted = (
            _by_worse(alert, worst)
            or _by_source(alert, sources)
            or _by_quiet(alert, active, now, zone)
        )
        ack = alert.ack
        if ack is not None and ack.until is not None and ack.until <= now:
            ack = None
        if muted == alert.muted and ack is alert.ack:
            return alert
        return replace(alert, muted=muted, ack=ack)

    return tuple(map(told, alerts))


def expire(quiets: Iterable[Quiet], now: datetime) -> tuple[Quiet, ...]:
    """Return the silences that are in force or still to come."""
    return tuple(each for each in quiets if each.until is None or now < each.until)


def lasting(
    quiets: Iterable[Quiet], alerts: Sequence[Alert], now: datetime
) -> tuple[Quiet, ...]:
    """Return people's silences that are not over.

    One until it gets worse is over when nothing that it matches stands any more: what
    fires after that is another matter.
    """
    return tuple(
        each
        for each in expire(quiets, now)
        if each.until is not None
        or now < each.start
        or loudest(each.match, alerts) is not Severity.NONE
    )


def loudest(match: Matcher, alerts: Iterable[Alert]) -> Severity:
    """Return the worst severity that stands of what is meant; `NONE`: nothing does."""
    return max(
        (
            each.severity
            for each in alerts
            if each.phase in STANDS
            and match.fits(each.subject, each.rule, each.metric, each.severity)
        ),
        default=Severity.NONE,
    )


def no_worse(match: Matcher, alerts: Iterable[Alert]) -> str:
    """Return why a silence until it gets worse makes no sense; nothing if it does."""
    severity = loudest(match, alerts)
    if severity is Severity.CRIT:
        return "nothing is worse than crit: give a time"
    if severity is Severity.NONE:
        return "nothing that it matches fires: give a time"
    return ""


def _worst(alerts: Sequence[Alert]) -> dict[tuple[str, str], Severity]:
    """Return the worst severity that stands, by rule and subject."""
    worst: dict[tuple[str, str], Severity] = {}
    for alert in alerts:
        if alert.phase in STANDS:
            about = (alert.rule, alert.subject)
            worst[about] = max(worst.get(about, alert.severity), alert.severity)
    return worst


def _by_worse(alert: Alert, worst: dict[tuple[str, str], Severity]) -> str:
    severity = worst.get((alert.rule, alert.subject), Severity.NONE)
    return f"{severity.name.lower()} fires" if severity > alert.severity else ""


class _Source(NamedTuple):
    """What fires of one inhibition's sources."""

    names: dict[str, tuple[bool, str]]
    """By subject, or by "" for any: whether that source is itself a target, and its
    rule. A source that is no target comes before one that is."""
    same_subject: bool
    is_target: Callable[[Alert], bool]
    is_source: Callable[[Alert], bool]


def _sources(
    alerts: Sequence[Alert], inhibitions: Iterable[Inhibition]
) -> list[_Source]:
    """Return what fires and inhibits."""
    found = []
    for each in inhibitions:
        is_source, is_target = _matcher(each.source), _matcher(each.target)
        names: dict[str, tuple[bool, str]] = {}
        for alert in alerts:
            stands = alert.phase in STANDS and alert.severity >= each.severity
            if stands and is_source(alert):
                name = (is_target(alert), alert.rule)
                subject = alert.subject if each.same_subject else ""
                names[subject] = min(names.get(subject, name), name)
        if names:
            found.append(_Source(names, each.same_subject, is_target, is_source))
    return found


def _by_source(alert: Alert, sources: Iterable[_Source]) -> str:
    for each in sources:
        if not each.is_target(alert):
            continue
        name = each.names.get(alert.subject if each.same_subject else "")
        # Two alerts that are source and target both would mute each other, and one
        # would mute itself: nobody would be told anything.
        if name is not None and not (name[0] and each.is_source(alert)):
            return f"{name[1]} fires"
    return ""


def _matcher(pattern: str) -> Callable[[Alert], bool]:
    """Return whether an alert's rule or metric fits a pattern, asked once for each."""
    known: defaultdict[tuple[str, str], bool | None] = defaultdict(lambda: None)

    def fits(alert: Alert) -> bool:
        name = (alert.rule, alert.metric)
        answer = known[name]
        if answer is None:
            answer = any(fnmatchcase(each, pattern) for each in name)
            known[name] = answer
        return answer

    return fits


def _is_active(quiet: Quiet, now: datetime) -> bool:
    return quiet.start <= now and (quiet.until is None or now < quiet.until)


def _by_quiet(
    alert: Alert, quiets: Iterable[Quiet], now: datetime, zone: ZoneInfo
) -> str:
    for quiet in quiets:
        if quiet.worse_than is not None and alert.severity > quiet.worse_than:
            continue
        if quiet.match.fits(alert.subject, alert.rule, alert.metric, alert.severity):
            return f"silenced by {quiet.by}{_end(quiet, now, zone)}"
    return ""


def _end(quiet: Quiet, now: datetime, zone: ZoneInfo) -> str:
    """Say when a silence ends, in the desk's zone."""
    if quiet.until is None:
        return " until worse" if quiet.worse_than is not None else ""
    until, today = quiet.until.astimezone(zone), now.astimezone(zone).date()
    day = "" if until.date() == today else f"{short(until.date())} "
    return f" until {day}{until:%H:%M %Z}"
