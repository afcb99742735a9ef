"""Which days' files are asked for: bond holidays and weekends have prints too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from support.tape import at
from support.taping import Taping
from support.twins.tape import TapeTwin, trade

FRIDAY = dt.date(2026, 11, 6)
SUNDAY = dt.date(2026, 11, 8)
MONDAY = dt.date(2026, 11, 9)
TUESDAY = dt.date(2026, 11, 10)
HOLIDAY = dt.date(2026, 11, 11)
"""Veterans Day: bonds are closed, shares trade."""
THURSDAY = dt.date(2026, 11, 12)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def twin() -> Iterator[TapeTwin]:
    with TapeTwin() as made:
        yield made


def evening(day: dt.date) -> dt.datetime:
    """Return 20:30 in New York, when a day's file may be asked for."""
    return at(f"{day + dt.timedelta(days=1)}T01:30:00Z")


def printed(day: dt.date, number: str) -> dict[str, str]:
    moment = f"{day}T15:00:00Z"
    return trade(number, event=moment, executed=moment)


async def test_the_file_of_a_bond_holiday_is_read(twin: TapeTwin) -> None:
    twin.post(TUESDAY, [printed(TUESDAY, "1")])
    twin.post(HOLIDAY, [printed(HOLIDAY, "2")])
    desk = Taping(twin, days=1)

    await desk.turn(evening(HOLIDAY))

    assert desk.ids() == ["1", "2"]
    assert (desk.faults, desk.notes) == ([], [])
    # A later file is in: the day before is looked at once more, then never again.
    await desk.turn(evening(HOLIDAY) + 2 * HOUR)
    assert (twin.asked_for(HOLIDAY), twin.asked_for(TUESDAY)) == (2, 1)


async def test_the_file_of_a_weekend_between_business_days_is_read(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, [printed(FRIDAY, "1")])
    twin.post(SUNDAY, [printed(SUNDAY, "2")])
    twin.post(MONDAY, [printed(MONDAY, "3")])
    desk = Taping(twin, days=2)

    await desk.turn(evening(MONDAY))

    assert desk.ids() == ["1", "2", "3"]
    # Saturday has none, which is nothing to remark.
    assert (desk.faults, desk.notes) == ([], [])


async def test_a_day_without_business_or_file_is_no_fault_and_left_alone_in_time(
    twin: TapeTwin,
) -> None:
    twin.post(TUESDAY, [printed(TUESDAY, "1")])
    desk = Taping(twin, days=1)
    night = evening(HOLIDAY)

    await desk.turn(night)
    await desk.turn(night + dt.timedelta(minutes=5))
    assert twin.asked_for(HOLIDAY) == 1
    await desk.turn(night + HOUR)
    assert twin.asked_for(HOLIDAY) == 2
    morning = night + 10 * HOUR
    await desk.turn(morning)
    await desk.turn(morning + 12 * HOUR)
    assert twin.asked_for(HOLIDAY) == 3
    assert (desk.faults, desk.notes) == ([], [])


async def test_a_day_that_never_has_a_file_is_given_up(twin: TapeTwin) -> None:
    desk = Taping(twin, days=8)
    asked = []
    for day in (HOLIDAY + dt.timedelta(days=each) for each in range(1, 11)):
        twin.post(day, [])
        await desk.turn(evening(day))
        asked.append(twin.asked_for(HOLIDAY))

    assert asked == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]


async def test_a_file_of_a_day_without_business_may_come_late(twin: TapeTwin) -> None:
    twin.post(TUESDAY, [])
    desk = Taping(twin, days=2)
    await desk.turn(evening(HOLIDAY) + 12 * HOUR)
    assert desk.ids() == []

    twin.post(HOLIDAY, [printed(HOLIDAY, "2")])
    twin.post(THURSDAY, [])
    await desk.turn(evening(THURSDAY) + 12 * HOUR)

    assert desk.ids() == ["2"]
    assert desk.notes == []


async def test_days_are_counted_by_business_days(twin: TapeTwin) -> None:
    desk = Taping(twin, days=3)
    twin.post(MONDAY, [])

    await desk.turn(evening(TUESDAY))

    assert [twin.asked_for(FRIDAY - dt.timedelta(days=each)) for each in (0, 1)] == [
        1,
        0,
    ]
    assert desk.notes[-1] == "1 of 3 daily files are read"
