from __future__ import annotations

import pytest

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.machine import (
    ON_FIRE,
    REST,
    Evidence,
    Passed,
    Position,
    Span,
    step,
)

BREACH, HELD, CLEAR, UNKNOWN = Evidence
PENDING, FIRING, RECOVERING = (
    Position(Phase.PENDING, 1.0),
    Position(Phase.FIRING),
    Position(Phase.RECOVERING, 1.0),
)
NOW, CLOSES, MINUTE = Span(), Span(closes=2), Span(seconds=60.0)
CLOSE = Passed(closes=1)


@pytest.mark.parametrize(
    ("at", "evidence", "expected"),
    [
        pytest.param(REST, BREACH, PENDING, id="the first close counts"),
        pytest.param(REST, HELD, REST, id="inside the level nothing begins"),
        pytest.param(REST, CLEAR, REST, id="calm"),
        pytest.param(PENDING, BREACH, FIRING, id="the second close fires"),
        pytest.param(PENDING, HELD, REST, id="inside the level a wait is over"),
        pytest.param(PENDING, CLEAR, REST, id="so it is when clear"),
        pytest.param(FIRING, BREACH, FIRING, id="fires on"),
        pytest.param(FIRING, HELD, FIRING, id="fires on between level and clear line"),
        pytest.param(FIRING, CLEAR, RECOVERING, id="the first clear close counts"),
        pytest.param(RECOVERING, BREACH, FIRING, id="relapse"),
        pytest.param(RECOVERING, HELD, FIRING, id="relapse inside the level"),
        pytest.param(RECOVERING, CLEAR, REST, id="the second clear close ends it"),
        *(
            pytest.param(each, UNKNOWN, each, id=f"nothing known, {each.phase}")
            for each in (REST, PENDING, FIRING, RECOVERING)
        ),
    ],
)
def test_each_phase_goes_where_the_evidence_leads(
    at: Position, evidence: Evidence, expected: Position
) -> None:
    assert step(at, evidence, CLOSE, CLOSES, CLOSES) == expected


@pytest.mark.parametrize("evidence", Evidence)
@pytest.mark.parametrize("span", [NOW, CLOSES, MINUTE])
def test_a_look_without_a_new_close_or_time_moves_no_wait(
    evidence: Evidence, span: Span
) -> None:
    after = step(PENDING, evidence, Passed(), Span(closes=2), span)
    assert after.phase in (Phase.PENDING, Phase.INACTIVE)
    assert after.earned in (1.0, 0.0)


def test_without_a_wait_it_fires_and_ends_at_once() -> None:
    fired = step(REST, BREACH, Passed(), NOW, NOW)
    assert fired == FIRING
    assert step(fired, CLEAR, Passed(), NOW, NOW) == REST


def waited(*looks: tuple[Evidence, Passed]) -> list[float]:
    """Return what a wait of a minute has earned after each look."""
    at, found = REST, []
    for evidence, passed in looks:
        at = step(at, evidence, passed, MINUTE, MINUTE)
        found.append(at.earned if at.phase is Phase.PENDING else -1.0)
    return found


SOME = Passed(seconds=10.0)
LIMITED = Passed(seconds=10.0, interval=12.0)
OLD = Passed(seconds=10.0, interval=12.0, known=False)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        pytest.param([(BREACH, SOME)] * 3, [0, 10, 20], id="time counts"),
        pytest.param(
            [(BREACH, SOME), (UNKNOWN, SOME), (BREACH, SOME), (BREACH, SOME)],
            [0, 0, 0, 10],
            id="without an interval, none after a look that knew nothing",
        ),
        pytest.param(
            [(BREACH, LIMITED), (UNKNOWN, LIMITED), (BREACH, LIMITED)],
            [0, 0, 12],
            id="with one, an interval at most",
        ),
        pytest.param(
            [(BREACH, OLD), (BREACH, OLD), (BREACH, OLD), (BREACH, LIMITED)],
            [0, 0, 0, 12],
            id="an old figure vouches for no time",
        ),
        pytest.param(
            [(BREACH, Passed(known=False)), (BREACH, SOME), (BREACH, SOME)],
            [0, 0, 10],
            id="nor does the look after it for the time before",
        ),
        pytest.param([(BREACH, SOME)] * 7, [0, 10, 20, 30, 40, 50, -1], id="exactly"),
    ],
)
def test_time_counts_as_far_as_a_look_can_vouch(
    looks: list[tuple[Evidence, Passed]], expected: list[float]
) -> None:
    assert waited(*looks) == expected


@pytest.mark.parametrize("evidence", [BREACH, HELD])
@pytest.mark.parametrize("keep", [NOW, CLOSES, MINUTE])
def test_what_fires_and_is_not_clear_fires_on_whatever_passed(
    evidence: Evidence, keep: Span
) -> None:
    for passed in (Passed(), CLOSE, SOME, OLD):
        assert step(FIRING, evidence, passed, MINUTE, keep) is ON_FIRE
