"""What only a file can do: modes, schemas, readers beside a writer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import perf_counter

import apsw
import pytest

from overhang.core.alerts.journal import read, verify
from overhang.store import open_store
from overhang.store.base import AlertTurn, Batch, Heartbeat, StoreError
from overhang.store.files import held_back
from overhang.store.place import store_dir, store_url
from overhang.store.rows import from_microseconds
from overhang.store.sqlite_file import actor
from overhang.store.version_rows import NOTE, STANDING
from support.stored import T0, at, close, records
from support.turns import entry


def _url(folder: Path) -> str:
    return f"sqlite://{folder}/house/store.db"


def test_the_files_are_private(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path), write=True)
    store.append([Batch("closes", [close()])], known_at=T0)
    house = tmp_path / "house"
    assert house.stat().st_mode & 0o777 == 0o700
    modes = {each.name: each.stat().st_mode & 0o777 for each in house.iterdir()}
    assert modes == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), 0o600)
    store.close()


def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    open_store(_url(tmp_path), write=True).close()
    path = tmp_path / "house" / "store.db"
    path.chmod(0o644)
    open_store(_url(tmp_path), write=True).close()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("redis://desk", "known are sqlite:, memory:"),
        ("", "known are sqlite:, memory:"),
        ("sqlite://relative/store.db", "an absolute path"),
        ("memory:desk", "takes no path"),
        ("sqlite:////proc/nowhere/store.db", "store /"),
    ],
)
def test_a_url_that_is_no_store_is_refused(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_store(url, write=True)


def test_a_reader_finds_a_store_when_it_comes(tmp_path: Path) -> None:
    reader = open_store(_url(tmp_path), write=False)
    assert reader.snapshot() is None
    assert list(reader.latest("closes")) == []
    writer = open_store(_url(tmp_path), write=True)
    writer.append([Batch("closes", [close()])], known_at=T0, snapshot=b"one")
    assert reader.snapshot() == (1, b"one")
    assert records(reader.latest("closes")) == [close()]
    reader.close()
    writer.close()


def test_a_reader_waits_through_a_file_that_is_only_begun(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    reader = open_store(f"sqlite://{path}", write=False)
    assert reader.heartbeat() is None
    writer = open_store(f"sqlite://{path}", write=True)
    writer.append((), known_at=T0, snapshot=b"one")
    assert reader.snapshot() == (1, b"one")
    reader.close()
    writer.close()


def test_a_reader_opens_after_the_writer_left(tmp_path: Path) -> None:
    writer = open_store(_url(tmp_path), write=True)
    writer.append([Batch("closes", [close()])], known_at=T0, snapshot=b"one")
    writer.close()
    reader = open_store(_url(tmp_path), write=False)
    assert records(reader.latest("closes")) == [close()]
    assert reader.snapshot() == (1, b"one")
    reader.close()


def test_a_path_that_cannot_be_looked_at_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name too long"):
        open_store(f"sqlite://{tmp_path / ('x' * 300)}", write=False)


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    open_store(_url(tmp_path), write=True).close()
    reader = open_store(_url(tmp_path), write=False)
    with pytest.raises(StoreError, match="opened to read"):
        reader.append([Batch("closes", [close()])], known_at=T0)
    with pytest.raises(StoreError, match="opened to read"):
        reader.beat(Heartbeat(pid=7, at=T0, started_at=T0, version="1"))
    reader.close()


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path, write: bool) -> None:
    open_store(_url(tmp_path), write=True).close()
    path = tmp_path / "house" / "store.db"
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 99)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"of version 99 .* a newer overhang wrote it"):
        open_store(_url(tmp_path), write=write)
    assert path.read_bytes() == before


def test_a_migration_that_breaks_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from overhang.store import migrations, sqlite_file

    store = open_store(_url(tmp_path), write=True)
    store.append([Batch("closes", [close()])], known_at=T0)
    store.close()
    bad = (*migrations.STEPS, "CREATE TABLE extra (id); CREATE TABLE extra (id)")
    good = (*migrations.STEPS, "CREATE TABLE extra (id)")
    for steps in (bad, good):
        monkeypatch.setattr(migrations, "STEPS", steps)
        monkeypatch.setattr(sqlite_file, "STEPS", steps)
        if steps is bad:
            with pytest.raises(StoreError, match="extra already exists"):
                open_store(_url(tmp_path), write=True)
    store = open_store(_url(tmp_path), write=True)
    assert records(store.latest("closes")) == [close()]
    store.close()


@pytest.mark.parametrize("body", [b"not a database at all" * 100, b"\0" * 8192])
def test_a_file_that_is_no_store_is_told_in_words(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(body)
    with pytest.raises(StoreError, match=r"store .*store\.db: the file is no store"):
        open_store(f"sqlite://{path}", write=True)
    assert path.read_bytes() == body


def test_whoever_decodes_holds_no_log_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = (open_store(_url(tmp_path), write=each) for each in (True, False))
    for day in range(3):
        writer.append([Batch("closes", [close(day=day)])], known_at=at(day))
    held: list[bool] = []

    def moment(count: int) -> datetime:
        # A viewer may be stopped here for days.
        writer.append((), known_at=T0, snapshot=b"the next")
        with actor(tmp_path / "house" / "store.db") as connection:
            frames, emptied = connection.wal_checkpoint()
        held.append(emptied < frames)
        return from_microseconds(count)

    monkeypatch.setattr("overhang.store.version_rows.from_microseconds", moment)
    for rows in (reader.since(0), reader.standing("closes"), reader.read("closes")):
        assert len(rows) == 3
    assert held == [False] * 9
    writer.close()
    reader.close()


@pytest.mark.parametrize(
    ("sql", "bindings"),
    [(STANDING, ("closes",)), (NOTE, (5999,))],
    ids=["read", "note"],
)
def test_nobody_looks_at_all_that_ever_stood(
    tmp_path: Path, sql: str, bindings: tuple[object, ...]
) -> None:
    store = open_store(_url(tmp_path), write=True)
    ticks = [close(day=day, usd=usd) for day in range(3) for usd in range(2000)]
    store.append([Batch("closes", ticks)], known_at=T0)
    assert [each.id for each in store.standing("closes")] == [2000, 4000, 6000]
    store.close()
    connection = apsw.Connection(str(tmp_path / "house" / "store.db"))
    steps = 0

    def step() -> bool:
        nonlocal steps
        steps += 1
        return False

    connection.set_progress_handler(step, 1)
    connection.execute(sql, bindings).fetchall()
    connection.close()
    assert 10 < steps < 200


def test_a_log_that_a_stopped_reader_holds_back_is_told_until_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overhang.store.files._HELD_BYTES", 6_000_000)
    monkeypatch.setattr("overhang.store.sqlite_file.WAL_KEPT_BYTES", 5_000_000)
    path = tmp_path / "house" / "store.db"
    writer = open_store(_url(tmp_path), write=True)

    def write(count: int) -> None:
        for number in range(count):
            writer.append((), known_at=T0, snapshot=bytes([number]) * 100_000)

    write(70)
    assert held_back(path) == ""
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    looking = reader.execute("SELECT * FROM snapshot, sqlite_schema")
    next(looking)
    write(70)
    assert "a board stands stopped as it reads, continue or end it" in held_back(path)
    reader.close(True)
    write(2)
    assert held_back(path) == ""
    writer.close()


def test_nonsense_in_a_row_is_told_and_stops_no_log(tmp_path: Path) -> None:
    writer = open_store(_url(tmp_path), write=True)
    turn = AlertTurn(entries=[entry("one"), entry("two")])
    rows = [Batch("closes", [close()])]
    writer.append(rows, known_at=T0, snapshot=b"good", turn=turn)
    with actor(tmp_path / "house" / "store.db") as harmed:
        harmed.execute("UPDATE snapshot SET body = 7")
        harmed.execute("UPDATE version SET known_at = 1 << 62")
        harmed.execute("UPDATE log SET line = CAST(x'f2f2' AS TEXT) WHERE id = 2")
    for read_it in (writer.snapshot, lambda: writer.latest("closes")):
        with pytest.raises(StoreError, match="a row cannot be read"):
            read_it()
    writer.append((), known_at=T0, turn=turn)
    lines = writer.log()
    assert len(lines) == 4
    assert verify(lines).fault
    writer.close()


def test_each_set_of_sources_has_a_private_place(tmp_path: Path) -> None:
    one, two = store_dir(tmp_path, "data=/a"), store_dir(tmp_path, "data=/b")
    assert one != two
    assert store_dir(tmp_path, "data=/a") == one
    assert one.stat().st_mode & 0o777 == 0o700
    store = open_store(store_url(one), write=True)
    store.append([Batch("closes", [close()])], known_at=at(0))
    store.close()
    assert (one / "store.db").is_file()


def test_the_end_of_a_long_log_is_read_at_once(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path), write=True)
    entries = [entry(str(number)) for number in range(1, 100_001)]
    store.append((), known_at=T0, turn=AlertTurn(entries=entries))
    took: list[float] = []
    for _ in range(5):
        start = perf_counter()
        lines = store.log(limit=100)
        took.append(perf_counter() - start)
        assert [read(line).n for line in lines] == list(range(99_901, 100_001))
    assert min(took) < 0.020
    store.close()
