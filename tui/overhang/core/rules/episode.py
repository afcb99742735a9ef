"""One alert from look to look: what it earns, says and remembers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.machine import (
    ON_FIRE,
    REST,
    Evidence,
    Passed,
    Position,
    Span,
    blind,
    step,
)
from overhang.core.rights import Rights, strictest
from overhang.core.rules.book import Rule
from overhang.core.rules.evidence import day_of, is_silence
from overhang.core.rules.expressions import Term
from overhang.core.rules.moment import Moment
from overhang.core.rules.plan import Step, Watched
from overhang.core.rules.texts import text_of
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State

Figures = Mapping[str, Reading]
"""All that is known of a subject, by metric or by the key of a term."""

# What every level is asked at every look has its names here: to find a member in its
# enum takes Python 3.11 longer than the question.
_PENDING, _FIRING, _RECOVERING = Phase.PENDING, Phase.FIRING, Phase.RECOVERING
_WAITING = (_PENDING, _RECOVERING)
_FRESH = State.FRESH
_BREACH, _HELD = Evidence.BREACH, Evidence.HELD
_CRIT = Severity.CRIT
_CLEAR, _UNKNOWN = Evidence.CLEAR, Evidence.UNKNOWN


def begun(
    at: Step,
    subject: str,
    evidence: Evidence,
    reading: Reading,
    figures: Figures,
    moment: Moment,
) -> Alert | None:
    """Return the alert that a first look makes; none when it shows no breach."""
    rule = at.watched.rule
    if evidence is not _BREACH or _is_early(Phase.INACTIVE, rule, reading):
        return None
    resting = Alert(
        rule=rule.id,
        subject=subject,
        severity=at.rung.severity,
        metric=rule.metric,
        phase=Phase.INACTIVE,
        since=moment.now,
        threshold=at.threshold,
    )
    return seen(at, resting, evidence, reading, figures, moment)


def seen(
    at: Step,
    alert: Alert,
    evidence: Evidence,
    reading: Reading,
    figures: Figures,
    moment: Moment,
) -> Alert:
    """Return an alert after a look at its figure; at rest when it is over.

    The very same alert when nothing changed.

    Args:
        at: the level, as it is now.
        alert: as it was after the last look.
        evidence: what the figure shows about the level.
        reading: the figure.
        figures: what else is known of the subject.
        moment: when that is.
    """
    rule = at.watched.rule
    if evidence is _UNKNOWN:
        known = reading.state is _FRESH
        return unseen(at, alert, moment, alert.state if known else reading.state)
    if is_late(alert, rule, reading) or _is_early(alert.phase, rule, reading):
        return unseen(at, alert, moment, alert.state)
    threshold = at.threshold
    edited = alert.threshold != threshold
    if edited and evidence is _HELD:
        # What held was the old level. Beyond the new one it would be a breach.
        evidence = _CLEAR
    silent = is_silence(rule, reading)
    # In a silence it is the silence of today that is judged.
    day = moment.today if silent else day_of(reading, moment)
    newer = alert.about is None or day > alert.about
    # Words take longer than all the rest: they are found anew when they would differ.
    same = not rule.template and _is_same(alert, reading, threshold)
    rights = _rights(rule, reading, figures)
    nothing_new = (
        same
        and not newer
        and reading.known_at == alert.known_at
        and rights is alert.rights
    )
    if alert.phase is _FIRING and evidence is not _CLEAR:
        # What `step` finds too: nearly all that stands is so, and no wait runs.
        position = ON_FIRE
    else:
        seconds = seconds_of(at.watched, moment)
        vouched = silent or reading.state is _FRESH
        passed = Passed(int(newer), seconds, moment.interval, vouched)
        hold, keep = rule.waits.hold, rule.waits.keep
        start = _position(alert, hold, keep, edited)
        position = step(start, evidence, passed, hold, keep)
    wait, in_closes = _wait(position.phase, rule)
    if (
        nothing_new
        and position == (alert.phase, alert.earned, alert.unseen)
        and (wait, in_closes) == (alert.wait, alert.in_closes)
    ):
        return alert
    fires = position.phase is _FIRING and not alert.id
    return replace(
        alert,
        id=episode_id(alert, moment.now) if fires else alert.id,
        fired_at=moment.now if fires else alert.fired_at,
        phase=position.phase,
        since=alert.since if position.phase is alert.phase else moment.now,
        earned=position.earned,
        wait=wait,
        in_closes=in_closes,
        unseen=position.unseen,
        about=day if newer else alert.about,
        known_at=reading.known_at,
        value=reading.value,
        bound=reading.bound,
        state=reading.state,
        threshold=threshold,
        text=alert.text if same else _text(at, alert, reading, figures),
        rights=rights,
        needs_reason=rule.limit is not None and alert.severity is _CRIT,
    )


def is_settled(at: Step, alert: Alert, reading: Reading) -> bool:
    """Whether it fires on, and on the same figure: then there is nothing to find out.

    What fires goes on firing unless the figure is back at the clear line, whatever else
    that figure can prove. Nearly all alerts are like this at nearly every look.
    """
    rule, value = at.watched.rule, reading.value
    return (
        alert.phase is _FIRING
        and value is not None
        and value == alert.value
        and reading.about == alert.about
        and reading.known_at == alert.known_at
        and reading.state is alert.state is _FRESH
        and reading.bound is alert.bound
        and reading.rights is alert.rights
        and at.threshold == alert.threshold
        and rule.limit is None
        and not rule.template
        and (value > at.rung.release if rule.above else value < at.rung.release)
    )


def unseen(at: Step, alert: Alert, moment: Moment, state: State) -> Alert:
    """Return an alert after a look that could tell nothing of it."""
    if alert.phase not in _WAITING and state is alert.state:
        return alert
    waits = at.watched.rule.waits
    seconds = seconds_of(at.watched, moment)
    passed = Passed(seconds=seconds, interval=moment.interval)
    position = Position(alert.phase, alert.earned, alert.unseen)
    gone = blind(position, passed, waits.hold, waits.keep).unseen
    if gone == alert.unseen and state is alert.state:
        return alert
    return replace(alert, unseen=gone, state=state)


def ended(alert: Alert, now: datetime) -> Alert:
    """Return an alert at rest, because nothing judges it any more."""
    return replace(
        alert, phase=Phase.INACTIVE, since=now, earned=0.0, wait=0.0, unseen=None
    )


def seconds_of(watched: Watched, moment: Moment) -> float:
    """Return the seconds that count for a rule: all its markets were open."""
    passed, markets = moment.passed, watched.markets
    if len(markets) == 1:
        return passed.get(markets[0], 0.0)
    return min(passed.get(market, 0.0) for market in markets)


def episode_id(alert: Alert, fired_at: datetime) -> str:
    """Name an episode: 12 hex digits, the same wherever it is worked out."""
    parts = (
        alert.rule,
        alert.subject,
        alert.severity.name.lower(),
        fired_at.isoformat(),
    )
    return sha256("|".join(parts).encode()).hexdigest()[:12]


def is_late(alert: Alert, rule: Rule, reading: Reading) -> bool:
    """Whether a figure is about an earlier day than the one that was judged last.

    One that was known already before that is not late: the newer one was withdrawn,
    and the figure before it stands again.
    """
    if alert.about is None or reading.about is None or reading.about >= alert.about:
        return False
    if alert.state is not _FRESH and rule.waits.no_data != "hold":
        # The day was that of a silence, and not a figure's.
        return False
    known, judged = reading.known_at, alert.known_at
    return known is None or judged is None or known > judged


def _is_early(phase: Phase, rule: Rule, reading: Reading) -> bool:
    """Whether the rule waits for closes here, and the figure stands on none yet.

    The last price of an open session begins no such wait, ends none and counts for
    nothing in it.
    """
    if reading.at is None or is_silence(rule, reading):
        return False
    fires = phase is _FIRING or phase is _RECOVERING
    return bool((rule.waits.keep if fires else rule.waits.hold).closes)


def _position(alert: Alert, hold: Span, keep: Span, edited: bool) -> Position:
    """Return where an alert is; a wait begins anew when its rule was edited.

    A wait in another unit cannot go on, nor one for another level: nothing is known of
    how long that was breached.
    """
    phase = alert.phase
    if phase is _PENDING and (edited or alert.in_closes != bool(hold.closes)):
        return REST
    if phase is _RECOVERING and alert.in_closes != bool(keep.closes):
        return ON_FIRE
    return Position(phase, alert.earned, alert.unseen)


def _is_same(alert: Alert, reading: Reading, threshold: float | None) -> bool:
    """Whether a level is judged on the same figure as at the last look."""
    return (
        threshold is not None
        and bool(alert.text)
        and reading.value == alert.value
        and reading.state is alert.state
        and reading.bound is alert.bound
        and threshold == alert.threshold
    )


def _rights(rule: Rule, reading: Reading, figures: Figures) -> Rights:
    """Return what binds an alert: the figure judged, and those its text names."""
    if not rule.asks:
        return reading.rights
    named = (figures[each.key] for each in rule.asks if each.key in figures)
    return strictest((reading.rights, *(each.rights for each in named)))


def _text(at: Step, alert: Alert, reading: Reading, figures: Figures) -> str:
    """Return what an alert says now."""

    def look(term: Term) -> Reading | None:
        return figures.get(term.key)

    return text_of(at.watched.rule, alert.subject, alert.severity, reading, look)


def _wait(phase: Phase, rule: Rule) -> tuple[float, bool]:
    """Return what a phase waits for, and whether that is closes."""
    if phase not in _WAITING:
        return 0.0, False
    span = rule.waits.hold if phase is _PENDING else rule.waits.keep
    return float(span.closes or span.seconds), bool(span.closes)
