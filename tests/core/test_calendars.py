from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.calendars import Market, library_closures, load_calendars
from support.interpreter import loaded_after
from support.measured import VECTORS, calendars

YEARS = json.loads((VECTORS / "calendars.json").read_text())["years"]
AGES = json.loads((VECTORS / "staleness_composite.json").read_text())["ages"]


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1)]


def iso(days: list[date]) -> list[str]:
    return [day.isoformat() for day in days]


@pytest.mark.parametrize("year", sorted(YEARS))
@pytest.mark.parametrize("market", Market)
def test_closed_and_early_days_are_those_of_the_vectors(
    year: str, market: Market
) -> None:
    weekdays = [day for day in days_of(int(year)) if day.weekday() < 5]
    closed = [day for day in weekdays if not calendars().is_open(market, day)]
    early = [day for day in weekdays if calendars().is_early(market, day)]
    assert iso(closed) == YEARS[year][f"{market}_closed"]
    assert iso(early) == YEARS[year][f"{market}_early"]


@pytest.mark.parametrize("year", sorted(YEARS))
def test_the_two_markets_differ_on_the_days_of_the_vectors(year: str) -> None:
    def only(market: Market, other: Market) -> list[str]:
        return iso(
            [
                day
                for day in days_of(int(year))
                if calendars().is_open(market, day)
                and not calendars().is_open(other, day)
            ]
        )

    vector = YEARS[year]
    assert only(Market.NYSE, Market.SIFMA) == vector["sifma_closed_nyse_open"]
    assert only(Market.SIFMA, Market.NYSE) == vector["nyse_closed_sifma_open"]


@pytest.mark.parametrize("row", AGES, ids=lambda row: f"{row['asof']}..{row['now']}")
def test_ages_are_those_of_the_vectors(row: dict[str, Any]) -> None:
    asof, now = date.fromisoformat(row["asof"]), date.fromisoformat(row["now"])
    assert calendars().business_days(Market.SIFMA, asof, now) == (row["credit_age_bd"])
    assert calendars().business_days(Market.NYSE, asof, now) == row["equity_age_bd"]


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
@pytest.mark.parametrize("market", Market)
def test_the_shipped_file_equals_the_library(year: int, market: Market) -> None:
    shipped, library = calendars().closures[market], library_closures(market, year)
    assert {day for day in shipped.closed if day.year == year} == library.closed
    assert {day for day in shipped.early if day.year == year} == library.early


def test_the_shipped_file_covers_whole_years() -> None:
    assert calendars().since == date(2024, 1, 1)
    assert calendars().until == date(2027, 12, 31)


def test_years_outside_the_file_come_from_the_library() -> None:
    assert not calendars().is_open(Market.NYSE, date(2028, 7, 4))
    assert calendars().is_open(Market.NYSE, date(2028, 7, 5))
    assert not calendars().is_open(Market.SIFMA, date(2023, 10, 9))
    assert calendars().is_open(Market.NYSE, date(2023, 10, 9))
    assert calendars().previous(Market.NYSE, date(2028, 1, 3)) == date(2027, 12, 31)
    assert (
        calendars().business_days(Market.NYSE, date(2027, 12, 23), date(2028, 1, 4))
        == 7
    )


def test_a_date_far_off_ages_by_weekdays() -> None:
    first, *others = days_of(202)
    weekdays = sum(day.weekday() < 5 for day in others)
    assert calendars().business_days(Market.SIFMA, first, others[-1]) == weekdays


def test_earlier_business_days_step_over_weekends_and_holidays() -> None:
    tuesday = date(2026, 10, 13)
    assert calendars().previous(Market.SIFMA, tuesday) == date(2026, 10, 9)
    assert calendars().previous(Market.NYSE, tuesday) == date(2026, 10, 12)
    assert calendars().previous(Market.SIFMA, tuesday, 5) == date(2026, 10, 5)
    assert calendars().last_session(Market.SIFMA, date(2026, 10, 12)) == date(
        2026, 10, 9
    )
    assert calendars().last_session(Market.SIFMA, tuesday) == tuesday


WITHIN = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(since=WITHIN, until=WITHIN, market=st.sampled_from(Market))
def test_an_age_is_the_count_of_open_days_after_the_first_day(
    since: date, until: date, market: Market
) -> None:
    span = range(1, (until - since).days + 1)
    counted = sum(calendars().is_open(market, since + timedelta(n)) for n in span)
    assert calendars().business_days(market, since, until) == counted


@given(
    day=st.dates(date(2024, 3, 1), date(2027, 12, 31)),
    n=st.integers(1, 30),
    market=st.sampled_from(Market),
)
def test_a_day_is_as_many_business_days_back_as_was_asked(
    day: date, n: int, market: Market
) -> None:
    back = calendars().previous(market, day, n)
    assert calendars().is_open(market, back)
    yesterday = day - timedelta(1)
    assert calendars().business_days(market, back, yesterday) == n - 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("until = ", "Invalid value"),
        ("until = 2027-12-31\n", "nyse"),
        ("until = 2027-12-31\n[nyse]\nclosed=[1]\nearly=[]\n", r"\$\.nyse\.closed"),
        (
            "until = 2027-12-31\n"
            + "".join(f"[{each}]\nclosed=[]\nearly=[]\n" for each in Market),
            "at least one closed day",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "calendars.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=says):
        load_calendars(path)


def test_counting_days_loads_no_pandas() -> None:
    loaded = loaded_after(
        "import datetime as dt\n"
        "from overhang.core.calendars import Market, load_calendars\n"
        "from overhang.core import freshness\n"
        "from overhang.bundled import bundled\n"
        "cal = load_calendars(bundled('data') / 'calendars.toml')\n"
        "cal.business_days(Market.NYSE, dt.date(2024, 1, 2), dt.date(2027, 12, 31))"
    )
    assert not loaded & {"pandas", "numpy"}
