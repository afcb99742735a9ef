"""The tape's connector on its twin: from nothing to levels, and what can go wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from overhang.core.records import Bound
from overhang.core.rights import Rights
from support.server import Answer
from support.tape import at, rows, sheet
from support.taping import EVENING, Taping, watched
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


async def test_from_nothing_to_a_mark_and_what_traded(twin: TapeTwin) -> None:
    twin.post(FRIDAY, THREE)
    desk = Taping(twin, days=1)

    await desk.turn()

    (mark,), (activity,) = desk.marks(), desk.activity()
    assert (mark.spread_bp, mark.tenor, mark.date) == (160.0, "5Y", FRIDAY)
    assert (activity.value, activity.bound) == (15.0, Bound.FLOOR)
    assert {each.rights for each in (mark, activity, *desk.messages())} == {
        Rights.INTERNAL
    }
    assert desk.faults == []


async def test_the_feed_is_asked_before_any_file(twin: TapeTwin) -> None:
    twin.post(FRIDAY, THREE[:1])
    twin.now = list(THREE)
    desk = Taping(twin, days=1)

    await desk.turn()

    assert len(desk.found[0].vintages) == 3
    assert next(each.path for each in twin.asked) == "/ticker"


async def test_a_level_is_told_once_a_turn_and_withdrawn_in_the_same(
    twin: TapeTwin,
) -> None:
    twin.now = list(THREE)
    twin.post(FRIDAY, [*THREE, trade("4", action="EROR", of="2")])
    desk = Taping(twin, days=1)

    await desk.turn()

    whole = [each.rows for each in desk.found if each.table == "cds_marks"]
    assert whole == [[]]
    (activity,) = [each.rows for each in desk.found if each.table == "cds_activity"]
    assert activity is not None
    assert len(activity) == 1


async def test_a_feed_that_has_not_changed_is_not_read_again(twin: TapeTwin) -> None:
    twin.now = list(THREE)
    desk = Taping(twin, days=1)
    twin.post(FRIDAY, THREE)

    await desk.turn()
    assert await desk.turn(EVENING + dt.timedelta(minutes=1)) == []


async def test_only_names_that_are_watched_and_what_follows_them(
    twin: TapeTwin,
) -> None:
    nobody = "Stranger Holdings, Inc."
    twin.post(
        FRIDAY,
        [
            *THREE,
            trade("4", who=nobody),
            trade("5", who=nobody, action="TERM", of="3"),
            trade("6", who=nobody, action="TERM", of="4"),
        ],
    )
    desk = Taping(twin, days=1)

    await desk.turn()

    assert desk.ids() == ["1", "2", "3", "5"]


async def test_a_level_that_loses_a_clean_print_is_withdrawn(twin: TapeTwin) -> None:
    twin.now = list(THREE)
    desk = Taping(twin, days=1)
    twin.post(FRIDAY, [])
    await desk.turn()
    assert len(desk.marks()) == 1

    twin.now = [*THREE, trade("4", action="EROR", of="2")]
    await desk.turn(EVENING + dt.timedelta(minutes=1))

    assert desk.marks() == []
    assert desk.activity()[0].value == 10.0


async def test_what_arrives_late_rewrites_its_day_from_when_it_was_known(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, THREE)
    desk = Taping(twin, days=2)
    await desk.turn()
    monday = at("2026-02-18T01:30:00Z")
    late = trade("9", bp="170", event="2026-02-17T15:00:00Z", executed=BEFORE)
    twin.post(dt.date(2026, 2, 17), [late])

    await desk.turn(monday)

    assert {each.date: each.value for each in desk.activity()} == {
        THURSDAY: 5.0,
        FRIDAY: 15.0,
    }
    assert len(desk.messages(EVENING)) == 3
    assert len(desk.messages(monday)) == 4


async def test_levels_are_no_newer_than_the_prints_they_are_made_of(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, THREE)
    desk = Taping(twin, days=1)
    await desk.turn()
    twin.fault = Answer(status=503)
    for again in (False, True):
        if again:
            desk.again()
        await desk.turn(EVENING + dt.timedelta(minutes=1))
        failed = {each.table for each in desk.found if each.fault is not None}
        assert failed == {"tape", "cds_marks", "cds_activity"}
    assert len(desk.marks()) == 1


async def test_a_file_that_cannot_be_read_stops_no_other(twin: TapeTwin) -> None:
    twin.put(FRIDAY, b"Sign in,to go on\n1,2\n")
    twin.post(THURSDAY, [trade("1", event=BEFORE, executed=BEFORE)])
    desk = Taping(twin, days=2)

    await desk.turn()

    assert desk.ids() == ["1"]
    assert len(desk.faults) == 1
    assert "SEC_CUMULATIVE_CREDITS_2026_02_13.zip" in desk.faults[0]
    told = desk.faults
    await desk.turn(EVENING + dt.timedelta(minutes=10))
    assert desk.faults == told


async def test_a_file_that_grows_is_read_again_until_a_later_one_is_in(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, THREE[:2])
    desk = Taping(twin, days=2)
    await desk.turn()
    assert desk.marks() == []

    twin.post(FRIDAY, THREE)
    await desk.turn(EVENING + dt.timedelta(hours=1))
    assert len(desk.marks()) == 1
    twin.post(dt.date(2026, 2, 17), [])
    later = at("2026-02-18T01:30:00Z")
    await desk.turn(later)
    last_look = twin.asked_for(FRIDAY)
    await desk.turn(later + dt.timedelta(hours=2))
    assert twin.asked_for(FRIDAY) == last_look == 3


async def test_a_name_that_is_added_is_looked_up_in_the_files_again(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, [*THREE, trade("4", who="Meta Platforms, Inc.")])
    desk = Taping(twin, days=1)
    await desk.turn()
    assert desk.ids() == ["1", "2", "3"]

    desk.universe = watched(ORCL="Oracle Corporation", META="Meta Platforms, Inc.")
    await desk.turn(EVENING + dt.timedelta(minutes=1))

    assert desk.ids() == ["1", "2", "3", "4"]


async def test_rows_left_out_and_columns_that_are_gone_are_counted(
    twin: TapeTwin,
) -> None:
    names = [each for each in rows()[0] if each != "UPI Underlier Name"]
    bad = trade("4", bp="a lot")
    twin.put(FRIDAY, sheet([*THREE, bad], names))
    desk = Taping(twin, days=1)

    await desk.turn()

    name = "SEC_CUMULATIVE_CREDITS_2026_02_13.zip"
    assert desk.notes == [
        f"{name}: no column UPI Underlier Name",
        f"{name}: 1 of 4 rows left out",
    ]
    (refused,) = [line for each in desk.found for line in each.refused]
    assert "Spread-Leg 1" in refused
    assert "a lot" in refused
    assert len(desk.marks()) == 1
