"""SOFR and the Treasury curve as a group's figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from overhang.core.catalogue import METRICS, Unit
from overhang.core.metrics.measure import measure
from overhang.core.metrics.rates import NO_RATES
from overhang.core.observations import Rate, RateSeries
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.core.rules.language import parse_rules
from overhang.core.rules.units import condition, quantity
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.measured import inputs, universe

FRIDAY = date(2026, 10, 9)
THURSDAY, WEDNESDAY = FRIDAY - timedelta(days=1), FRIDAY - timedelta(days=2)
UNIVERSE = universe(["ORCL"], groups={"one": ("ORCL",)})
TEN = "group.rates.ust.10y"


def rate(tenor: str, pct: float, day: date = THURSDAY) -> Rate:
    series = RateSeries.SOFR if tenor == "ON" else RateSeries.TREASURY
    return Rate(
        series=series,
        tenor=tenor,
        date=day,
        rate_pct=pct,
        source="FRED",
        quality=Quality.REPORTED,
        rights=Rights.PUBLIC,
    )


def found(*rates: Rate, today: date = FRIDAY) -> dict[str, Reading]:
    return measure(inputs(UNIVERSE, today, rates=rates))["group:one"]


def test_the_newest_rate_of_each_tenor_stands_with_its_day() -> None:
    mine = found(
        *(rate("10Y", 4.05, WEDNESDAY), rate("10Y", 4.13), rate("2Y", 3.5)),
        *(rate("ON", 4.0, WEDNESDAY), rate("5Y", 3.75)),
    )
    ten = mine[TEN]
    assert ten.value == pytest.approx(0.0413)
    assert (ten.about, ten.label) == (THURSDAY, "8 Oct 26")
    assert (ten.state, ten.age, ten.quality) == (State.FRESH, 1, Quality.REPORTED)
    (cited,) = ten.inputs
    assert (cited.name, cited.unit, cited.source) == ("10Y", Unit.RATE, "FRED")
    assert cited.rights is Rights.PUBLIC
    assert mine["group.rates.sofr"].value == pytest.approx(0.04)
    assert mine["group.rates.ust.2y"].value == pytest.approx(0.035)
    assert mine["group.rates.ust.5y"].value == pytest.approx(0.0375)


def test_the_slope_is_of_one_day_in_basis_points() -> None:
    slope = found(
        *(rate("10Y", 4.13), rate("10Y", 4.05, WEDNESDAY)),
        rate("2Y", 3.5, WEDNESDAY),
    )["group.rates.2s10s"]
    assert slope.value == pytest.approx(55.0)
    assert slope.about == WEDNESDAY
    assert [each.name for each in slope.inputs] == ["10Y", "2Y"]
    assert slope.quality is Quality.DERIVED
    lonely = found(rate("10Y", 4.13))["group.rates.2s10s"]
    assert lonely.reason == "no day with both 2Y and 10Y"


@pytest.mark.parametrize("long", [4.1, 3.6, 4.13, 5.0])
def test_a_slope_of_whole_points_is_not_below_them(long: float) -> None:
    slope = found(rate("10Y", long), rate("2Y", 3.5))["group.rates.2s10s"]
    assert slope.value == round(long * 100) - 350


def test_without_a_feed_each_rate_is_absent_and_says_so() -> None:
    mine = found()
    metrics = [each for each in METRICS if each.startswith("group.rates.")]
    assert len(metrics) == 5
    for metric in metrics:
        assert (mine[metric].state, mine[metric].reason) == (State.ABSENT, NO_RATES)


@pytest.mark.parametrize(
    ("business_days", "state"),
    [(2, State.FRESH), (3, State.STALE), (5, State.STALE), (6, State.DEAD)],
)
def test_a_rate_is_published_a_day_late_and_stale_after_two(
    business_days: int, state: State
) -> None:
    # Business days of credit: from a Monday over a week without a holiday.
    monday = date(2026, 9, 14)
    weeks, days = divmod(business_days, 5)
    today = monday + timedelta(days=7 * weeks + days)
    mine = found(rate("10Y", 4.13, monday), today=today)[TEN]
    assert mine.state is state
    said = f"rate is {business_days} business days old"
    assert mine.reason == ("" if state is State.FRESH else said)


def test_a_rate_of_tomorrow_is_none() -> None:
    assert found(rate("10Y", 4.13, FRIDAY + timedelta(days=1)))[TEN].value is None


def test_a_rule_writes_a_rate_as_a_percentage() -> None:
    metric = METRICS[TEN]
    above, level = condition("> 4.5%", metric)
    assert above
    assert level == pytest.approx(0.045)
    assert quantity("4.13%", metric) == pytest.approx(0.0413)
    book = parse_rules(
        f"""
        [[rule]]
        id = "ten"
        metric = "{TEN}"
        warn = "> 4.5%"
        """,
        "rules.toml",
        UNIVERSE,
    )
    (rung,) = book.rules[0].ladder.rungs
    assert rung.trip == pytest.approx(0.045)
    assert book.rules[0].of_groups
