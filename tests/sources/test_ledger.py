from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from overhang.core.snapshot import SourceState
from overhang.sources.formats.csv import read_csv
from overhang.sources.formats.ndjson import read_json
from overhang.sources.ledger import Ledger, told
from overhang.sources.stream import Item
from support.bodies import csv_closes

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Moves by a second each time it is read."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def ledger(clock: Callable[[], datetime] | None = None) -> Ledger:
    place = "closes\x1b.csv"
    return Ledger("closes", kind="files", place=place, clock=clock or Clock())


def test_a_turn_says_when_it_was_and_how_long_it_took() -> None:
    book = ledger()
    assert book.waiting().health.state is SourceState.WAITING

    book.begin()
    health = book.read(csv_closes([1]), read_csv, "closes.csv").health

    assert health.place == "closes\u241b.csv"
    assert health.last_try == START + timedelta(seconds=2)
    assert health.last_success == START + timedelta(seconds=3)
    assert health.latency_ms == 2000


def test_a_failure_keeps_the_last_success() -> None:
    book = ledger()
    book.begin()
    good = book.read(csv_closes([1]), read_csv, "closes.csv").health
    book.begin()
    bad = book.failed("no \x1b[2J").health

    assert bad.errors == ("no \u241b[2J",)
    assert bad.last_success == good.last_success
    assert bad.rows == 1
    assert bad.last_try is not None
    assert good.last_try is not None
    assert bad.last_try > good.last_try


def test_a_table_with_few_bad_rows_adds_the_others_and_withdraws_none() -> None:
    book = ledger(Clock(START + timedelta(days=20)))
    book.begin()
    some = book.read(csv_closes([1] * 19 + ["x"]), read_csv, "closes.csv")

    assert some.rows is None
    assert len(some.vintages) == 19
    assert some.health.state is SourceState.PART
    assert (some.health.rows, some.health.refused) == (19, 1)
    assert some.health.errors[0].startswith("closes.csv:21: close_usd: found 'x'")

    book.begin()
    again = book.read(csv_closes([1] * 19 + ["x"]), read_csv, "closes.csv")
    assert (again.rows, again.vintages, again.health.refused) == (None, (), 1)
    assert again.health.state is SourceState.PART

    book.begin()
    whole = book.read(csv_closes([1] * 20), read_csv, "closes.csv")
    assert len(whole.rows or ()) == 20
    assert (whole.health.refused, whole.health.errors) == (0, ())
    assert whole.health.state is SourceState.OK


def test_a_reader_that_breaks_is_a_failure_of_its_table() -> None:
    def broken(data: bytes, name: str) -> Iterator[Item]:
        raise KeyError(name)

    book = ledger()
    book.begin()
    health = book.read(b"x", broken, "closes.csv").health

    assert health.state is SourceState.FAILED
    assert health.errors == ("closes.csv: cannot be read, KeyError: 'closes.csv'",)


def test_a_body_refused_in_one_format_may_be_good_in_another() -> None:
    book = ledger()
    book.begin()
    assert book.read(b"[]", read_csv, "closes").health.state is SourceState.FAILED
    book.begin()
    assert book.read(b"[]", read_json, "closes").rows == []


def test_errors_beyond_twenty_are_counted() -> None:
    assert told(f"{n}" for n in range(20)) == tuple(f"{n}" for n in range(20))
    assert told(f"{n}" for n in range(21))[-2:] == ("19", "and 1 more")


def test_a_row_of_tomorrow_waits_for_its_day_in_the_same_body() -> None:
    clock = Clock(START + timedelta(days=18))
    book = ledger(clock)
    book.begin()
    some = book.read(csv_closes([1] * 20), read_csv, "closes.csv")
    assert some.health.state is SourceState.PART
    assert (some.rows, len(some.vintages), some.health.rows) == (None, 19, 19)
    assert some.health.errors == (
        "closes.csv:21: date: found '2026-03-21', expected a day that has come, "
        "2026-03-20 or before",
    )
    book.begin()
    assert book.read(csv_closes([1] * 20), read_csv, "closes.csv").rows is None

    clock.now += timedelta(days=1)
    assert book.is_ripe
    book.begin()
    whole = book.read(csv_closes([1] * 20), read_csv, "closes.csv")
    assert (len(whole.rows or ()), whole.health.state) == (20, SourceState.OK)
    assert not book.is_ripe


def test_a_clock_that_is_wrong_refuses_no_table_and_withdraws_nothing() -> None:
    clock = Clock(START + timedelta(days=30))
    book = ledger(clock)
    book.begin()
    book.read(csv_closes([1] * 20), read_csv, "closes.csv")

    clock.now -= timedelta(days=365)
    book.begin()
    moved = book.read(csv_closes([1] * 21), read_csv, "closes.csv")
    assert len(moved.rows or ()) == 21  # It went on from where it was.

    anew = ledger(Clock(START - timedelta(days=365)))
    anew.begin()
    none = anew.read(csv_closes([1] * 20), read_csv, "closes.csv")
    assert (none.rows, none.vintages) == (None, [])
    assert (none.health.state, none.health.refused) == (SourceState.PART, 20)


def test_closes_that_end_more_than_a_week_before_are_refused_as_a_torn_file() -> None:
    book = ledger(Clock(START + timedelta(days=20)))
    days = [100.0] * 20
    book.begin()
    book.read(csv_closes(days), read_csv, "closes.csv")
    book.begin()
    torn = book.read(csv_closes(days[:12]), read_csv, "closes.csv")
    assert torn.rows is None
    assert torn.health.state is SourceState.FAILED
    (error,) = torn.health.errors
    assert error.startswith("closes.csv: ended on 2026-")
    assert error.endswith("refused; restart if that is meant")
    book.begin()
    taken_back = book.read(csv_closes(days[:13]), read_csv, "closes.csv")
    assert taken_back.rows is not None
    assert taken_back.health.state is SourceState.OK
