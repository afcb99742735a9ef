from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from overhang.core.catalogue import METRICS, Pane
from overhang.core.issuers import Universe
from overhang.core.records import Bound
from overhang.core.rules.book import Rule
from overhang.core.rules.engine import by_rule, judge, judge_one, transitions
from overhang.core.snapshot import Level, Reading, Standing
from overhang.core.states import Severity, State
from support.rulebooks import ABOVE, BELOW, CDS, UNIVERSE, book, play, reading

LETTERS = {"n": Severity.NONE, "i": Severity.INFO, "w": Severity.WARN}
LETTERS["c"] = Severity.CRIT


def letters(standings: list[Standing]) -> str:
    return "".join(each.severity.name[0].lower() for each in standings)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([59, 60, 60.01], "nni", id="at the level is not beyond it"),
        pytest.param([81, 76, 75.01, 75], "wwwi", id="leaves 5bp inside, at the line"),
        pytest.param([81, 55.01, 55], "win", id="each level lets go by itself"),
        pytest.param([120, 50], "cn", id="a fall through all levels"),
        pytest.param([50, 120, 96, 95, 100, 100.1], "nccwwc", id="trips again at 100"),
        pytest.param([79, 81, 79, 81, 79, 81], "iwwwww", id="does not flap"),
        pytest.param([81, None, None, 81], "wwww", id="silence holds"),
        pytest.param([None, 81], "nw", id="begins with silence"),
        pytest.param([81, None, 60], "wwi", id="silence ends with a value"),
    ],
)
def test_levels_above_with_hysteresis(
    values: list[float | None], expected: str
) -> None:
    assert letters(play(ABOVE, *map(reading, values))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([-0.14, -0.15, -0.1501], "nni", id="at the level"),
        pytest.param([-0.25, -0.19, -0.1801, -0.18], "wwwi", id="leaves 2% inside"),
        pytest.param([70 / 100 - 1], "w", id="noise of a float is not a breach"),
        pytest.param([-0.31, 82 / 100 - 1], "ci", id="nor does it hold one"),
        pytest.param([-0.5, None], "cc", id="silence holds"),
    ],
)
def test_levels_below_with_hysteresis(
    values: list[float | None], expected: str
) -> None:
    assert letters(play(BELOW, *map(reading, values))) == expected


TRACES = json.loads(
    (Path(__file__).parents[1] / "vectors" / "alert_states.json").read_text()
)["cases"]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(each, id=each["name"])
        for each in TRACES
        if not {"for_", "keep"} & each["rule"].keys()
    ],
)
def test_traces_without_waiting_hold(case: dict[str, Any]) -> None:
    rule = case["rule"]
    metric, unit = ("cds.5y", "bp") if rule["op"] == ">" else ("capex.ocf_cover", "x")
    clear = abs(rule["fire"] - rule.get("clear", rule["fire"]))
    (watch,) = book(
        f'[[rule]]\nid = "trace"\nmetric = "{metric}"\n'
        f'crit = "{rule["op"]} {rule["fire"]}{unit}"\nclear = "{clear:.3f}{unit}"\n'
    ).rules
    given = [
        reading(step["value"] if step["data"] == "ok" else None)
        for step in case["steps"]
    ]
    firing = [each.severity is Severity.CRIT for each in play(watch, *given)]
    assert firing == [step["state"] == "firing" for step in case["steps"]]


F, C, E = Bound.FLOOR, Bound.CEILING, Bound.EXACT


@pytest.mark.parametrize(
    ("rule", "readings", "expected"),
    [
        pytest.param(ABOVE, [(105, F)], "c", id="a floor proves what it is above"),
        pytest.param(ABOVE, [(100, F)], "w", id="a floor at the level proves less"),
        pytest.param(ABOVE, [(105, C)], "n", id="a ceiling proves no breach above"),
        pytest.param(ABOVE, [(120, E), (50, F)], "cc", id="a floor ends nothing above"),
        pytest.param(ABOVE, [(120, E), (90, C)], "cw", id="a ceiling ends what it is"),
        pytest.param(ABOVE, [(120, E), (96, C)], "cc", id="within clear it does not"),
        pytest.param(BELOW, [(-0.25, C)], "w", id="a ceiling proves a breach below"),
        pytest.param(BELOW, [(-0.25, F)], "n", id="a floor proves no breach below"),
        pytest.param(BELOW, [(-0.4, E), (-0.1, F)], "cn", id="a floor ends it below"),
        pytest.param(BELOW, [(-0.4, E), (-0.1, C)], "cc", id="a ceiling does not"),
        pytest.param(ABOVE, [(105, Bound.APPROX)], "c", id="about counts as said"),
        pytest.param(ABOVE, [(105, Bound.MIDPOINT)], "c", id="so does a midpoint"),
    ],
)
def test_a_bound_shows_only_what_it_can(
    rule: Rule, readings: list[tuple[float, Bound]], expected: str
) -> None:
    played = play(rule, *(reading(value, bound) for value, bound in readings))
    assert letters(played) == expected


def test_a_standing_tells_what_is_breached_what_is_next_and_the_room() -> None:
    standing = judge_one(ABOVE, "MSFT", reading(88.5), None)
    assert standing == Standing(
        rule="cds",
        subject="MSFT",
        metric="cds.5y",
        severity=Severity.WARN,
        value=88.5,
        state=State.FRESH,
        levels=ABOVE.ladder.levels,
        above=True,
        next=Level(Severity.CRIT, 100.0),
        room=11.5,
        breached=Level(Severity.WARN, 80.0),
        note="coupon",
    )


@pytest.mark.parametrize(
    ("rule", "value", "bound", "upcoming", "room"),
    [
        pytest.param(ABOVE, 40.0, E, Severity.INFO, 20.0, id="calm"),
        pytest.param(ABOVE, 60.0, E, Severity.INFO, 0.0, id="at the level"),
        pytest.param(ABOVE, 130.0, E, None, None, id="nothing worse"),
        pytest.param(ABOVE, 70.0, C, Severity.INFO, None, id="bound leaves it open"),
        pytest.param(BELOW, -0.1, E, Severity.INFO, 0.05, id="below"),
    ],
)
def test_room_is_the_distance_to_the_next_level(
    rule: Rule,
    value: float,
    bound: Bound,
    upcoming: Severity | None,
    room: float | None,
) -> None:
    standing = judge_one(rule, "MSFT", reading(value, bound), None)
    assert (standing.next.severity if standing.next else None) == upcoming
    assert standing.room == (None if room is None else pytest.approx(room))


@pytest.mark.parametrize("state", [State.STALE, State.DEAD])
def test_an_old_reading_is_judged_on_its_last_value_and_says_so(state: State) -> None:
    standing = judge_one(ABOVE, "MSFT", reading(105, state=state), None)
    assert (standing.severity, standing.state) == (Severity.CRIT, state)


@pytest.mark.parametrize("silence", [None, reading(None), reading(float("nan"))])
def test_silence_keeps_everything_but_the_state(silence: Reading | None) -> None:
    first, second = play(ABOVE, reading(105), silence)
    assert second.state is State.ABSENT
    assert (second.severity, second.value) == (Severity.CRIT, 105)
    assert second.breached == first.breached


def test_silence_from_the_start_is_no_severity_and_no_value() -> None:
    standing = judge_one(ABOVE, "MSFT", None, None)
    assert (standing.severity, standing.value) == (Severity.NONE, None)
    assert (standing.state, standing.room) == (State.ABSENT, None)
    assert standing.next == Level(Severity.INFO, 60.0)


def test_an_edited_level_is_judged_without_memory() -> None:
    before = judge_one(ABOVE, "MSFT", reading(81), None)
    raised = book(
        '[[rule]]\nid = "cds"\nmetric = "cds.5y"\nwarn = "> 83bp"\nclear = "5bp"'
    ).rules[0]
    assert judge_one(raised, "MSFT", reading(81), before).severity is Severity.NONE


def test_an_id_that_moved_to_another_metric_starts_anew() -> None:
    before = judge_one(ABOVE, "MSFT", reading(120), None)
    moved = book('[[rule]]\nid = "cds"\nmetric = "cds.5y.chg.1d"\nwarn = "> 9bp"')
    standing = judge_one(moved.rules[0], "MSFT", None, before)
    assert (standing.severity, standing.value) == (Severity.NONE, None)


def test_every_rule_is_judged_for_every_subject_in_order() -> None:
    both = book(
        '[[rule]]\nid = "lost"\nmetric = "group.value_lost"\nwarn = "> 1tn"\n'
        '[[rule]]\nid = "cds"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
        '[rule.issuer.ORCL]\nwarn = "> 200bp"\n'
    )
    readings = {
        "MSFT": {"cds.5y": reading(90)},
        "ORCL": {"cds.5y": reading(160)},
        "group:four": {"group.value_lost": reading(1200)},
    }
    found = judge(both, readings, UNIVERSE, {})
    assert [(each.rule, each.subject, each.severity.name) for each in found] == [
        ("lost", "group:four", "WARN"),
        ("lost", "group:five", "NONE"),
        ("cds", "MSFT", "WARN"),
        ("cds", "ORCL", "NONE"),
    ]


def test_transitions_are_what_became_more_or_less_severe() -> None:
    def turn(msft: float, orcl: float) -> tuple[Standing, ...]:
        readings = {
            "MSFT": {"cds.5y": reading(msft)},
            "ORCL": {"cds.5y": reading(orcl)},
        }
        return judge(CDS, readings, UNIVERSE, {})

    first, second = turn(81, 160), turn(101, 160)
    assert transitions({}, first) == [
        ("cds", "MSFT", Severity.NONE, Severity.WARN, 81),
        ("cds", "ORCL", Severity.NONE, Severity.INFO, 160),
    ]
    assert transitions(by_rule(first), second) == [
        ("cds", "MSFT", Severity.WARN, Severity.CRIT, 101)
    ]
    assert transitions(by_rule(second), second) == []
    assert transitions(by_rule(second), second[:1]) == [
        ("cds", "ORCL", Severity.INFO, Severity.NONE, 160)
    ]


def test_thirty_rules_on_five_issuers_take_under_a_millisecond() -> None:
    metrics = [each.id for each in METRICS.values() if each.pane is not Pane.GROUP]
    rules = book(
        "\n".join(
            f'[[rule]]\nid = "r{number}"\nmetric = "cds.5y"\ninfo = "> 60bp"\n'
            'warn = "> 80bp"\ncrit = "> 100bp"\nclear = "5bp"'
            for number in range(30)
        )
    )
    issuer = UNIVERSE.issuer["MSFT"]
    five = Universe(issuer={f"I{number}": issuer for number in range(5)})
    readings = {
        code: {metric: reading(70.0 + 10 * number) for metric in metrics}
        for number, code in enumerate(five.issuer)
    }
    before = by_rule(judge(rules, readings, five, {}))
    taken = []
    for _ in range(50):
        start = perf_counter()
        judge(rules, readings, five, before)
        taken.append(perf_counter() - start)
    assert min(taken) < 0.001
