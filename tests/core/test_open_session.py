"""What is measured while a session is open: its last price stands beside the closes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from overhang.core.events import Results, Timing
from overhang.core.freshness import price_state
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.equity import equity
from overhang.core.metrics.measure import measure
from overhang.core.metrics.series import series
from overhang.core.metrics.terms import measure_terms
from overhang.core.observations import Close
from overhang.core.records import Quality, Version
from overhang.core.rules.expressions import Term
from overhang.core.snapshot import Clock
from overhang.core.standing import merged
from overhang.core.states import State
from support.measured import KNOWN, calendars, closes, inputs, universe

THURSDAY, FRIDAY = date(2026, 10, 8), date(2026, 10, 9)
MONDAY = date(2026, 10, 12)
NOON = datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
"""Noon in New York, in summer time."""
HISTORY = {date(2026, 10, 6): 120.0, date(2026, 10, 7): 110.0, THURSDAY: 100.0}
LABEL = "last price 12:00 EDT, not a close"


def price(usd: float, at: datetime = NOON, day: date = FRIDAY) -> Close:
    return Close(
        issuer="ORCL",
        date=day,
        close_usd=usd,
        at=at,
        source="IEX",
        quality=Quality.TRADE,
    )


def seen(
    *prices: Close, now: datetime | None = NOON, today: date = FRIDAY, **tables: object
) -> Inputs:
    found = inputs(
        universe(["ORCL"], groups={"one": ("ORCL",)}),
        today,
        closes=[*closes("ORCL", HISTORY), *prices],
        **tables,  # type: ignore[arg-type]
    )
    return found._replace(clock=Clock(today=today, shipped=False, now=now))


def measured(*prices: Close, **how: object) -> Readings:
    return equity(seen(*prices, **how))  # type: ignore[arg-type]


def test_the_price_is_the_last_one_and_says_that_it_is_no_close() -> None:
    mine = measured(price(90.0))["ORCL"]
    close = mine["equity.close"]
    assert (close.value, close.about, close.at) == (90.0, FRIDAY, NOON)
    assert close.label == "12:00 EDT, not a close"
    assert close.trail == (120.0, 110.0, 100.0, 90.0)
    assert (close.state, close.reason, close.age) == (State.FRESH, "", 0)
    for metric in ("equity.drawdown.peak", "equity.value_lost.peak", "equity.chg.1d"):
        assert mine[metric].inputs[0].name == LABEL, metric
        assert mine[metric].at == NOON, metric
    assert mine["equity.drawdown.peak"].value == pytest.approx(90 / 120 - 1)
    assert mine["equity.drawdown.52w"].value == pytest.approx(90 / 120 - 1)
    assert mine["equity.value_lost.peak"].value == pytest.approx(30.0)
    assert mine["equity.chg.1d"].value == pytest.approx(-0.1)
    assert mine["equity.vs_group"].value is None


def test_the_running_peak_counts_closes_only() -> None:
    mine = measured(price(130.0))["ORCL"]
    for metric in ("equity.drawdown.peak", "equity.drawdown.52w", "equity.to_recover"):
        assert mine[metric].value == 0.0, metric
    peak = mine["equity.drawdown.peak"]
    assert [(each.name, each.value) for each in peak.inputs] == [
        (LABEL, 130.0),
        ("peak close", 120.0),
    ]


def test_the_close_takes_the_place_of_the_price() -> None:
    late = Version(9, KNOWN, price(90.0), feed="push")
    close = closes("ORCL", {FRIDAY: 95.0})[0]
    for first, second in ((1, 20), (20, 1)):
        standing = [
            late._replace(id=first),
            Version(second, KNOWN, close, feed="folder"),
        ]
        assert [each.record for each in merged(standing)] == [close]
    mine = measured(close)["ORCL"]["equity.close"]
    assert (mine.value, mine.at, mine.inputs[0].name) == (95.0, None, "last close")


def test_a_price_that_a_close_came_after_is_forgotten() -> None:
    old = price(1.0, NOON - timedelta(days=2), date(2026, 10, 7))
    mine = measured(old)["ORCL"]
    assert mine["equity.close"].value == 100.0
    assert mine["equity.close"].at is None
    # 1.00 would have been a low that no rule may see.
    assert mine["equity.close"].trail == (120.0, 110.0, 100.0)


def test_statistics_of_daily_closes_leave_the_price_out() -> None:
    days = [FRIDAY - timedelta(days=each) for each in range(1, 130)]
    weekdays = sorted(each for each in days if each.weekday() < 5)
    history = {day: 100.0 + at % 3 for at, day in enumerate(weekdays)}

    def found(*prices: Close) -> tuple[float | None, ...]:
        given = inputs(
            universe(["ORCL"]), FRIDAY, closes=[*closes("ORCL", history), *prices]
        )._replace(clock=Clock(today=FRIDAY, shipped=False, now=NOON))
        z = Term("equity.close", "z", "20d")
        vol = equity(given)["ORCL"]["equity.vol.60d"]
        assert vol.at is None
        assert vol.about == max(weekdays)
        return (
            vol.value,
            measure_terms(given, [z])["ORCL"][z.key].value,
            series(given, "ORCL", "equity.vol.60d")[-1][1],
            series(given, "ORCL", "equity.drawdown.peak")[-1][1],
        )

    assert None not in found()
    assert found(price(80.0)) == found()


def test_a_price_a_split_away_is_refused_as_a_close_is() -> None:
    mine = measured(price(50.0))["ORCL"]
    assert mine["equity.close"].reason == "-50% on 9 Oct 26: split not adjusted"
    assert mine["equity.drawdown.peak"].state is State.ABSENT


def test_results_before_the_open_show_in_the_price_of_the_same_day() -> None:
    said = Results(
        issuer="ORCL",
        results_on=FRIDAY,
        timing=Timing.BMO,
        period="FY2027Q1",
        source="8-K",
        quality=Quality.REPORTED,
    )
    mine = measured(price(90.0), results=[said])["ORCL"]
    assert mine["equity.drawdown.results"].value == pytest.approx(-0.1)
    assert mine["equity.drawdown.results"].reason == ""
    lost = mine["equity.value_lost"]
    assert lost.value == pytest.approx(10.0)
    assert lost.inputs[0].name == LABEL
    together = measure(seen(price(90.0), results=[said]))["group:one"]
    assert together["group.value_lost"].at == NOON


@pytest.mark.parametrize(
    ("now", "state", "reason"),
    [
        ("2026-10-09T16:19:59", State.FRESH, ""),
        ("2026-10-09T16:20:00", State.STALE, "no price since 12:00 EDT"),
        ("2026-10-09T23:00:00", State.STALE, "no price since 12:00 EDT"),
        # Without a time the day is over, and it traded on without a price.
        (None, State.STALE, "no price since 12:00 EDT"),
    ],
)
def test_a_price_is_stale_after_twenty_minutes_of_open_market(
    now: str | None, state: State, reason: str
) -> None:
    when = datetime.fromisoformat(now).replace(tzinfo=UTC) if now else None
    mine = measured(price(90.0), now=when)["ORCL"]
    for metric in ("equity.close", "equity.drawdown.peak"):
        assert (mine[metric].state, mine[metric].reason.partition(";")[0]) == (
            state,
            reason,
        )
    assert mine["equity.close"].value == 90.0


def test_the_last_price_of_a_session_stands_in_for_its_close_that_evening() -> None:
    last = NOON.replace(hour=19, minute=55)
    for now in (last.replace(hour=20, minute=30), None):
        mine = measured(price(90.0, last), now=now)["ORCL"]["equity.close"]
        assert (mine.state, mine.label) == (State.FRESH, "15:55 EDT, not a close")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 10), State.STALE),
        (MONDAY, State.STALE),
        (date(2026, 10, 14), State.DEAD),
    ],
)
def test_a_price_whose_close_never_came_is_as_late_as_that_close(
    today: date, state: State
) -> None:
    clock = Clock(today=today, shipped=False)
    found = price_state(NOON, FRIDAY, clock, calendars())
    said = "last price 12:00 EDT on 9 Oct 26, no close since"
    assert (found.state, found.reason) == (state, said)


def test_an_issuer_with_a_price_and_no_close_has_nothing_to_hold_it_against() -> None:
    found = inputs(universe(["ORCL"]), FRIDAY, closes=[price(90.0)])
    assert equity(found)["ORCL"]["equity.close"].reason == "no closes"
