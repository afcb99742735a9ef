"""The traces that say how an alert behaves, through the whole engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from overhang.core.alerts.alert import Phase
from overhang.core.calendars import Market
from overhang.core.rules.book import Rule, RuleBook, Waits, ladder
from overhang.core.rules.clock import Stopwatch
from overhang.core.rules.engine import judge
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Level, Reading
from overhang.core.states import Severity, State
from support.judging import Desk, seconds
from support.measured import universe

VECTORS = Path(__file__).parents[1] / "vectors"
TRACES = json.loads((VECTORS / "alert_states.json").read_text())["cases"]
TIMED = json.loads((VECTORS / "alert_states_timing.json").read_text())["cases"]
METRIC = "cds.5y"
SILENCE = Reading(value=None, state=State.ABSENT, reason="no mark")
NUMBERS = {"NaN": nan, "+Inf": inf, "-Inf": -inf}
NO_DATA = {"hold": "hold", "fire": "alert", "resolve": "ok"}
GONE = 1e12
LOOKBACK = 300


def rule_of(
    sign: str, level: float, hold: float, keep: float, clear: float, no_data: str
) -> Rule:
    """Return the rule of a trace: one crit level on a metric without a bound."""
    # "== 0" and "== 1" over zeros and ones are below, and above, a half.
    above = sign == ">" or (sign, level) == ("==", 1)
    level = 0.5 if sign == "==" else level
    return Rule(
        id="trace",
        metric=METRIC,
        above=above,
        ladder=ladder((Level(Severity.CRIT, level),), clear, above),
        own={},
        waits=Waits(seconds(hold), seconds(keep), no_data),
    )


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["name"]) for each in TRACES]
)
def test_states_are_as_traced(case: dict[str, Any]) -> None:
    rule = case["rule"]
    clear = abs(rule["fire"] - rule.get("clear", rule["fire"]))
    waits = (rule.get("for_", 0.0), rule.get("keep", 0.0))
    desk = Desk(RuleBook((rule_of(rule["op"], rule["fire"], *waits, clear, "hold"),)))
    seen, last = [], 0.0
    for step in case["steps"]:
        reading = Reading(value=step["value"]) if step["data"] == "ok" else SILENCE
        seen.append(desk.see(reading, seconds=step["t"] - last))
        last = step["t"]
    assert seen == [
        "inactive" if each["state"] == "resolved" else each["state"]
        for each in case["steps"]
    ]


def sample(series: Mapping[str, Any], at: float) -> object:
    """Return the newest sample that has arrived and is not too old; none: silence."""
    known: dict[float, object] = {}
    for stamp, value, *arrival in series["samples"]:
        ahead = stamp - at
        if (arrival[0] if arrival else stamp) <= at and ahead <= 60:
            known[stamp] = value
    newest = max(known, default=None)
    if newest is None or newest <= at - LOOKBACK:
        return None
    return known[newest]


def reading_of(value: object, rule: Rule, *, absent: bool) -> Reading:
    """Return what a measure makes of a sample."""
    if value is None:
        return SILENCE
    if value == "stale":
        # A row that left a complete delivery is knowledge: the position is closed. To
        # a rule about absence it is absence.
        safe = -GONE if rule.above else GONE
        return SILENCE if absent else Reading(value=safe)
    assert isinstance(value, float | int | str)
    return Reading(value=NUMBERS[value] if isinstance(value, str) else float(value))


@pytest.mark.parametrize("case", [pytest.param(each, id=each["id"]) for each in TIMED])
def test_time_counts_as_traced(case: dict[str, Any]) -> None:
    asked, absent = case["rule"], case["rule"]["kind"] == "absent"
    rule = rule_of(
        asked.get("op", ">"),
        asked.get("value", GONE),
        asked["for_s"],
        asked["keep_firing_for_s"],
        0.0,
        "alert" if absent else NO_DATA[asked.get("on_unknown", "hold")],
    )
    events = {each["step"]: each for each in case.get("events", ())}
    interval = float(case["eval_interval_s"])
    series = case["series"] or [{"name": "", "samples": []}]
    names = [each["name"] if not absent else "" for each in series]
    watched = universe(each or "x" for each in names)
    desk = Desk(RuleBook((rule,)), watched, interval)
    stopwatch, seen = Stopwatch(interval), [list[str]() for _ in series]
    start = datetime(1970, 1, 1, tzinfo=UTC)
    times = zip(
        case["eval_times_s"],
        case.get("real_times_s", case["eval_times_s"]),
        strict=True,
    )
    wall = start
    for number, (at, real) in enumerate(times):
        event = events.get(number, {"event": ""})
        if event["event"] == "restart":
            desk.restart()
            stopwatch = Stopwatch(interval, last=wall)
        if event["event"] == "set_for":
            waits = rule.waits._replace(hold=seconds(event["for_s"]))
            desk.book = RuleBook((rule._replace(waits=waits),))
        wall = start + timedelta(seconds=at)
        readings = {
            each["name"] if not absent else "x": {
                METRIC: SILENCE
                if event["event"] == "eval_error"
                else reading_of(sample(each, real), rule, absent=absent)
            }
            for each in series
        }
        vouched = stopwatch.look(wall, real)
        passed = dict.fromkeys(Market, vouched)
        moment = Moment(wall, wall.date(), passed, interval)
        before = {each.key: each for each in desk.alerts}
        desk.alerts, _ = judge(desk.book, readings, watched, before, moment)
        for name, states in zip(watched.codes, seen, strict=True):
            phase = desk.phase(name)
            # The traces know no word for what is over but for its keep.
            states.append("firing" if phase == Phase.RECOVERING else phase)
    assert dict(zip(names, seen, strict=True)) == case["expect"]["desk"]
