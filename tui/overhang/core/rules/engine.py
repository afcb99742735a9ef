"""Where each rule stands for each subject: pure, one pass over the readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.issuers import Universe
from overhang.core.records import Bound
from overhang.core.rules.book import TOLERANCE, Ladder, Rule, RuleBook
from overhang.core.snapshot import Reading, Standing
from overhang.core.states import Severity, State

Before = Mapping[tuple[str, str], Standing]
"""The standings of the last turn, by rule and subject."""


class Change(NamedTuple):
    """One rule that became more or less severe for one subject."""

    rule: str
    subject: str
    old: Severity
    new: Severity
    value: float | None
    """The last known value, in the metric's unit."""


def judge(
    book: RuleBook,
    readings: Mapping[str, Mapping[str, Reading]],
    universe: Universe,
    before: Before,
) -> tuple[Standing, ...]:
    """Return the standing of every rule for every subject it watches, in book order.

    `readings` is by subject, then metric; what is not there is absent. A stale or dead
    reading is judged on its last value and its standing says so. An absent one leaves
    everything as it was: silence never resolves a breach and never makes one.
    """
    return tuple(
        judge_one(
            rule,
            subject,
            readings.get(subject, {}).get(rule.metric),
            before.get((rule.id, subject)),
        )
        for rule in book.rules
        for subject in rule.subjects(universe)
    )


def judge_one(
    rule: Rule, subject: str, reading: Reading | None, before: Standing | None
) -> Standing:
    """Return where one rule stands for one subject.

    What was held is forgotten when the rule now watches another metric or side, and
    hysteresis starts anew when its levels were edited: a desk that moves a level wants
    the new level, not the memory of the old one.
    """
    ladder = rule.own.get(subject, rule.ladder)
    if before is not None and (before.metric, before.above) != (
        rule.metric,
        rule.above,
    ):
        before = None
    if reading is None or reading.state is State.ABSENT or not _known(reading.value):
        if before is not None:
            return replace(before, state=State.ABSENT)
        return _standing(rule, ladder, subject, Severity.NONE, None, State.ABSENT)
    value = reading.value
    assert value is not None
    held = Severity.NONE
    if before is not None and before.levels == ladder.levels:
        held = before.severity
    severity = severity_of(ladder, rule.above, value, reading.bound, held)
    return _standing(rule, ladder, subject, severity, value, reading.state)


def severity_of(
    ladder: Ladder, above: bool, value: float, bound: Bound, held: Severity
) -> Severity:
    """Return the worst level that is proven breached, or still held.

    A level is breached strictly beyond its threshold. Once held, it and the milder
    ones let go only when the value is back by the ladder's `clear`: at that line or
    safer. What a bound can show depends on the side: "more than 105" proves a breach
    of "> 100" and never that one is over; "up to 60" proves that "> 80" is over and
    never that "> 50" is breached. For levels below it is the other way round.
    """
    proves, disproves = _evidence(bound, above)
    worst = Severity.NONE
    for severity, trip, release in ladder.rungs:
        beyond = value > trip if above else value < trip
        back = value <= release if above else value >= release
        if (beyond and proves) or (severity <= held and not (back and disproves)):
            worst = severity
    return worst


def by_rule(standings: Iterable[Standing]) -> dict[tuple[str, str], Standing]:
    """Index standings for the next turn's `before`."""
    return {(each.rule, each.subject): each for each in standings}


def transitions(before: Before, after: Sequence[Standing]) -> list[Change]:
    """Return what became more or less severe between two turns.

    A breach whose rule or subject is gone ends, with the value it was last judged on.
    """
    changes = []
    for now in after:
        was = before.get((now.rule, now.subject))
        old = was.severity if was is not None else Severity.NONE
        if old != now.severity:
            changes.append(Change(now.rule, now.subject, old, now.severity, now.value))
    present = {(each.rule, each.subject) for each in after}
    changes += (
        Change(*key, was.severity, Severity.NONE, was.value)
        for key, was in before.items()
        if key not in present and was.severity is not Severity.NONE
    )
    return changes


def _evidence(bound: Bound, above: bool) -> tuple[bool, bool]:
    """Whether a value of this bound can prove a breach, and prove that one is over."""
    if bound is Bound.FLOOR:
        return above, not above
    if bound is Bound.CEILING:
        return not above, above
    return True, True


def _known(value: float | None) -> bool:
    """Whether there is a number to judge; a non-finite one is no evidence."""
    return value is not None and isfinite(value)


def _standing(
    rule: Rule,
    ladder: Ladder,
    subject: str,
    severity: Severity,
    value: float | None,
    state: State,
) -> Standing:
    """Describe a verdict: the rung breached, the next one and the room to it."""
    breached = upcoming = room = None
    for level in ladder.levels:
        if level.severity == severity:
            breached = level
        elif level.severity > severity:
            upcoming = level
            break
    if upcoming is not None and value is not None:
        gap = upcoming.threshold - value if rule.above else value - upcoming.threshold
        # Beyond a level that its bound cannot prove, the room is not known.
        room = max(gap, 0.0) if gap >= -TOLERANCE else None
    return Standing(
        rule=rule.id,
        subject=subject,
        metric=rule.metric,
        severity=severity,
        value=value,
        state=state,
        levels=ladder.levels,
        above=rule.above,
        next=upcoming,
        room=room,
        breached=breached,
        note=ladder.note,
    )
