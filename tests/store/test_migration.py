"""A store of an older program is taken over whole, or left as it was."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from overhang.core.alerts.journal import read, verify
from overhang.core.observations import Close
from overhang.core.standing import identify
from overhang.store import open_store
from overhang.store.base import AlertMemory, OutdatedError, StoreError
from overhang.store.rows import ENCODER, joined
from support.first_store import TRANSITIONS, make_first_store
from support.stored import T0, at, close, records
from support.turns import acknowledgement, numbered_turn


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    make_first_store(path)
    return path


def test_the_log_takes_in_the_transitions_of_the_first_version(first: Path) -> None:
    store = open_store(f"sqlite://{first}", write=True)
    assert records(store.latest("closes")) == [close()]
    assert store.snapshot() == (8, b"old")
    assert store.alerts() == ([], AlertMemory())
    store.append((), known_at=T0, turn=numbered_turn(1))
    lines = store.log()
    store.close()
    assert verify(lines).count == len(TRANSITIONS) + 2
    found = [read(line) for line in lines[: len(TRANSITIONS)]]
    assert [(each.old, each.new, each.value, each.text) for each in found] == (
        TRANSITIONS
    )
    assert [each.at for each in found] == [T0, at(1), at(2)]
    assert [each.severity for each in found] == ["warn", "crit", "crit"]
    assert {(each.kind, each.rule, each.subject) for each in found} == {
        ("transition", "cds-5y-level", "ORCL")
    }
    connection = apsw.Connection(str(first))
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    assert "transition" not in {name for (name,) in tables}
    connection.close()


def test_of_each_row_the_newest_version_stands_and_what_was_withdrawn_does_not(
    first: Path,
) -> None:
    connection = apsw.Connection(str(first))
    for number, usd, day, gone in ((2, 90, 0, 0), (3, 80, 1, 0), (4, 80, 1, 1)):
        row = close(day=day, usd=usd)
        key = joined(identify(Close)(row))
        connection.execute(
            "INSERT INTO version VALUES (?, 'closes', 'ORCL', ?, ?, 1, ?, ?)",
            (number, key, row.date.isoformat(), gone, ENCODER.encode(row)),
        )
    connection.close()
    store = open_store(f"sqlite://{first}", write=True)
    assert records(store.latest("closes")) == [close(usd=90)]
    assert store.newest().ids == {"closes": 4}
    assert store.ever("closes", "", [close(day=1), close(day=2)]) == {
        identify(Close)(close(day=1))
    }
    store.close()


def test_a_reader_of_the_first_version_waits_for_a_collector(first: Path) -> None:
    reader = open_store(f"sqlite://{first}", write=False)
    for ask in (reader.alerts, reader.log, reader.snapshot, reader.heartbeat):
        with pytest.raises(OutdatedError, match="an older overhang wrote it: end its"):
            ask()
    with pytest.raises(OutdatedError, match="an older overhang wrote it: end its"):
        reader.put_action(acknowledgement())
    open_store(f"sqlite://{first}", write=True).close()
    assert len(reader.log()) == len(TRANSITIONS)
    assert reader.put_action(acknowledgement()) == 1
    reader.close()


def test_a_transition_that_cannot_be_read_leaves_the_store_as_it_was(
    first: Path,
) -> None:
    connection = apsw.Connection(str(first))
    connection.execute("UPDATE transition SET body = x'c1' WHERE id = 2")
    with pytest.raises(StoreError, match="a row cannot be read"):
        open_store(f"sqlite://{first}", write=True)
    assert connection.pragma("user_version") == 1
    assert connection.execute("SELECT count(*) FROM transition").get == 3
    connection.close()
