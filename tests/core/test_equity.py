from __future__ import annotations

from datetime import date, timedelta

import pytest

from overhang.core.calendars import Market
from overhang.core.catalogue import METRICS, Pane
from overhang.core.events import Results, Timing
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.equity import equity
from overhang.core.observations import Close
from overhang.core.records import Quality, Version
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.measured import KNOWN, calendars, closes, inputs, shipped, universe

FIVE = ("MSFT", "AMZN", "GOOGL", "META", "ORCL")
TODAY = date(2026, 10, 9)


def sessions(count: int, last: date = TODAY) -> list[date]:
    days = [last]
    while len(days) < count:
        days.append(calendars().previous(Market.NYSE, days[-1]))
    return days[::-1]


def one(
    prices: list[float],
    *,
    results: list[Results] | None = None,
    shares: float | None = 1000.0,
    today: date = TODAY,
    shipped: bool = True,
) -> dict[str, Reading]:
    """Measure one issuer whose last close is of TODAY."""
    rows = closes("A", dict(zip(sessions(len(prices)), prices, strict=True)))
    given = inputs(
        universe(["A"], shares=shares),
        today,
        shipped=shipped,
        closes=rows,
        results=results or [],
    )
    return equity(given)["A"]


def reported(on: date, timing: Timing = Timing.AMC) -> Results:
    return Results(
        issuer="A", results_on=on, timing=timing, source="8-K", quality=Quality.REPORTED
    )


# The shipped data at 2026-10-09, worked by hand from closes.csv: last close, highest
# close, highest close of 364 days, reference close.
HAND = {
    "MSFT": (535.07, (542.08, "28 Oct 25"), (542.08, "28 Oct 25"), (390.54, "29 Jul")),
    "AMZN": (262.43, (284.02, "3 Aug 26"), (284.02, "3 Aug 26"), (235.50, "30 Jul")),
    "GOOGL": (351.66, (402.62, "13 May 26"), (402.62, "13 May 26"), (342.09, "22 Jul")),
    "META": (718.67, (790.00, "12 Aug 25"), (777.59, "24 Sep 26"), (585.61, "29 Jul")),
    "ORCL": (141.40, (328.34, "10 Sep 25"), (313.02, "16 Oct 25"), (152.94, "10 Sep")),
}


@pytest.mark.parametrize("code", FIVE)
def test_the_shipped_drawdowns_are_those_worked_by_hand(code: str) -> None:
    last, (peak, peak_on), (high, high_on), (before, results_on) = HAND[code]
    mine = equity(shipped())[code]
    assert mine["equity.close"].value == last
    assert mine["equity.drawdown.peak"].value == pytest.approx(last / peak - 1)
    assert mine["equity.drawdown.peak"].label == f"peak {peak_on}"
    assert mine["equity.drawdown.52w"].value == pytest.approx(last / high - 1)
    assert mine["equity.drawdown.52w"].label == f"52w high {high_on}"
    assert mine["equity.drawdown.results"].value == pytest.approx(last / before - 1)
    assert mine["equity.drawdown.results"].label == f"results {results_on} 26"
    assert mine["equity.to_recover"].value == pytest.approx(peak / last - 1)


def test_every_equity_metric_is_there_for_every_issuer_and_explains_itself() -> None:
    ids = {each.id for each in METRICS.values() if each.pane is Pane.EQUITY}
    readings = equity(shipped())
    assert set(readings) == set(FIVE)
    for mine in readings.values():
        assert set(mine) == ids
        for reading in mine.values():
            assert reading.state is State.FRESH
            assert reading.about == TODAY
            assert reading.age == 0
            assert reading.known_at == KNOWN
            assert reading.inputs


def test_mid_february_falls_are_near_those_of_the_article() -> None:
    article = {"MSFT": -0.27, "AMZN": -0.21, "META": -0.16, "GOOGL": -0.11}
    found = equity(shipped(date(2026, 2, 13)))
    falls = {code: found[code]["equity.drawdown.52w"].value for code in article}
    assert falls == pytest.approx(article, abs=0.035)


def test_an_issuer_without_closes_has_absent_readings_that_say_so() -> None:
    readings = equity(inputs(universe(["A"]), TODAY))["A"]
    assert {each.state for each in readings.values()} == {State.ABSENT}
    assert {each.reason for each in readings.values()} == {"no closes"}
    assert {each.value for each in readings.values()} == {None}


def test_an_unadjusted_split_blanks_the_issuer_with_its_reason() -> None:
    readings = one([100.0, 5.0, 5.1])
    assert {each.reason for each in readings.values()} == {
        "-95% on 8 Oct 26: split not adjusted"
    }


def test_changes_need_a_close_on_exactly_that_session() -> None:
    prices = {day: 100.0 + n for n, day in enumerate(sessions(22))}
    mine = equity(inputs(universe(["A"]), TODAY, closes=closes("A", prices)))["A"]
    assert mine["equity.chg.1d"].value == pytest.approx(121 / 120 - 1)
    assert mine["equity.chg.5d"].value == pytest.approx(121 / 116 - 1)
    assert mine["equity.chg.1m"].value == pytest.approx(121 / 100 - 1)
    assert mine["equity.chg.5d"].label == "vs 2 Oct 26"
    del prices[date(2026, 10, 8)]
    mine = equity(inputs(universe(["A"]), TODAY, closes=closes("A", prices)))["A"]
    assert mine["equity.chg.1d"].value is None
    assert mine["equity.chg.1d"].reason == "no close on 8 Oct 26"
    assert mine["equity.chg.5d"].value == pytest.approx(121 / 116 - 1)


def test_under_a_year_of_closes_the_high_says_what_it_is_of() -> None:
    reading = one([100.0, 120.0, 90.0])["equity.drawdown.52w"]
    assert reading.value == pytest.approx(-0.25)
    assert reading.state is State.FRESH
    assert reading.reason == "closes since 7 Oct 26 only"
    assert reading.label == "high 8 Oct 26"


def test_the_year_s_high_leaves_the_window_and_the_running_peak_stays() -> None:
    mine = one([200.0, *[150.0] * 100, *[100.0] * 252])
    assert mine["equity.drawdown.peak"].value == pytest.approx(-0.5)
    assert mine["equity.drawdown.52w"].value == 0.0
    assert mine["equity.days_from_peak"].value == (TODAY - sessions(353)[0]).days
    assert mine["equity.drawdown.52w"].reason == ""


@pytest.mark.parametrize(
    ("timing", "value"), [(Timing.AMC, 90 / 120 - 1), (Timing.BMO, 90 / 100 - 1)]
)
def test_the_reference_close_depends_on_when_results_came(
    timing: Timing, value: float
) -> None:
    mine = one([100.0, 120.0, 90.0], results=[reported(date(2026, 10, 8), timing)])
    assert mine["equity.drawdown.results"].value == pytest.approx(value)
    reference = mine["equity.drawdown.results"].inputs[1]
    assert reference.name == "reference close"
    when = "after the close" if timing is Timing.AMC else "before the open"
    assert reference.note == f"results 8 Oct 26 {when}"
    assert reference.value is not None
    assert mine["equity.value_lost"].value == pytest.approx(-value * reference.value)


def test_results_after_the_last_close_have_not_been_traded_on() -> None:
    mine = one([100.0, 120.0, 90.0], results=[reported(TODAY)])
    assert mine["equity.drawdown.results"].value == 0.0
    assert mine["equity.drawdown.results"].reason == "results not traded on yet"


def test_results_whose_reference_is_yet_to_come_leave_the_ones_before() -> None:
    before, later = reported(date(2026, 10, 8)), reported(date(2026, 10, 12))
    mine = one(
        [100.0, 120.0, 90.0],
        results=[later, before],
        today=date(2026, 10, 12),
        shipped=False,
    )
    assert mine["equity.drawdown.results"].label == "results 8 Oct 26"


def test_without_the_reference_close_there_is_nothing_since_results() -> None:
    mine = one([100.0, 120.0, 90.0], results=[reported(date(2026, 9, 30))])
    for metric in ("equity.drawdown.results", "equity.value_lost"):
        assert mine[metric].state is State.ABSENT
        assert mine[metric].reason == "no close on 30 Sep 26"
    assert one([1.0])["equity.drawdown.results"].reason == "no results date"


def test_without_a_share_count_there_is_no_market_value() -> None:
    mine = one([100.0, 90.0], shares=None, results=[reported(date(2026, 10, 8))])
    for metric in (
        "equity.value_lost",
        "equity.value_lost.peak",
        "equity.market_value",
    ):
        assert mine[metric].reason == "no share count"
    assert mine["equity.drawdown.results"].value == pytest.approx(-0.1)


def test_market_value_is_shares_times_price_in_billions() -> None:
    mine = one([100.0, 90.0])
    assert mine["equity.market_value"].value == pytest.approx(90.0)
    assert mine["equity.value_lost.peak"].value == pytest.approx(10.0)
    assert mine["equity.market_value"].inputs[1].name == "shares, millions"


def test_volatility_needs_sixty_returns() -> None:
    short, enough = one([100.0] * 60), one([100.0] * 61)
    assert short["equity.vol.60d"].reason == "59 daily returns of 60"
    assert enough["equity.vol.60d"].value == 0.0


def test_trails_are_the_last_thirty_days_oldest_first() -> None:
    mine = one([float(n) for n in range(100, 140)])
    assert mine["equity.close"].trail == tuple(float(n) for n in range(110, 140))
    assert mine["equity.drawdown.peak"].trail == (0.0,) * 30


def test_a_stale_close_makes_every_reading_stale_with_its_reason() -> None:
    mine = one([100.0, 90.0], today=date(2026, 10, 13), shipped=False)
    assert {each.state for each in mine.values() if each.value is not None} == {
        State.STALE
    }
    assert mine["equity.close"].reason == "last close 9 Oct 26, 1 session missed"
    assert mine["equity.drawdown.52w"].reason == (
        "last close 9 Oct 26, 1 session missed; closes since 8 Oct 26 only"
    )
    assert mine["equity.close"].age == 2


def grouped(prices: dict[str, dict[date, float]], **groups: tuple[str, ...]) -> Inputs:
    rows = [row for code, path in prices.items() for row in closes(code, path)]
    return inputs(universe(list(prices), groups=groups), TODAY, closes=rows)


def down(to: float, last: date = TODAY) -> dict[date, float]:
    return {last - timedelta(1): 100.0, last: to}


def test_an_issuer_is_held_against_the_others_of_its_largest_group() -> None:
    falls = {"A": down(90), "B": down(80), "C": down(70), "D": down(95)}
    found = equity(grouped(falls, two=("A", "D"), three=("A", "B", "C")))
    against = {code: mine["equity.vs_group"] for code, mine in found.items()}
    assert against["A"].value == pytest.approx(-0.10 - (-0.20 - 0.30) / 2)
    assert against["A"].label == "2 of 2 others of three"
    assert against["B"].value == pytest.approx(-0.20 - (-0.10 - 0.30) / 2)
    assert against["D"].value == pytest.approx(-0.05 - -0.10)
    assert against["D"].label == "1 of 1 others of two"


def test_outside_of_groups_the_universe_is_the_group() -> None:
    found = equity(grouped({"A": down(90), "B": down(80)}))
    assert found["A"]["equity.vs_group"].value == pytest.approx(0.10)
    assert found["A"]["equity.vs_group"].label == "1 of 1 others of all"


def test_closes_of_two_days_are_not_compared() -> None:
    old = down(70, TODAY - timedelta(1))
    found = equity(grouped({"A": down(90), "B": old, "C": down(80)}))
    assert found["A"]["equity.vs_group"].label == "1 of 2 others of all"
    assert found["B"]["equity.vs_group"].reason == (
        "no other issuer of all closed on 8 Oct 26"
    )
    assert one([1.0])["equity.vs_group"].reason == "no other issuer to compare with"


def test_known_at_is_that_of_the_newest_input() -> None:
    earlier = KNOWN - timedelta(days=1)
    rows = [
        Close(issuer="A", date=day, close_usd=price, source="s", quality=Quality.TRADE)
        for day, price in down(90).items()
    ]
    known = (Version(1, KNOWN, rows[0]), Version(2, earlier, rows[1]))
    given = inputs(universe(["A"]), TODAY)._replace(tables={"closes": known})
    mine = equity(given)["A"]
    assert mine["equity.close"].known_at == earlier
    assert mine["equity.close"].quality is Quality.TRADE
    assert mine["equity.drawdown.peak"].known_at == KNOWN
    assert mine["equity.drawdown.peak"].quality is Quality.DERIVED
