"""What only a file can do: modes, schemas, readers beside a writer, kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import apsw
import pytest

from overhang.store import open_store
from overhang.store.base import Batch, Heartbeat, StoreError
from overhang.store.place import store_dir, store_url
from support.stored import T0, at, close, records

_WRITERS = """
import os, sys
import overhang.store.sqlite
from overhang.store import open_store
from overhang.store.base import Batch, Heartbeat
from support.stored import T0, close

def write(number):
    store = open_store(sys.argv[1], write=True)
    while True:
        rows = [close(issuer, number, float(number)) for issuer in ("MSFT", "ORCL")]
        body = str(number).encode() * 2000
        store.append([Batch("closes", rows)], known_at=T0, snapshot=body)
        os.write(1, f"{number}\\n".encode())
        number += 1

# One process a line of input; forked, for each start of Python would take longer
# than all that is tested here.
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        write(int(line))
    os.write(1, f"pid {pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"dead\\n")
"""


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


def _killed_writer(writers: subprocess.Popen[str], first: int, after: float) -> int:
    """Let a writer go on from `first`, kill it, and return how often it said "done"."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(f"{first}\n")
    writers.stdin.flush()
    said: list[str] = []
    while not said or not said[-1].startswith("pid"):
        said.append(writers.stdout.readline().strip())
    # The moment of the kill is what varies: there is nothing to wait for.
    time.sleep(after)
    os.kill(int(said[-1].split()[1]), signal.SIGKILL)
    while said[-1] != "dead":
        said.append(writers.stdout.readline().strip())
    return sum(each.isdigit() for each in said)


def test_nothing_acknowledged_is_lost_under_kill_9(tmp_path: Path) -> None:
    random = Random(2026)
    url = _url(tmp_path)
    written = 0
    writers = subprocess.Popen(
        [sys.executable, "-c", _WRITERS, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    with writers:
        for _ in range(25):
            acknowledged = _killed_writer(writers, written, random.uniform(0, 0.08))
            store = open_store(url, write=True)
            days = [each.day for each in records(store.latest("closes"))]
            counts = set(Counter(days).values())
            before, written = written, len(days) // 2
            # Every acknowledged batch, whole, and at most one that was on its way.
            assert counts <= {2}
            assert written - before - acknowledged in (0, 1)
            body = str(written - 1).encode() * 2000
            assert store.snapshot() == ((written, body) if written else None)
            store.close()
        assert writers.stdin is not None
        writers.stdin.close()
    assert written > 25
    connection = apsw.Connection(str(tmp_path / "house" / "store.db"))
    assert connection.pragma("integrity_check") == "ok"
    connection.close()


def test_each_set_of_sources_has_a_private_place(tmp_path: Path) -> None:
    one, two = store_dir(tmp_path, "data=/a"), store_dir(tmp_path, "data=/b")
    assert one != two
    assert store_dir(tmp_path, "data=/a") == one
    assert one.stat().st_mode & 0o777 == 0o700
    store = open_store(store_url(one), write=True)
    store.append([Batch("closes", [close()])], known_at=at(0))
    store.close()
    assert (one / "store.db").is_file()
