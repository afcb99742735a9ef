"""Where every rule stands for every subject: what screens draw beside the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.issuers import Universe
from overhang.core.rules.book import TOLERANCE, Rule, RuleBook
from overhang.core.rules.evidence import together
from overhang.core.snapshot import Level, Reading, Standing
from overhang.core.states import Severity, State

_ABSENT = Reading(value=None, state=State.ABSENT)


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
    standing = [
        each for each in alerts if each.phase in (Phase.FIRING, Phase.RECOVERING)
    ]
    worst = max(standing, key=lambda each: each.severity, default=None)
    severity = Severity.NONE if worst is None else worst.severity
    pending = max(
        (each.severity for each in alerts if each.phase is Phase.PENDING),
        default=Severity.NONE,
    )
    value = reading.value
    if value is None or value != value:
        value = next((each.value for each in alerts), None)
    passed = max(severity, pending)
    upcoming = next((each for each in levels if each.severity > passed), None)
    return Standing(
        rule=rule.id,
        subject=subject,
        metric=rule.metric,
        severity=severity,
        value=value,
        state=reading.state,
        levels=levels,
        above=rule.above,
        next=None if rule.when else upcoming,
        room=_room(rule, value, None if rule.when else upcoming),
        breached=next((each for each in levels if each.severity == severity), None),
        note=rule.own.get(subject, rule.ladder).note,
        pending=pending,
        muted="" if worst is None else worst.muted,
        acked=worst is not None and worst.ack is not None,
    )


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
