from __future__ import annotations

from collections.abc import Iterator
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

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def ledger() -> Ledger:
    return Ledger("closes", kind="files", place="closes\x1b.csv", clock=Clock())


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
    book = ledger()
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
