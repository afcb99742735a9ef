"""Files of the tape that are not there yet, late, gone or out of reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from overhang.sources.fetching import FetchError, Wait
from support.server import Answer
from support.tape import at
from support.taping import EVENING, Taping
from support.twins.tape import TapeTwin, trade

FRIDAY = dt.date(2026, 2, 13)
THURSDAY = dt.date(2026, 2, 12)
BEFORE = "2026-02-12T15:00:00Z"
THREE = [
    trade("1", bp="158"),
    trade("2", bp="160"),
    trade("3", bp="163", size="5,000,000+"),
]


@pytest.fixture
def twin() -> Iterator[TapeTwin]:
    with TapeTwin() as made:
        yield made


async def test_a_file_before_its_time_is_no_fault_and_is_asked_for_again(
    twin: TapeTwin,
) -> None:
    twin.post(THURSDAY, [])
    desk = Taping(twin, days=2)

    await desk.turn()
    assert (desk.faults, desk.marks()) == ([], [])
    assert desk.notes == ["1 of 2 daily files are read"]
    twin.post(FRIDAY, THREE)
    await desk.turn(EVENING + dt.timedelta(minutes=5))

    assert len(desk.marks()) == 1
    assert twin.asked_for(FRIDAY) == 2


async def test_no_file_is_asked_for_before_the_evening(twin: TapeTwin) -> None:
    desk = Taping(twin, days=1)

    await desk.turn(at("2026-02-14T01:14:00Z"))
    assert (twin.asked_for(FRIDAY), twin.asked_for(THURSDAY)) == (0, 1)
    await desk.turn(at("2026-02-14T01:15:00Z"))
    assert twin.asked_for(FRIDAY) == 1


async def test_a_file_that_is_late_is_named_and_left_alone_for_an_hour(
    twin: TapeTwin,
) -> None:
    desk = Taping(twin, days=1)
    morning = at("2026-02-14T11:00:00Z")

    late = [
        "SEC_CUMULATIVE_CREDITS_2026_02_13.zip: found HTTP 403, "
        "expected it by 06:00 New York"
    ]
    await desk.turn(morning)
    assert desk.faults == late
    # It lacks whether it is asked for or not; the feed goes on in its rhythm.
    await desk.turn(morning + dt.timedelta(minutes=59))
    assert (desk.faults, twin.asked_for(FRIDAY)) == (late, 1)
    (fault,) = (each.fault for each in desk.found if each.fault is not None)
    assert isinstance(fault, FetchError)
    assert fault.wait is Wait.MISSING
    await desk.turn(morning + dt.timedelta(minutes=60))
    assert (desk.faults, twin.asked_for(FRIDAY)) == (late, 2)
    twin.post(FRIDAY, THREE)
    await desk.turn(morning + dt.timedelta(minutes=120))
    assert desk.faults == []


async def test_a_file_that_will_not_come_any_more_is_a_remark(twin: TapeTwin) -> None:
    desk = Taping(twin, days=8)
    for day in (13, 12, 11, 10, 9, 6):
        twin.post(dt.date(2026, 2, day), [])

    await desk.turn()

    assert desk.faults == []
    assert [note.split(":")[0] for note in desk.notes] == [
        "SEC_CUMULATIVE_CREDITS_2026_02_05.zip",
        "SEC_CUMULATIVE_CREDITS_2026_02_04.zip",
        "6 of 8 daily files are read",
    ]


async def test_a_service_that_is_down_is_asked_for_one_file_a_turn(
    twin: TapeTwin,
) -> None:
    desk = Taping(twin, days=5)
    twin.fault = Answer(status=503)

    await desk.turn()

    failed = [each.table for each in desk.found if each.fault is not None]
    # What could not be read says nothing of levels, so those fail with it.
    assert failed == ["tape", "tape", "cds_marks", "cds_activity"]
    assert all("HTTP 503" in each for each in desk.faults)
    assert all(each.rows is None for each in desk.found)
    assert len(twin.asked) == 2
    twin.fault = None
    twin.post(FRIDAY, THREE)
    await desk.turn(EVENING + dt.timedelta(minutes=1))
    assert len(desk.marks()) == 1
    assert {each.table for each in desk.found if each.fault} == {"tape"}
