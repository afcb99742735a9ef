"""Sessions and ages through whole years: holidays, short days, leap days, both DSTs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pandas_market_calendars as library
import pytest

from overhang.core.calendars import Market
from overhang.core.freshness import Kind, next_filing_due, state_of
from overhang.core.rules.clock import open_seconds
from overhang.core.snapshot import Clock
from overhang.core.states import State
from support.measured import calendars

NYSE, SIFMA = Market.NYSE, Market.SIFMA
NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=NEW_YORK)


@pytest.mark.filterwarnings("ignore:Series.dt.weekday")  # the library's own
@pytest.mark.parametrize("year", [2026, 2027, 2029])
def test_every_session_of_a_year_is_as_long_as_in_the_library(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    schedule = library.get_calendar("NYSE").schedule(first, last)
    lengths = (schedule["market_close"] - schedule["market_open"]).dt.total_seconds()
    expected = dict(zip(pd.DatetimeIndex(lengths.index).date, lengths, strict=True))
    days = [first + DAY * n for n in range((last - first).days + 1)]
    found = {
        each: open_seconds(calendars(), NYSE, midnight(each), midnight(each + DAY))
        for each in days
    }
    assert {day: seconds for day, seconds in found.items() if seconds} == expected
    whole = open_seconds(calendars(), NYSE, midnight(first), midnight(last + DAY))
    assert whole == sum(expected.values())


@pytest.mark.parametrize(
    ("about", "today", "age"),
    [
        pytest.param("2028-02-28", "2028-02-29", 1, id="to a leap day"),
        pytest.param("2028-02-28", "2028-03-01", 2, id="over a leap day"),
        pytest.param("2027-02-26", "2027-03-01", 1, id="no leap day"),
        pytest.param("2026-12-31", "2027-01-01", 0, id="new year's day"),
        pytest.param("2026-12-31", "2027-01-04", 1, id="over new year"),
        pytest.param("2027-12-31", "2028-01-03", 1, id="out of the years listed"),
        pytest.param("2027-03-12", "2027-03-15", 1, id="over spring's change"),
        pytest.param("2026-10-30", "2026-11-02", 1, id="over autumn's change"),
    ],
)
def test_a_mark_ages_by_business_days(about: str, today: str, age: int) -> None:
    clock = Clock(today=date.fromisoformat(today), shipped=False)
    found = state_of(Kind.MARK, date.fromisoformat(about), clock, calendars())
    assert (found.age, found.state) == (age, State.STALE if age > 1 else State.FRESH)


def test_a_quarter_may_end_on_a_leap_day() -> None:
    assert next_filing_due(date(2027, 11, 30), "05-31") == date(2028, 4, 9)
    assert next_filing_due(date(2026, 11, 30), "05-31") == date(2027, 4, 9)
