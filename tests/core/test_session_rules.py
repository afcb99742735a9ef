"""What rules make of the price of a session that is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

from msgspec.structs import replace

from overhang.collector.days import only_news
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import Reading
from support.judging import (
    CLOSES,
    FAR,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    on,
    seconds,
    waiting,
)
from support.rulebooks import ABOVE

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def live(day: date, value: float) -> Reading:
    """A figure that stands on a price of a session that is open."""
    return replace(on(day, value), at=NOON)


def phases(desk: Desk, *readings: Reading) -> str:
    metric = desk.book.rules[0].metric
    found = []
    for each in readings:
        desk.look({"MSFT": {metric: each}}, today=FAR)
        found.append(desk.phase()[0])
    return "".join(found)


def test_only_closes_count_for_a_rule_that_waits_for_closes() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    seen = [
        *(live(MONDAY, 101), live(MONDAY, 102), on(MONDAY, 101)),
        *(live(TUESDAY, 101), on(TUESDAY, 101)),
    ]
    assert phases(desk, *seen) == "iippf"


def test_a_price_inside_the_level_does_not_begin_a_wait_for_closes_anew() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    seen = [on(MONDAY, 101), live(TUESDAY, 50), on(TUESDAY, 101)]
    assert phases(desk, *seen) == "ppf"


def test_what_fires_is_over_by_closes_alone_where_the_rule_keeps_for_closes() -> None:
    desk = Desk(waiting(ABOVE, keep=CLOSES))
    seen = [
        *(live(MONDAY, 101), live(MONDAY, 50), on(MONDAY, 50)),
        *(live(TUESDAY, 50), live(TUESDAY, 101), on(TUESDAY, 50)),
        live(WEDNESDAY, 50),
    ]
    assert phases(desk, *seen) == "ffrrrii"


def test_a_rule_that_waits_for_no_close_speaks_of_the_price_at_once() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    assert phases(desk, live(MONDAY, 101), live(MONDAY, 50), on(MONDAY, 101)) == "fif"


def test_minutes_of_open_market_run_on_prices() -> None:
    desk = Desk(waiting(ABOVE, seconds(60)))
    metric = desk.book.rules[0].metric
    found = []
    for _ in range(3):
        desk.look({"MSFT": {metric: live(MONDAY, 101)}}, seconds=30, today=FAR)
        found.append(desk.phase()[0])
    assert "".join(found) == "ppf"


def test_the_close_of_a_day_is_news_after_that_days_last_price() -> None:
    """A close that comes a day late is judged, though a price of its day was."""
    book = waiting(ABOVE, CLOSES)
    metric = book.rules[0].metric
    closed = {"MSFT": {metric: on(MONDAY, 101)}}
    after_price = only_news(closed, {"MSFT": {metric: live(MONDAY, 99)}}, MONDAY, book)
    after_close = only_news(closed, {"MSFT": {metric: on(MONDAY, 99)}}, MONDAY, book)
    assert after_price == closed
    assert after_close == {"MSFT": {}}
