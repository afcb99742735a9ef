from __future__ import annotations

from datetime import date, timedelta

from overhang.core.history import closes
from support.measured import closes as rows
from support.measured import inputs, shipped, universe

TODAY = date(2026, 10, 9)
PRICES = {TODAY: 3.0, TODAY - timedelta(2): 1.0, TODAY - timedelta(1): 2.0}


def test_closes_come_in_date_order_whatever_the_rows_were() -> None:
    found = closes(inputs(universe(["A"]), TODAY, closes=rows("A", PRICES)))["A"]
    assert found.prices.tolist() == [1.0, 2.0, 3.0]
    assert [stamp.date() for stamp in found.prices.index] == sorted(PRICES)
    assert found.days == sorted(PRICES)
    assert found.at(-1).record.close_usd == 3.0


def test_each_issuer_has_its_own_and_strangers_have_none() -> None:
    mixed = [*rows("A", PRICES), *rows("Z", PRICES), *rows("B", {TODAY: 9.0})]
    found = closes(inputs(universe(["A", "B", "C"]), TODAY, closes=mixed))
    assert set(found) == {"A", "B"}
    assert found["B"].prices.tolist() == [9.0]


def test_one_issuer_can_be_asked_for_alone() -> None:
    mixed = [*rows("A", PRICES), *rows("B", {TODAY: 9.0})]
    asked = closes(inputs(universe(["A", "B"]), TODAY, closes=mixed), ("B",))
    assert list(asked) == ["B"]


def test_rows_about_days_after_today_are_left_out() -> None:
    found = closes(
        inputs(universe(["A"]), TODAY - timedelta(1), closes=rows("A", PRICES))
    )
    assert found["A"].days == sorted(PRICES)[:2]


def test_a_missing_table_is_an_empty_one() -> None:
    assert closes(inputs(universe(["A"]), TODAY)) == {}


def test_a_day_is_found_with_its_row_or_not_at_all() -> None:
    found = closes(inputs(universe(["A"]), TODAY, closes=rows("A", PRICES)))["A"]
    row = found.on(TODAY - timedelta(1))
    assert row is not None
    assert (row.record.close_usd, row.id) == (2.0, 3)
    assert found.on(TODAY - timedelta(3)) is None
    assert found.on(TODAY + timedelta(1)) is None


def test_the_shipped_closes_are_whole() -> None:
    found = closes(shipped())
    assert {code: len(mine.days) for code, mine in found.items()} == dict.fromkeys(
        ("MSFT", "AMZN", "GOOGL", "META", "ORCL"), 535
    )
    meta = found["META"].on(date(2025, 8, 12))
    assert meta is not None
    assert meta.record.close_usd == 790.00
