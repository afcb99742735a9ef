"""Somebody removes or spoils the store of a running desk: it says so and goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.collector.leading import lead_within
from overhang.collector.snapshots import stored_snapshot
from overhang.store.base import StoreError
from support.burst import Storm, eventually
from support.first_store import make_first_store
from support.live import leave, ready
from support.terminal import Opener

pytestmark = pytest.mark.e2e


def _is_filled(storm: Storm) -> bool:
    try:
        return bool(storm.log())
    except StoreError:
        return False


def _remove_file(folder: Path) -> None:
    (folder / "store.db").unlink()


def _remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [_remove_file, _remove_folder])
def test_a_collector_begins_anew_where_its_store_was_removed(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    storm = Storm(tmp_path, steps=1)
    collector = storm.collect()
    try:
        eventually(lambda: _is_filled(storm), 60)
        harm(storm.folder)
        eventually(lambda: _is_filled(storm), 60)
        assert collector.poll() is None
        said = (tmp_path / "errors").read_text()
        assert said.count("was removed or replaced: it is begun anew") == 1
    finally:
        storm.kill(collector)


def _write_over_file(folder: Path) -> None:
    with (folder / "store.db").open("r+b") as file:
        file.write(os.urandom((folder / "store.db").stat().st_size))


def _write_over_store(folder: Path) -> None:
    _write_over_file(folder)
    _cut_log(folder)


def _cut_log(folder: Path) -> None:
    os.truncate(folder / "store.db-wal", 0)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_write_over_file, "written over: it goes on with what is whole"),
        (_write_over_store, "was damaged: a new one is begun"),
        (_cut_log, "written over: it goes on with what is whole"),
    ],
)
def test_a_collector_says_that_its_store_was_spoilt_and_goes_on(
    tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    storm = Storm(tmp_path, steps=2)
    collector = storm.collect()

    def problems() -> str:
        store = storm.store()
        try:
            found = stored_snapshot(store)
            return " ".join(found.problems) if found else ""
        finally:
            store.close()

    def is_told() -> bool:
        try:
            return words in problems()
        except StoreError:
            return False

    try:
        eventually(lambda: _is_filled(storm), 60)
        assert problems() == ""
        harm(storm.folder)
        storm.fall()
        eventually(is_told, 60)
        assert (tmp_path / "errors").read_text().count(words) == 1
        eventually(lambda: _is_filled(storm), 60)
        assert collector.poll() is None
        kept = (storm.folder / "store.db.damaged").exists()
        assert kept == ("new one" in problems())
    finally:
        storm.kill(collector)


def test_a_board_that_finds_its_store_damaged_begins_anew(
    tmp_path: Path, open_board: Opener
) -> None:
    leave([ready(open_board())])
    (store,) = tmp_path.rglob("store.db")
    _cut_log(store.parent)
    store.write_bytes(os.urandom(20_000))
    board = ready(open_board())
    told = "· the store was damaged: a new one is begun"
    board.wait(lambda text: told in text and "faults" not in text)
    assert store.with_name("store.db.damaged").stat().st_size == 20_000
    leave([board])


def test_a_board_says_that_an_older_collector_leads_and_takes_over_from_it(
    tmp_path: Path, open_board: Opener
) -> None:
    leave([ready(open_board())])
    (store,) = tmp_path.rglob("store.db")
    for each in store.parent.glob("store.db*"):
        each.unlink()
    make_first_store(store)
    older = lead_within(store.parent, 5)
    assert older is not None
    board = open_board()
    board.wait(lambda text: "an older overhang wrote it: end its collector" in text)
    os.close(older)
    ready(board)
    board.wait(lambda text: "older" not in text)
    leave([board])
