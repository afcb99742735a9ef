from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from overhang.collector.changes import Change, Slot, Standing, compare
from overhang.collector.days import days_before, only_news
from overhang.core.alerts.machine import Span
from overhang.core.metrics.base import Readings
from overhang.core.observations import Close
from overhang.core.records import Quality, Record
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import Reading
from overhang.store.base import Batch
from overhang.store.memory import MemoryStore
from support.gathering import BOOK, METRIC
from support.stored import T0

CLOSES = Slot("", "closes")
TODAY = date(2026, 2, 20)
MONDAY = date(2026, 2, 16)


def waiting(closes: int) -> RuleBook:
    (rule, *_) = [each for each in BOOK.rules if each.id == "low"]
    waits = rule.waits._replace(hold=Span(closes=closes))
    return RuleBook((rule._replace(waits=waits),))


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def close(on: date) -> Close:
    return Close(
        issuer="ORCL", date=on, close_usd=100, source="x", quality=Quality.REPORTED
    )


def delivered(
    rows: Sequence[Record], standing: Standing | None = None
) -> tuple[list[Change], dict[Slot, Standing]]:
    known = standing or {}
    change = compare(CLOSES, known, rows, known_at=T0, last_id=0)
    assert change is not None
    return [change], {CLOSES: known}


def stood(rows: Sequence[Record]) -> Standing:
    (change,), _ = delivered(rows)
    return change.rows


def test_an_issuer_that_is_new_brings_as_many_days_as_rules_wait_for() -> None:
    changes, standing = delivered([close(day(n)) for n in range(4)])
    assert days_before(TODAY, changes, standing, waiting(2), MemoryStore()) == [
        day(2),
        day(3),
    ]
    assert not days_before(TODAY, changes, standing, waiting(0), MemoryStore())


def test_so_does_one_that_is_watched_again_of_each_table() -> None:
    closes, older = stood([close(day(n)) for n in range(4)]), stood([close(day(-9))])
    tables = {"closes": closes, "cds_marks": older, "tape": stood([close(day(-20))])}
    standing = {Slot("", table): rows for table, rows in tables.items()}
    for book, expected in ((waiting(2), [-9, 2, 3]), (waiting(0), [])):
        store = MemoryStore()
        days = days_before(TODAY, (), standing, book, store, {"ORCL"})
        assert [*days] == [day(n) for n in expected]
        assert not days_before(TODAY, (), standing, book, store, {"META"})


def test_what_came_while_nobody_looked_is_judged_day_by_day() -> None:
    known = stood([close(day(0))])
    rows = [close(day(n)) for n in range(4)]
    changes, standing = delivered(rows, known)
    assert days_before(TODAY, changes, standing, waiting(0), MemoryStore()) == [
        day(1),
        day(2),
        day(3),
    ]


def test_a_row_that_is_back_was_judged() -> None:
    store = MemoryStore()
    store.append([Batch("closes", [close(day(n)) for n in (1, 2)])], known_at=T0)
    changes, standing = delivered([close(day(n)) for n in range(4)])
    days = days_before(TODAY, changes, standing, waiting(4), store)
    assert days == [day(0), day(3)]


def test_today_is_not_a_day_before_today() -> None:
    known = stood([close(day(0))])
    rows = [close(day(0)), close(TODAY)]
    changes, standing = delivered(rows, known)
    assert not days_before(TODAY, changes, standing, waiting(2), MemoryStore())


def test_sixty_days_are_judged_at_most() -> None:
    known = stood([close(TODAY - timedelta(days=200))])
    rows = [close(TODAY - timedelta(days=n)) for n in range(1, 150)]
    changes, standing = delivered(rows, known)
    days = days_before(TODAY, changes, standing, waiting(0), MemoryStore())
    assert len(days) == 60
    assert days[-1] == TODAY - timedelta(days=1)


def test_only_figures_of_newer_days_are_judged_again() -> None:
    def of(about: date | None) -> Reading:
        return Reading(value=1.0, about=about)

    old = {"ORCL": {"older": of(day(1)), "same": of(day(2))}}
    new = {
        "ORCL": {
            "older": of(day(2)),
            "same": of(day(2)),
            "never judged": of(day(2)),
            "without a day": of(None),
        }
    }
    assert set(only_news(new, old, day(2), waiting(2))["ORCL"]) == {"older"}


def test_what_was_never_judged_has_no_past_but_the_closes_that_rules_wait_for() -> None:
    def news(about: date, closes: int) -> Readings:
        new = {"ORCL": {METRIC: Reading(value=1.0, about=about)}}
        return only_news(new, {}, day(2), waiting(closes))

    assert news(day(2), 2)["ORCL"]
    assert not news(day(1), 2)["ORCL"]
    assert not news(day(2), 1)["ORCL"]
