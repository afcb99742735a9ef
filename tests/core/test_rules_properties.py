from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from overhang.core.records import Bound
from overhang.core.rules.book import Rule
from overhang.core.rules.engine import judge_one
from overhang.core.snapshot import Standing
from overhang.core.states import Severity
from support.rulebooks import ABOVE, BELOW, play, reading

VALUES = st.floats(-500, 500)
SEVERITIES = st.sampled_from(Severity)
RULES = st.sampled_from([ABOVE, BELOW])


def held_at(rule: Rule, severity: Severity) -> Standing | None:
    """A standing of this severity, reached by a value well past its level."""
    for level in rule.ladder.levels:
        if level.severity == severity:
            past = level.threshold + (1e-3 if rule.above else -1e-3)
            return judge_one(rule, "MSFT", reading(past), None)
    return None


@given(RULES, st.lists(VALUES, min_size=2), SEVERITIES)
def test_a_worse_value_is_never_less_severe(
    rule: Rule, values: list[float], held: Severity
) -> None:
    before = held_at(rule, held)
    ordered = sorted(values, reverse=not rule.above)
    judged = [judge_one(rule, "MSFT", reading(each), before) for each in ordered]
    assert all(mild.severity <= bad.severity for mild, bad in pairwise(judged))


@given(RULES, st.lists(st.none() | VALUES, max_size=30), st.data())
def test_silence_never_changes_a_severity(
    rule: Rule, values: list[float | None], data: st.DataObject
) -> None:
    played = play(rule, *map(reading, values))
    last = played[-1] if played else None
    after = judge_one(rule, "MSFT", None, last)
    assert after.severity == (last.severity if last else Severity.NONE)


@given(RULES, VALUES, SEVERITIES, st.sampled_from(Bound))
def test_judging_the_same_value_again_changes_nothing(
    rule: Rule, value: float, held: Severity, bound: Bound
) -> None:
    once = judge_one(rule, "MSFT", reading(value, bound), held_at(rule, held))
    assert judge_one(rule, "MSFT", reading(value, bound), once) == once


@given(RULES, VALUES, SEVERITIES, st.sampled_from(Bound))
def test_a_breach_is_never_missed_and_room_is_never_negative(
    rule: Rule, value: float, held: Severity, bound: Bound
) -> None:
    standing = judge_one(rule, "MSFT", reading(value, bound), held_at(rule, held))
    assert standing.room is None or standing.room >= 0
    fresh = judge_one(rule, "MSFT", reading(value, bound), None)
    assert standing.severity >= fresh.severity
