"""The curve on the group screen, and how a rate is written."""

from __future__ import annotations

from datetime import date

from overhang.core.catalogue import Unit
from overhang.core.observations import Rate, RateSeries
from overhang.core.records import Quality
from overhang.views import format as fmt
from overhang.views.base import Line
from overhang.views.rates import rate_lines

FRIDAY, THURSDAY = date(2026, 10, 9), date(2026, 10, 8)


def rate(tenor: str, pct: float, day: date) -> Rate:
    return Rate(
        series=RateSeries.SOFR if tenor == "ON" else RateSeries.TREASURY,
        tenor=tenor,
        date=day,
        rate_pct=pct,
        source="FRED",
        quality=Quality.REPORTED,
    )


def text(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in lines]


CURVE = (
    rate("10Y", 4.13, FRIDAY),
    rate("10Y", 4.05, THURSDAY),
    rate("6M", 3.9, FRIDAY),
    rate("6M", 3.9, THURSDAY),
    rate("2Y", 3.5, THURSDAY),
    rate("ON", 4.01, THURSDAY),
)


def test_the_curve_is_listed_from_its_short_end_with_days_and_changes() -> None:
    assert text(rate_lines(CURVE, 80)) == [
        "rate           yield       as of   change bp       since   source",
        "SOFR           4.01%   08 Oct 26                           FRED (reported)",
        "Treasury 6M    3.90%   09 Oct 26         0.0   08 Oct 26   FRED (reported)",
        "Treasury 2Y    3.50%   08 Oct 26                           FRED (reported)",
        "Treasury 10Y   4.13%   09 Oct 26        +8.0   08 Oct 26   FRED (reported)",
    ]


def test_a_narrow_screen_keeps_the_yield_and_its_day() -> None:
    assert text(rate_lines(CURVE, 30))[-1] == "Treasury 10Y  4.13%  09 Oct 26"


def test_without_rates_there_is_nothing_to_list() -> None:
    assert rate_lines((), 80) == []


def test_a_rate_has_two_decimals_and_two_rates_differ_by_basis_points() -> None:
    assert fmt.quantity(0.0413, Unit.RATE) == "4.13%"
    assert fmt.level(0.045, Unit.RATE) == "4.5%"
    assert fmt.distance(0.0037, Unit.RATE) == "37.0bp"
    assert fmt.step(0.0037, Unit.RATE) == "37.0"
