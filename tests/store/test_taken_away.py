"""Somebody removes, replaces or cuts the store while it is open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.store import open_store
from overhang.store.base import StoreError
from support.stored import T0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def _remove(path: Path) -> None:
    path.unlink()


def _replace(path: Path) -> None:
    new = path.with_name("new")
    new.touch()
    new.replace(path)


def _cut(path: Path) -> None:
    os.truncate(path, 0)


def _remove_log(path: Path) -> None:
    path.with_name("store.db-wal").unlink()


def _remove_index(path: Path) -> None:
    path.with_name("store.db-shm").unlink()


@pytest.mark.parametrize("harm", [_remove, _replace, _cut, _remove_log, _remove_index])
def test_a_collector_learns_of_it_and_begins_anew(
    path: Path, harm: Callable[[Path], None]
) -> None:
    url = f"sqlite://{path}"
    collector, viewer = open_store(url, write=True), open_store(url, write=False)
    for body in (b"one", b"two"):
        collector.append((), known_at=T0, snapshot=body)
    assert viewer.snapshot() == (2, b"two")
    assert not collector.is_lost()
    harm(path)
    assert collector.is_lost()
    assert collector.is_lost(), "not only the first time it is asked"
    collector.close()
    again = open_store(url, write=True)
    kept = again.snapshot()
    again.append((), known_at=T0, snapshot=b"three")
    # The viewer that had the old file open looks at the one that lies there now.
    assert viewer.snapshot() == ((kept[0] if kept else 0) + 1, b"three")
    assert not again.is_lost()
    again.close()
    viewer.close()


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
