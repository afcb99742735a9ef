"""Somebody removes, replaces or cuts the store while it is open."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from overhang.core.alerts.journal import verify
from overhang.store import open_store
from overhang.store.base import DamagedError, Heartbeat, Store, StoreError
from overhang.store.mending import mended
from support.crashes import integrity
from support.stored import T0
from support.turns import numbered_turn

_VIEWER = """
import sys
from overhang.store import open_store
from overhang.store.base import StoreError

store = open_store(sys.argv[1], write=False)
for _ in sys.stdin:
    try:
        print(store.snapshot(), flush=True)
    except StoreError as error:
        print(error, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def _remove(path: Path) -> None:
    path.unlink()


def _replace(path: Path) -> None:
    new = path.with_name("new")
    new.touch()
    new.replace(path)


def _put_aside(path: Path) -> None:
    path.replace(path.with_name("aside"))


def _cut(path: Path) -> None:
    os.truncate(path, 0)


def _remove_log(path: Path) -> None:
    path.with_name("store.db-wal").unlink()


def _remove_index(path: Path) -> None:
    path.with_name("store.db-shm").unlink()


def _write_over(path: Path) -> None:
    _scribble(path, 0, path.stat().st_size)


def _cut_log(path: Path) -> None:
    os.truncate(_log_of(path), 0)


def _cut_log_behind(path: Path) -> None:
    """Cut it, and make it as long as it was, as a commit would."""
    length = _log_of(path).stat().st_size
    os.truncate(_log_of(path), 0)
    os.truncate(_log_of(path), length)


def _write_over_log(path: Path) -> None:
    _scribble(_log_of(path), 0, _log_of(path).stat().st_size)


def _scribble(path: Path, start: int, length: int) -> None:
    """Write over a part of a file in place, as `dd conv=notrunc` does."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * length)


def _log_of(path: Path) -> Path:
    return path.with_name("store.db-wal")


def _learns(collector: Store) -> bool:
    if collector.is_lost():
        return True
    with pytest.raises(DamagedError):
        collector.beat(Heartbeat(pid=1, at=T0, started_at=T0, version="1"))
    return True


@pytest.fixture
def look(path: Path) -> Iterator[Callable[[], str]]:
    """Another process that has the store open, and says what it sees."""
    argv = [sys.executable, "-c", _VIEWER, f"sqlite://{path}"]
    with subprocess.Popen(
        argv, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as viewer:
        stdin, stdout = viewer.stdin, viewer.stdout
        assert stdin is not None
        assert stdout is not None

        def look() -> str:
            stdin.write("look\n")
            stdin.flush()
            return stdout.readline().strip()

        yield look
        stdin.close()


@pytest.mark.parametrize(
    "harm",
    [
        _remove,
        _replace,
        _remove_log,
        _remove_index,
        _cut,
        _write_over,
        _cut_log,
        _cut_log_behind,
        _write_over_log,
    ],
)
def test_a_collector_learns_of_it_and_begins_anew(
    path: Path, look: Callable[[], str], harm: Callable[[Path], None]
) -> None:
    url = f"sqlite://{path}"
    collector = open_store(url, write=True)
    for body in (b"one", b"two"):
        collector.append((), known_at=T0, snapshot=body)
    assert look() == "(2, b'two')"
    assert not collector.is_lost()
    harm(path)
    assert _learns(collector)
    assert _learns(collector), "not only the first time it is asked"
    look()
    collector.close()
    assert mended(path)
    again = open_store(url, write=True)
    kept = again.snapshot()
    again.append((), known_at=T0, snapshot=b"three")
    # The viewer that had the old file open looks at the one that lies there now.
    assert look() == f"({(kept[0] if kept else 0) + 1}, b'three')"
    assert not again.is_lost()
    again.close()
    integrity(path)


async def test_whoever_watches_sees_what_was_begun_anew(path: Path) -> None:
    url = f"sqlite://{path}"
    viewer = open_store(url, write=False)
    collector = open_store(url, write=True)
    collector.append((), known_at=T0, snapshot=b"old")
    watch = viewer.watch(poll=0.01)
    async with asyncio.timeout(5):
        assert await anext(watch) == 1
        _put_aside(path)
        collector.close()
        again = open_store(url, write=True)
        again.append((), known_at=T0, snapshot=b"new")
        # It has the number of the one before.
        assert await anext(watch) == 1
    assert viewer.snapshot() == (1, b"new")
    await watch.aclose()
    again.close()
    viewer.close()


@pytest.mark.parametrize("harm", [_cut_log, _cut_log_behind, _write_over_log])
def test_what_was_in_the_file_outlives_a_log_that_was_harmed(
    path: Path, harm: Callable[[Path], None]
) -> None:
    store = open_store(f"sqlite://{path}", write=True)
    # More than one log's worth: some of it went into the file.
    for turn in range(1, 60):
        body = bytes([turn]) * 100_000
        store.append((), known_at=T0, snapshot=body, turn=numbered_turn(turn))
    whole = store.log()
    harm(path)
    assert _learns(store)
    store.close()
    assert "what was written last may be missing" in mended(path)
    again = open_store(f"sqlite://{path}", write=True)
    kept = again.log()
    assert 60 < len(kept) < len(whole)
    assert whole[: len(kept)] == kept
    assert not verify(kept).fault
    again.close()


def test_a_damaged_store_is_kept_beside_the_new_one(path: Path) -> None:
    store = open_store(f"sqlite://{path}", write=True)
    for turn in range(1, 60):
        store.append((), known_at=T0, turn=numbered_turn(turn))
    store.close()
    # Its beginning is as it was: only whoever reads on sees it.
    _scribble(path, 4096, path.stat().st_size - 4096)
    before = path.read_bytes()
    with pytest.raises(DamagedError, match="damaged, move it away"):
        open_store(f"sqlite://{path}", write=True).log()
    assert mended(path).endswith(f"is kept as {path}.damaged")
    assert not path.exists()
    assert path.with_name("store.db.damaged").read_bytes() == before
    path.write_bytes(before)
    with pytest.raises(StoreError, match="move both away to begin anew"):
        mended(path)


@pytest.mark.parametrize("harm", [_remove_log, _remove_index])
def test_what_was_in_a_log_that_was_removed_is_not_lost(
    path: Path, harm: Callable[[Path], None]
) -> None:
    url = f"sqlite://{path}"
    collector, viewer = open_store(url, write=True), open_store(url, write=False)
    collector.append((), known_at=T0, snapshot=b"one")
    assert viewer.snapshot() == (1, b"one")
    harm(path)
    collector.append((), known_at=T0, snapshot=b"two")
    collector.close()
    assert viewer.snapshot() == (2, b"two")
    viewer.close()


def test_the_log_of_another_file_is_no_part_of_a_store(path: Path) -> None:
    url = f"sqlite://{path}"
    collector, viewer = open_store(url, write=True), open_store(url, write=False)
    collector.append((), known_at=T0, snapshot=b"old")
    assert viewer.snapshot() == (1, b"old")
    _replace(path)
    path.write_bytes(b"no database" * 1000)
    collector.close()
    with pytest.raises(StoreError, match="no store, move it away to begin anew"):
        open_store(url, write=True)
    viewer.close()
