"""What came since the last look, when a table came whole and in parts."""

from __future__ import annotations

from overhang.collector.changes import Slot
from overhang.collector.news import News, changes_of
from overhang.core.records import Vintage
from support.stored import at, close

SLOT = Slot("prices", "closes")


def test_rows_that_came_beside_a_whole_table_join_it() -> None:
    whole, more = close(day=2), close(day=3)
    news = News({SLOT: [whole]}, {SLOT: [Vintage(at(1), more)]})

    changes = changes_of(news, {}, known_at=at(2), last_id=0)

    held = changes[-1].rows.values()
    assert [each.record for each in held] == [whole, more]
    assert [each.id for each in held] == [1, 2]


def test_a_row_that_came_both_ways_is_one_version() -> None:
    news = News({SLOT: [close(day=2)]}, {SLOT: [Vintage(at(2), close(day=2))]})

    (change,) = changes_of(news, {}, known_at=at(2), last_id=0)

    assert change.last_id == 1
