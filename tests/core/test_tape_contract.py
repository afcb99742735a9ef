"""Tenors, accrued premium and the conversion of upfronts."""

from __future__ import annotations

import datetime as dt
import json
from math import log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.tape.contract import accrued_days, coupon_dates, tenor_of
from overhang.core.tape.conversion import flat_rate, spread_of
from overhang.core.tape.levels import NoRateError
from support.tape import DAY, FIVE_YEARS, VECTORS

day = dt.date.fromisoformat
DATES = [
    each
    for each in json.loads((VECTORS / "cds_imm_dates.json").read_text())["rows"]
    if each["rule"] == "2015"
]
PRICED = json.loads((VECTORS / "cds_upfront_own.json").read_text())
SWAPS = {each["years"]: each["rate"] for each in PRICED["swaps"]}
RATE = log(1 + SWAPS[5] * 365 / 360)


@pytest.mark.parametrize("row", DATES, ids=lambda row: row["trade_date"])
def test_dates_are_as_the_vectors_say(row: dict[str, Any]) -> None:
    traded = day(row["trade_date"])
    on_the_run = {tenor: day(each) for tenor, each in row["on_the_run"].items()}

    assert {tenor_of(traded, each): each for each in on_the_run.values()} == on_the_run
    assert accrued_days(traded) == (day(row["stepin"]) - day(row["accrual_start"])).days


@pytest.mark.parametrize(
    "maturity",
    [
        "2030-06-20",
        "2030-12-21",
        "2031-06-20",
        "2031-03-20",
        "2036-12-20",
        "2020-06-20",
    ],
)
def test_what_is_off_the_run_has_no_tenor(maturity: str) -> None:
    assert tenor_of(DAY, day(maturity)) == ""


def test_coupons_run_from_the_next_to_the_maturity() -> None:
    dates = coupon_dates(DAY, FIVE_YEARS)

    assert [str(each) for each in dates[:3]] == [
        "2026-03-20",
        "2026-06-22",
        "2026-09-21",
    ]
    assert [str(each) for each in dates[-2:]] == ["2030-09-20", "2030-12-20"]
    assert len(dates) == 20


@pytest.mark.parametrize(
    ("traded", "first", "accrued"),
    [
        # Protection steps in on the coupon date itself: a period begins.
        ("2026-03-19", "2026-06-22", 0),
        ("2026-03-18", "2026-03-20", 87),
        # 19 June 2022 was a Sunday, so the market kept the Monday.
        ("2022-06-18", "2022-06-21", 90),
        ("2022-06-22", "2022-09-20", 2),
        ("2021-06-22", "2021-09-20", 2),
    ],
)
def test_a_period_begins_on_its_adjusted_date(
    traded: str, first: str, accrued: int
) -> None:
    assert str(coupon_dates(day(traded), FIVE_YEARS)[0]) == first
    assert accrued_days(day(traded)) == accrued


def test_a_maturity_after_a_coupon_date_has_a_short_last_period() -> None:
    dates = coupon_dates(DAY, dt.date(2030, 12, 27))

    assert [str(each) for each in dates[-2:]] == ["2030-12-20", "2030-12-27"]


@given(st.dates(dt.date(2016, 1, 1), dt.date(2060, 1, 1)), st.integers(2, 18_000))
def test_coupons_rise_and_end_with_the_maturity(traded: dt.date, days: int) -> None:
    maturity = traded + dt.timedelta(days=days)
    dates = coupon_dates(traded, maturity)

    assert list(dates) == sorted(set(dates))
    assert dates[-1] == maturity
    assert dates[0] > traded
    assert 0 <= accrued_days(traded) <= 95


def nearest_swap(years: float) -> float:
    """Return the vectors' swap rate for a maturity, continuously compounded."""
    near = min(SWAPS, key=lambda each: abs(each - years))
    return log(1 + SWAPS[near] * 365 / 360)


@pytest.mark.parametrize(
    "row",
    [each for each in PRICED["rows"] if each["recovery"] == 0.4],
    ids=lambda row: f"{row['tenor_months']}m-{row['spread_bp']:g}@{row['coupon_bp']:g}",
)
def test_spreads_are_near_those_of_the_whole_curve(row: dict[str, Any]) -> None:
    found = spread_of(
        row["upfront_clean_pct"] / 100,
        row["coupon_bp"],
        day(PRICED["trade_date"]),
        day(row["maturity"]),
        nearest_swap(row["years_act365"]),
    )

    within = 0.3 if row["tenor_months"] == 60 else 0.6
    assert found == pytest.approx(row["spread_bp"], abs=within)


@pytest.mark.parametrize("clean", [-0.99, -0.06, 0.61, 5.0])
def test_an_upfront_beyond_what_can_be_has_no_spread(clean: float) -> None:
    assert spread_of(clean, 100, DAY, FIVE_YEARS, RATE) is None


@given(st.floats(-0.04, 0.3), st.floats(1e-4, 0.05), st.floats(0, 0.08))
def test_a_higher_upfront_is_a_wider_spread(
    clean: float, more: float, rate: float
) -> None:
    low = spread_of(clean, 100, DAY, FIVE_YEARS, rate)
    high = spread_of(clean + more, 100, DAY, FIVE_YEARS, rate)

    assert high is not None
    assert low is None or low < high


@given(st.floats(0, 0.2))
def test_no_upfront_is_the_coupon(rate: float) -> None:
    assert spread_of(0.0, 100, DAY, FIVE_YEARS, rate) == pytest.approx(100, abs=1e-3)
    assert spread_of(0.0, 500, DAY, FIVE_YEARS, rate) == pytest.approx(500, abs=1e-3)


def test_the_rate_is_asked_for_each_contract() -> None:
    solve = flat_rate(lambda traded, maturity: RATE if traded == DAY else None)

    assert solve(0.025, 100, DAY, FIVE_YEARS) == pytest.approx(158.90, abs=0.05)
    with pytest.raises(NoRateError):
        solve(0.025, 100, FIVE_YEARS, FIVE_YEARS)
