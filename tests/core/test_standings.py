from __future__ import annotations

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Ack
from overhang.core.records import Bound
from overhang.core.rules.book import Rule
from overhang.core.snapshot import Level, Reading, Standing
from overhang.core.states import Severity, State
from support.judging import (
    CLOSES,
    MONDAY,
    MORNING,
    TUESDAY,
    Desk,
    days,
    play,
    waiting,
)
from support.rulebooks import ABOVE, BELOW, reading

F, C, E = Bound.FLOOR, Bound.CEILING, Bound.EXACT


def test_a_standing_tells_what_is_breached_what_is_next_and_the_room() -> None:
    (standing,) = play(ABOVE, reading(88.5))
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


def test_a_standing_tells_what_waits_what_is_muted_and_who_has_it() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    days(desk, (MONDAY, 88))
    (pending, _) = desk.standings()
    assert (pending.severity, pending.pending) == (Severity.NONE, Severity.WARN)
    assert (pending.next, pending.room) == (Level(Severity.CRIT, 100.0), 12.0)
    days(desk, (TUESDAY, 120))
    desk.alerts = tuple(
        replace(each, muted="silenced by jk", ack=Ack(by="jk", at=MORNING))
        for each in desk.alerts
    )
    (fired, _) = desk.standings()
    assert (fired.severity, fired.pending) == (Severity.WARN, Severity.CRIT)
    assert (fired.muted, fired.acked) == ("silenced by jk", True)


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
    (standing,) = play(rule, reading(value, bound))
    assert (standing.next.severity if standing.next else None) == upcoming
    assert standing.room == (None if room is None else pytest.approx(room))


@pytest.mark.parametrize("silence", [reading(None), reading(float("nan"))])
def test_silence_keeps_the_severity_and_the_value(silence: Reading) -> None:
    first, second = play(ABOVE, reading(105), silence)
    assert second.state is silence.state
    assert (second.severity, second.value) == (Severity.CRIT, 105)
    assert second.breached == first.breached


def test_silence_from_the_start_is_no_severity_and_no_value() -> None:
    (standing,) = play(ABOVE, None)
    assert (standing.severity, standing.value) == (Severity.NONE, None)
    assert (standing.state, standing.room) == (State.ABSENT, None)
    assert standing.next == Level(Severity.INFO, 60.0)
