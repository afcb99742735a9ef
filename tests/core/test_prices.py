"""The price arithmetic, held against the drawdown vectors."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.events import Results, Timing
from overhang.core.metrics import prices
from overhang.core.records import Quality
from support.measured import VECTORS, calendars

VECTOR = json.loads((VECTORS / "drawdown.json").read_text())
CASES: dict[str, dict[str, Any]] = VECTOR["cases"]
REFUSED = {"split_unadjusted_20_1": "split not adjusted", "zero_price": "close of 0"}
NOTHING = {"all_nan"}


def path_of(case: dict[str, Any]) -> pd.Series[float]:
    return pd.Series(
        case["prices"], index=pd.DatetimeIndex(case["dates"]), dtype="float64"
    )


@pytest.mark.parametrize("name", CASES)
def test_drawdown_is_that_of_the_vector_on_every_day(name: str) -> None:
    case = CASES[name]
    found = prices.drawdown(path_of(case)).tolist()
    expected = case["pandas_series"]
    assert len(found) == len(expected)
    for mine, theirs in zip(found, expected, strict=True):
        assert math.isnan(mine) if theirs is None else mine == pytest.approx(theirs)


@pytest.mark.parametrize("name", sorted(set(CASES) - NOTHING))
def test_the_deepest_and_the_last_drawdown_are_those_of_the_vector(name: str) -> None:
    path = prices.drawdown(path_of(CASES[name])).dropna()
    assert path.min() == pytest.approx(CASES[name]["pandas_max_drawdown"])
    assert path.iloc[-1] == pytest.approx(CASES[name]["pandas_last_ffill"])


def test_without_any_price_there_is_no_drawdown_and_no_peak() -> None:
    path = path_of(CASES["all_nan"])
    assert prices.drawdown(path).dropna().empty
    with pytest.raises(ValueError, match="no price"):
        prices.peak_at(path)


@pytest.mark.parametrize("name", CASES)
def test_only_bad_prices_are_refused(name: str) -> None:
    fault = prices.fault(path_of(CASES[name]))
    assert fault.find(REFUSED.get(name, "")) >= 0
    assert bool(fault) == (name in REFUSED)


def test_a_refusal_names_the_day() -> None:
    split = prices.fault(path_of(CASES["split_unadjusted_20_1"]))
    assert split == "-95% on 7 Jan 26: split not adjusted"
    assert prices.fault(path_of(CASES["zero_price"])) == "close of 0 on 7 Jan 26"


@pytest.mark.parametrize(
    ("second", "days", "sound"),
    [(60.01, 1, True), (59.9, 1, False), (139.9, 1, True), (140.1, 3, False)],
)
def test_one_session_may_move_forty_percent_and_no_more(
    second: float, days: int, sound: bool
) -> None:
    index = pd.DatetimeIndex([pd.Timestamp(2026, 1, 5)] * 2)
    index = index + pd.to_timedelta([0, days], unit="D")
    assert (prices.fault(pd.Series([100.0, second], index=index)) == "") is sound


def test_a_fall_over_months_without_closes_is_no_split() -> None:
    index = pd.DatetimeIndex(["2026-01-05", "2026-04-06"])
    assert prices.fault(pd.Series([100.0, 50.0], index=index)) == ""


def test_of_tied_peaks_the_last_counts() -> None:
    path = path_of(CASES["tie_peaks"])
    assert CASES["tie_peaks"]["prices"][prices.peak_at(path)] == 120.0
    assert prices.peak_at(path) == 5


def test_the_52_week_window_holds_364_days_with_today() -> None:
    days = ["2025-02-13", "2025-02-14", "2025-02-17", "2026-02-13"]
    path = pd.Series([200.0, 150.0, 100.0, 90.0], index=pd.DatetimeIndex(days))
    assert prices.below_high(path).iloc[-1] == pytest.approx(90 / 100 - 1)
    within = path.drop(path.index[0]).set_axis(
        pd.DatetimeIndex(["2025-02-15", "2025-02-17", "2026-02-13"])
    )
    assert prices.below_high(within).iloc[-1] == pytest.approx(90 / 150 - 1)


def since_earnings() -> tuple[pd.Series[float], dict[str, Any]]:
    vector = VECTOR["since_earnings"]
    index = pd.DatetimeIndex([row["d"] for row in vector["prices"]])
    return pd.Series([row["p"] for row in vector["prices"]], index=index), vector


def test_since_results_is_that_of_the_vector() -> None:
    path, vector = since_earnings()
    reported = results(date(2026, 1, 28), Timing.AMC)
    day = prices.reference_day(reported, calendars())
    before = float(path.loc[pd.Timestamp(day)])
    assert prices.since(path, before).iloc[-1] == pytest.approx(
        vector["since_earnings"]
    )
    assert prices.drawdown(path).iloc[-1] == pytest.approx(vector["from_running_peak"])
    assert prices.below_high(path).iloc[-1] == pytest.approx(vector["from_52w_high"])


def results(on: date, timing: Timing) -> Results:
    return Results(
        issuer="A", results_on=on, timing=timing, source="s", quality=Quality.REPORTED
    )


@pytest.mark.parametrize(
    ("on", "timing", "reference"),
    [
        ("2026-01-28", Timing.AMC, "2026-01-28"),
        ("2026-01-28", Timing.BMO, "2026-01-27"),
        ("2026-02-17", Timing.BMO, "2026-02-13"),
        ("2026-02-15", Timing.AMC, "2026-02-13"),
    ],
)
def test_the_reference_is_the_last_close_that_knew_nothing(
    on: str, timing: Timing, reference: str
) -> None:
    reported = results(date.fromisoformat(on), timing)
    assert prices.reference_day(reported, calendars()).isoformat() == reference


@pytest.mark.parametrize("code", VECTOR["market_value_lost"]["shares"])
def test_market_value_lost_is_that_of_the_vector(code: str) -> None:
    vector = VECTOR["market_value_lost"]
    lost = prices.value_lost(
        vector["shares"][code] / 1e6, vector["ref"][code], vector["now"][code]
    )
    assert lost == pytest.approx(vector["lost"][code] / 1e9)


def test_volatility_is_the_deviation_of_log_returns_a_year() -> None:
    ups_and_downs = [100.0 * math.exp(0.01 * (n % 2)) for n in range(61)]
    index = pd.date_range("2026-01-01", periods=61)
    found = prices.volatility(pd.Series(ups_and_downs, index=index))
    assert found.notna().sum() == 1
    # Sixty returns of +-1 %, mean zero: sd is 1 % x sqrt(60 / 59).
    assert found.iloc[-1] == pytest.approx(0.01 * math.sqrt(60 / 59) * math.sqrt(252))


PRICES = st.lists(st.floats(1, 1000), min_size=1, max_size=60)


@given(PRICES)
def test_a_drawdown_is_never_positive_and_never_rewrites_its_past(
    values: list[float],
) -> None:
    path = pd.Series(values, index=pd.date_range("2026-01-01", periods=len(values)))
    for measure in (prices.drawdown, prices.below_high):
        whole = measure(path)
        assert (whole <= 0).all()
        half = len(values) // 2
        assert measure(path.iloc[:half]).tolist() == whole.iloc[:half].tolist()
