from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.catalogue import Unit
from overhang.core.records import Bound, Precision
from overhang.views import format as fmt


@pytest.mark.parametrize(
    ("value", "unit", "cell", "sentence", "level"),
    [
        (-0.5812, Unit.PERCENT, "-58.1%", "-58.1%", "-58.12%"),
        (5.16, Unit.TIMES, "5.16x", "5.16x", "5.16x"),
        (227.5, Unit.BP, "227.5", "227.5bp", "227.5bp"),
        (1142.07, Unit.USD, "1,142.07", "USD 1,142.07", "USD 1,142.07"),
        (1234.5, Unit.USD_BN, "1,234.5", "USD 1,234.5bn", "USD 1,234.5bn"),
        (895.0, Unit.USD_MM, "895", "USD 895mm", "USD 895mm"),
        (-50000.0, Unit.USD_PER_BP, "-50,000", "-USD 50,000/bp", "-USD 50,000/bp"),
        (3.0, Unit.BUSINESS_DAYS, "3", "3bd", "3bd"),
        (346.0, Unit.DAYS, "346", "346d", "346d"),
        (6.0, Unit.COUNT, "6", "6", "6"),
        (2.14, Unit.SD, "2.1", "2.1sd", "2.14sd"),
    ],
)
def test_each_unit_is_written_one_way(
    value: float, unit: Unit, cell: str, sentence: str, level: str
) -> None:
    assert fmt.figure(value, unit) == cell
    assert fmt.quantity(value, unit) == sentence
    assert fmt.level(value, unit) == level


def test_a_unit_from_a_file_is_written_as_it_stands() -> None:
    assert fmt.quantity(9.0, "months") == "9 months"


@pytest.mark.parametrize("value", [0.0, -0.0, -0.0004, 0.0004])
def test_a_rounded_zero_has_no_sign(value: float) -> None:
    assert fmt.percent(value, signed=True) == "0.0%"


def test_a_change_carries_its_sign() -> None:
    assert fmt.percent(0.037, signed=True) == "+3.7%"
    assert fmt.basis_points(-12.0, signed=True) == "-12.0"


@given(st.floats(-1e6, 1e6))
def test_a_figure_pastes_back_as_the_number_it_shows(value: float) -> None:
    text = fmt.price(value).replace(",", "")
    assert float(text) == pytest.approx(value, abs=0.00501)
    assert text.isascii()


@given(st.floats(-1e6, 1e6), st.sampled_from(list(Unit)))
def test_decimals_are_fixed_by_the_unit(value: float, unit: Unit) -> None:
    def decimals(one: float) -> int:
        return len(fmt.figure(one, unit).strip("%x").partition(".")[2])

    assert decimals(value) == decimals(1.0)


def test_a_difference_of_percentages_is_in_points() -> None:
    assert fmt.step(0.1371, Unit.PERCENT) == "13.7pp"
    assert fmt.step(-0.02, Unit.PERCENT, signed=True) == "-2.0pp"
    assert fmt.step(12.0, Unit.BP, signed=True) == "+12.0"
    assert fmt.distance(0.1371, Unit.PERCENT) == "13.7pp"
    assert fmt.distance(15.0, Unit.USD_BN) == "USD 15.0bn"


def test_bounds_say_on_which_side_the_truth_is() -> None:
    shown = {bound: fmt.bounded("5.00x", bound) for bound in Bound}
    assert shown[Bound.EXACT] == "5.00x"
    assert shown[Bound.FLOOR] == ">5.00x"
    assert shown[Bound.CEILING] == "<5.00x"
    assert shown[Bound.APPROX] == shown[Bound.MIDPOINT] == "c.5.00x"


def test_days_and_moments_are_labelled() -> None:
    day = dt.date(2026, 10, 9)
    assert fmt.date(day) == "09 Oct 26"
    assert fmt.date(day, Precision.MONTH) == "Oct 26"
    at = dt.datetime(2026, 10, 9, 20, 5, tzinfo=dt.UTC)
    assert fmt.moment(at, ZoneInfo("America/New_York")) == "09 Oct 26 16:05 EDT"
    assert (fmt.age(3), fmt.age(None)) == ("3bd", "")


def test_a_sparkline_spans_its_own_low_and_high() -> None:
    assert fmt.sparkline([1, 2, 3]) == "▁▅█"
    assert fmt.sparkline([5, 5]) == "▄▄"
    assert fmt.sparkline([5]) == ""
    assert len(fmt.sparkline(list(range(100)), width=8)) == 8
