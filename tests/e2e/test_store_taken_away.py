"""Somebody removes the store under a running desk: it says so and goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.store.base import StoreError
from support.burst import Storm, eventually

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
