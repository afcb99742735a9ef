"""Where every rule stands for every subject: what screens draw beside the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from overhang.core.alerts.alert import STANDS, Alert, Phase
from overhang.core.issuers import Universe
from overhang.core.rules.book import TOLERANCE, Rule, RuleBook
from overhang.core.rules.evidence import together
from overhang.core.snapshot import Level, Reading, Standing
from overhang.core.states import Severity, State

_ABSENT = Reading(value=None, state=State.ABSENT)
_NONE = Severity.NONE


def standings(
    book: RuleBook,
    readings: Mapping[str, Mapping[str, Reading]],
    universe: Universe,
    alerts: Iterable[Alert],
) -> tuple[Standing, ...]:
    """Return where every rule stands for every subject it watches, in book order.

    `alerts` are those of the last look, muted or not. What is silent shows the value
    its alerts were last judged on.
    """
    by_subject: defaultdict[tuple[str, str], list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_subject[alert.rule, alert.subject].append(alert)
    return tuple(
        _standing(
            rule,
            subject,
            _reading(rule, readings.get(subject, {})),
            by_subject.get((rule.id, subject), ()),
        )
        for rule in book.rules
        for subject in rule.subjects(universe)
    )


def _reading(rule: Rule, by_metric: Mapping[str, Reading]) -> Reading:
    """Return what a rule looks at; one figure for the terms of a condition."""
    if rule.when is None:
        return by_metric.get(rule.metric, _ABSENT)
    return together([by_metric.get(term.key, _ABSENT) for term in rule.when.terms])


def _standing(
    rule: Rule, subject: str, reading: Reading, alerts: Sequence[Alert]
) -> Standing:
    """Describe one rule for one subject: the rung breached, the next and the room."""
    levels = levels_of(rule, subject)
    worst, pending = _worst(alerts) if alerts else (None, _NONE)
    severity = _NONE if worst is None else worst.severity
    value = reading.value
    if value is None or value != value:
        value = next((each.value for each in alerts), None)
    passed = max(severity, pending)
    upcoming = None if rule.when else _past(levels, passed)
    return Standing(
        rule=rule.id,
        subject=subject,
        metric=rule.metric,
        severity=severity,
        value=value,
        state=reading.state,
        levels=levels,
        above=rule.above,
        next=upcoming,
        room=_room(rule, value, upcoming),
        breached=_breached(levels, severity) if worst is not None else None,
        note=rule.own.get(subject, rule.ladder).note,
        pending=pending,
        limit=rule.limit,
        muted="" if worst is None else worst.muted,
        acked=worst is not None and worst.ack is not None,
    )


def _worst(alerts: Iterable[Alert]) -> tuple[Alert | None, Severity]:
    """Return the worst alert that stands, and how severe the worst pending one is."""
    worst, pending = None, _NONE
    for alert in alerts:
        if alert.phase is Phase.PENDING:
            pending = max(pending, alert.severity)
        elif alert.phase in STANDS and (
            worst is None or alert.severity > worst.severity
        ):
            worst = alert
    return worst, pending


def _past(levels: Iterable[Level], severity: Severity) -> Level | None:
    """Return the mildest level that is worse than a severity."""
    for level in levels:
        if level.severity > severity:
            return level
    return None


def _breached(levels: Iterable[Level], severity: Severity) -> Level | None:
    """Return the level of a severity; none when the rule has none such any more."""
    return next((each for each in levels if each.severity == severity), None)


def levels_of(rule: Rule, subject: str) -> tuple[Level, ...]:
    """Return a rule's levels for one subject, in the metric's unit."""
    levels = rule.own.get(subject, rule.ladder).levels
    if rule.limit is None:
        return levels
    return tuple(Level(each.severity, each.threshold * rule.limit) for each in levels)


def _room(rule: Rule, value: float | None, upcoming: Level | None) -> float | None:
    """Return the distance to a level; none beyond one that a bound cannot prove."""
    if upcoming is None or value is None:
        return None
    size = abs(value) if rule.limit is not None else value
    gap = upcoming.threshold - size if rule.above else size - upcoming.threshold
    return max(gap, 0.0) if gap >= -TOLERANCE else None
