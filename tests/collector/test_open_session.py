"""A collector in an open session: a price ages by time alone, a close replaces it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from overhang.collector.reload import Plan
from overhang.collector.ticks import Engine
from overhang.core.metrics.measure import measure
from overhang.core.observations import Close
from overhang.core.records import Quality, Vintage
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.collecting import Desk
from support.gathering import UNIVERSE, HandEngine, HandSource
from support.measured import calendars
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")

NOON = datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
"""Noon of a Friday in New York."""
THURSDAY, FRIDAY = date(2026, 10, 8), date(2026, 10, 9)
PRICE = "equity.close"


class RealEngine(HandEngine):
    """Measures what a collector measures, and counts."""

    @property
    def engine(self) -> Engine:
        def counted(*given: object) -> object:
            self.measured += 1
            return measure(*given)  # type: ignore[arg-type]

        return Engine(counted, calendars())  # type: ignore[arg-type]


def row(usd: float, day: date, at: datetime | None = None) -> Close:
    return Close(
        source="s",
        quality=Quality.COMPOSITE,
        issuer="ORCL",
        date=day,
        close_usd=usd,
        at=at,
    )


def trading(source: HandSource, rule: str = "") -> Desk:
    desk = Desk(source)
    desk.hand = RealEngine()
    desk.clock.time = NOON
    book = f'[[rule]]\nid = "low"\nmetric = "{PRICE}"\nwarn = "< 90USD"\n{rule}'
    desk.plan = Plan(UNIVERSE, parse_rules(book, "rules.toml", UNIVERSE))
    return desk


def price_of(desk: Desk) -> Reading:
    found = desk.snapshot.reading("ORCL", PRICE)
    assert found is not None
    return found


def _measured_since(desk: Desk, count: int) -> bool:
    return desk.hand.measured > count


def phases(desk: Desk) -> list[tuple[str, str]]:
    return [(each.phase.value, each.subject) for each in desk.snapshot.alerts]


async def test_a_price_turns_stale_by_time_alone_and_the_close_replaces_it() -> None:
    source = HandSource("closes", feed="live")
    desk = trading(source)
    async with desk.working():
        source.add("closes", Vintage(NOON, row(100, THURSDAY)))
        source.add("closes", Vintage(NOON, row(95, FRIDAY, NOON)))
        await until(lambda: desk.number >= 1 and price_of(desk).value == 95)
        assert (price_of(desk).state, price_of(desk).at) == (State.FRESH, NOON)
        desk.clock.pass_by(minutes=19)
        measured = desk.hand.measured
        await until(lambda: desk.hand.measured > measured)
        assert price_of(desk).state is State.FRESH
        desk.clock.pass_by(minutes=1)
        await until(lambda: price_of(desk).state is State.STALE)
        assert price_of(desk).reason == "no price since 12:00 EDT"
        # Hours after the session, nothing is measured again for that price's sake.
        desk.clock.pass_by(hours=8)
        measured, beats = desk.hand.measured, desk.beats
        await until(lambda: desk.beats > beats + 20)
        assert desk.hand.measured <= measured + 1
        source.add("closes", Vintage(desk.clock.time, row(96, FRIDAY)))
        await until(lambda: price_of(desk).at is None)
    assert (price_of(desk).value, price_of(desk).state) == (96, State.FRESH)
    assert desk.snapshot.clock.now is None


async def test_a_fresh_price_that_only_grows_older_is_not_stored_again() -> None:
    source = HandSource("closes", feed="live")
    desk = trading(source)
    async with desk.working():
        source.add("closes", Vintage(NOON, row(100, THURSDAY)))
        source.add("closes", Vintage(NOON, row(95, FRIDAY, NOON)))
        await until(lambda: desk.number >= 1 and price_of(desk).value == 95)
        before = desk.number
        for _ in range(5):
            measured = desk.hand.measured
            desk.clock.pass_by(minutes=1)
            await until(partial(_measured_since, desk, measured))
    assert desk.number == before


async def test_two_closes_are_waited_for_whatever_the_price_does() -> None:
    source = HandSource("closes", feed="live")
    desk = trading(source, 'for = "2 closes"')
    async with desk.working():
        source.add("closes", Vintage(NOON, row(85, THURSDAY)))
        await until(lambda: desk.number >= 1 and phases(desk) == [("pending", "ORCL")])
        source.add("closes", Vintage(NOON, row(84, FRIDAY, NOON)))
        await until(lambda: price_of(desk).value == 84)
        assert phases(desk) == [("pending", "ORCL")]
        desk.clock.pass_by(hours=6)
        source.add("closes", Vintage(desk.clock.time, row(85, FRIDAY)))
        await until(lambda: price_of(desk).at is None)
    assert phases(desk) == [("firing", "ORCL")]


async def test_the_close_of_a_day_that_comes_a_day_late_counts() -> None:
    source = HandSource("closes", feed="live")
    desk = trading(source, 'for = "2 closes"')
    async with desk.working():
        source.add("closes", Vintage(NOON, row(85, THURSDAY)))
        source.add("closes", Vintage(NOON, row(95, FRIDAY, NOON)))
        await until(lambda: desk.number >= 1 and price_of(desk).value == 95)
        desk.clock.pass_by(days=3)
        late = desk.clock.time
        source.add("closes", Vintage(late, row(85, FRIDAY)))
        await until(lambda: price_of(desk).value == 85)
        await until(lambda: phases(desk) == [("firing", "ORCL")])
