"""A disk that is really full: it is told, nothing is lost, and it goes on after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from overhang.core.alerts.journal import verify
from overhang.store import open_store
from overhang.store.base import StoreError
from support.crashes import integrity
from support.small_disk import small_disk
from support.stored import T0
from support.turns import acknowledgement, numbered_turn


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte, part of which something else takes up."""
    with small_disk(tmp_path / "disk", 1) as disk:
        (disk / "ballast").write_bytes(bytes(400_000))
        yield disk


def test_a_full_disk_is_told_and_what_was_written_stays(disk: Path) -> None:
    url = f"sqlite://{disk}/store.db"
    store, viewer = open_store(url, write=True), open_store(url, write=False)
    turns = 0
    said = ""
    while not said:
        turn = numbered_turn(turns + 1)
        try:
            store.append((), known_at=T0, snapshot=b"s" * 20_000, turn=turn)
            turns += 1
        except StoreError as error:
            said = str(error)
    assert "the disk is full" in said
    with suppress(StoreError):
        viewer.put_action(acknowledgement())
    # The last good stays, for whoever looks.
    assert turns > 3
    assert len(viewer.log()) == 2 * turns
    snapshot = viewer.snapshot()
    assert snapshot is not None
    assert snapshot[0] == turns
    for _ in range(20):
        with suppress(StoreError):
            store.append((), known_at=T0, snapshot=b"s" * 200_000)
    (disk / "ballast").unlink()
    store.append((), known_at=T0, turn=numbered_turn(turns + 1))
    assert verify(viewer.log()).count == 2 * turns + 2
    viewer.close()
    store.close()
    integrity(disk / "store.db")
