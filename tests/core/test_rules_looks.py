from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.machine import Span
from overhang.core.records import Quality
from overhang.core.rules.book import Gate, RuleBook, Waits
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.judging import (
    CLOSES,
    FAR,
    MONDAY,
    MORNING,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    days,
    on,
    waiting,
)
from support.rulebooks import ABOVE, reading


def test_a_breach_fires_at_the_second_close_and_not_at_the_second_look() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    assert days(desk, *[(MONDAY, 101)] * 5, (TUESDAY, 101)) == "pppppf"


def test_one_close_inside_begins_the_wait_anew() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    closes = [(MONDAY, 101), (TUESDAY, 99), (WEDNESDAY, 101), (THURSDAY, 101)]
    assert days(desk, *closes) == "pipf"


def test_what_fires_is_over_once_it_was_clear_for_as_many_closes() -> None:
    desk = Desk(waiting(ABOVE, keep=CLOSES))
    closes = [(MONDAY, 101), (TUESDAY, 95), (TUESDAY, 95), (WEDNESDAY, 94)]
    assert days(desk, *closes) == "frri"


def test_a_corrected_close_is_judged_again_and_counts_once() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    assert days(desk, (MONDAY, 101), (MONDAY, 110), (MONDAY, 90)) == "ppi"
    desk = Desk(RuleBook((ABOVE,)))
    assert days(desk, (MONDAY, 101), (MONDAY, 90)) == "fi"


def test_a_late_close_changes_nothing() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    assert days(desk, (TUESDAY, 101)) == "p"
    before = desk.alerts
    assert days(desk, (MONDAY, 50)) == "p"
    assert desk.alerts == before
    assert days(desk, (MONDAY, 150), (WEDNESDAY, 101)) == "pf"


def test_when_a_figure_is_withdrawn_the_one_before_stands_again() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    monday = replace(on(MONDAY, 90.0), known_at=MORNING)
    tuesday = replace(on(TUESDAY, 400.0), known_at=MORNING + timedelta(days=1))
    found = []
    for each in (monday, tuesday, monday):
        desk.look({"MSFT": {"cds.5y": each}}, today=FAR)
        found.append(desk.phase())
    assert found == ["inactive", "firing", "inactive"]


def test_a_withdrawn_close_does_not_count_again_when_it_comes_back() -> None:
    desk = Desk(waiting(ABOVE, Span(closes=3)))
    monday = replace(on(MONDAY, 110.0), known_at=MORNING)
    tuesday = replace(on(TUESDAY, 111.0), known_at=MORNING + timedelta(days=1))
    again = replace(tuesday, known_at=MORNING + timedelta(days=2))
    for each in (monday, tuesday, monday, again):
        desk.look({"MSFT": {"cds.5y": each}}, today=FAR)
    assert desk.phase() == "pending"


def test_a_figure_about_a_day_to_come_proves_nothing() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    assert days(desk, (TUESDAY, 400), today=MONDAY) == "i"
    assert days(desk, (MONDAY, 101), today=MONDAY) == "f"
    assert days(desk, (TUESDAY, 1), today=MONDAY) == "f"


def test_a_roll_day_proves_nothing_to_a_rule_that_ignores_it() -> None:
    watched = waiting(ABOVE)
    careful = RuleBook((ABOVE._replace(waits=Waits(ignore=("roll-day",))),))
    for rules, phase in ((watched, "firing"), (careful, "inactive")):
        desk = Desk(rules)
        desk.look(
            {"MSFT": {"cds.5y": on(MONDAY, 400)}},
            today=FAR,
            roll_days=frozenset({MONDAY}),
        )
        assert desk.phase() == phase


GOOD = replace(on(MONDAY, 400), quality=Quality.COMPOSITE, size=2000.0, age=1)


@pytest.mark.parametrize(
    ("gate", "seen", "fires"),
    [
        pytest.param(Gate(), replace(GOOD, quality=None), True, id="no gate"),
        pytest.param(Gate(quality=Quality.DEALER), GOOD, True, id="good enough"),
        pytest.param(
            Gate(quality=Quality.DEALER),
            replace(GOOD, quality=Quality.PRESS),
            False,
            id="not good enough",
        ),
        pytest.param(
            Gate(quality=Quality.DOUBTFUL),
            replace(GOOD, quality=None),
            False,
            id="quality not known",
        ),
        pytest.param(Gate(size=2000.0), GOOD, True, id="large enough"),
        pytest.param(Gate(size=2000.1), GOOD, False, id="too small"),
        pytest.param(
            Gate(size=1.0), replace(GOOD, size=None), False, id="size not known"
        ),
        pytest.param(Gate(age=1), GOOD, True, id="young enough"),
        pytest.param(Gate(age=0), GOOD, False, id="too old"),
        pytest.param(Gate(age=9), replace(GOOD, age=None), False, id="age not known"),
    ],
)
def test_a_gate_lets_only_good_figures_prove_anything(
    gate: Gate, seen: Reading, fires: bool
) -> None:
    desk = Desk(RuleBook((ABOVE._replace(gate=gate),)))
    desk.look({"MSFT": {"cds.5y": seen}}, today=FAR)
    assert (desk.phase() == "firing") is fires


@pytest.mark.parametrize("state", [State.STALE, State.DEAD])
def test_a_breach_first_seen_on_an_old_figure_fires_and_says_so(state: State) -> None:
    desk = Desk(RuleBook((ABOVE,)))
    assert desk.see(reading(105, state=state)) == "firing"
    assert desk.alerts[0].state is state


def test_an_old_figure_vouches_for_no_time() -> None:
    desk = Desk(waiting(ABOVE, Span(seconds=60)), interval=10)
    old = reading(105, state=State.STALE)
    assert [desk.see(old, seconds=10) for _ in range(20)] == ["pending"] * 20
    found = [desk.see(reading(105), seconds=10) for _ in range(6)]
    assert found == ["pending"] * 5 + ["firing"]


def test_time_that_nobody_looked_at_counts_for_one_interval_at_most() -> None:
    desk = Desk(waiting(ABOVE, Span(seconds=30)), interval=10)
    assert desk.see(reading(105)) == "pending"
    assert [desk.see(None, seconds=10) for _ in range(9)] == ["pending"] * 9
    found = [desk.see(reading(105), seconds=10) for _ in range(3)]
    assert found == ["pending", "pending", "firing"]


@pytest.mark.parametrize(
    ("no_data", "expected"),
    [("hold", "fff"), ("ok", "fii"), ("alert", "fff")],
)
def test_silence_does_what_the_rule_says_to_what_fires(
    no_data: str, expected: str
) -> None:
    desk = Desk(RuleBook((ABOVE._replace(waits=Waits(no_data=no_data)),)))
    assert days(desk, (MONDAY, 101), (MONDAY, None), (MONDAY, None)) == expected


def test_silence_that_alerts_fires_every_level_after_as_many_days() -> None:
    waits = Waits(hold=CLOSES, no_data="alert")
    desk = Desk(RuleBook((ABOVE._replace(waits=waits),)))
    silent = {"MSFT": {"cds.5y": on(MONDAY, None, State.ABSENT)}}
    desk.look(silent, today=MONDAY)
    desk.look(silent, today=MONDAY)
    assert [each.phase for each in desk.alerts] == [Phase.PENDING] * 3
    desk.look(silent, today=TUESDAY)
    assert [each.phase for each in desk.alerts] == [Phase.FIRING] * 3
    # The last close is older than the silence, and it is news all the same.
    desk.look({"MSFT": {"cds.5y": on(MONDAY, 50)}}, today=TUESDAY)
    assert desk.alerts == ()


def test_a_metric_that_was_not_looked_at_leaves_everything() -> None:
    waits = Waits(no_data="ok")
    desk = Desk(RuleBook((ABOVE._replace(waits=waits),)))
    desk.see(reading(105))
    before = desk.alerts
    assert desk.look({}) == (before, ())
    assert desk.look({"MSFT": {}}) == (before, ())
