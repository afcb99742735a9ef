"""Whichever write to the disk fails: a turn is whole or absent, the store goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from overhang.core.alerts.journal import read, verify
from overhang.store import open_store
from overhang.store.base import Store, StoreError
from support.stored import T0
from support.turns import acknowledgement, numbered_turn

_REAL = apsw.vfs_names()[0]


class Disk(apsw.VFS):
    """The real disk, of which one write or flush fails."""

    def __init__(self) -> None:
        super().__init__("failing", _REAL)
        self.writes = 0
        self.flushes = 0
        self.fails_at = 0
        self.fault: type[apsw.Error] = apsw.FullError

    def xOpen(  # noqa: N802
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> DiskFile:
        return DiskFile(self, name, flags)

    def touched(self) -> None:
        self.writes += 1
        if self.writes == self.fails_at:
            raise self.fault("the test says so")


class DiskFile(apsw.VFSFile):
    def __init__(
        self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__(_REAL, name, flags)
        self._disk = disk

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self._disk.touched()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.flushes += 1
        self._disk.touched()
        super().xSync(flags)


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    apsw.set_default_vfs("failing")
    yield disk
    apsw.set_default_vfs(_REAL)
    disk.unregister()


def contents(store: Store) -> object:
    return store.alerts(), store.told(), store.log(), store.snapshot()


@pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError])
def test_a_turn_whose_write_fails_leaves_no_trace(
    disk: Disk, tmp_path: Path, fault: type[apsw.Error]
) -> None:
    store = open_store(f"sqlite://{tmp_path}/store.db", write=True)
    disk.fault = fault
    turns, failures = 0, 0
    while turns == failures:
        turns += 1
        before = contents(store)
        disk.writes, disk.fails_at = 0, turns
        turn = numbered_turn(turns)
        try:
            store.append((), known_at=T0, snapshot=b"s" * 9000, turn=turn)
        except StoreError:
            failures += 1
            assert contents(store) == before
    # Each write and each flush of a turn failed once, and then one went through.
    disk.fails_at = 0
    assert failures >= 5
    assert [read(each).text for each in store.log()] == [
        f"turn {turns}",
        f"end of turn {turns}",
    ]
    store.append((), known_at=T0, turn=numbered_turn(turns + 1))
    assert verify(store.log()).count == 4
    store.close()


def test_an_action_that_finds_the_disk_full_is_told_and_can_be_done_again(
    disk: Disk, tmp_path: Path
) -> None:
    collector = open_store(f"sqlite://{tmp_path}/store.db", write=True)
    viewer = open_store(f"sqlite://{tmp_path}/store.db", write=False)
    disk.writes, disk.fails_at = 0, 1
    with pytest.raises(StoreError, match="the disk is full"):
        viewer.put_action(acknowledgement())
    assert list(viewer.actions()) == []
    disk.fails_at = 0
    assert viewer.put_action(acknowledgement()) == 1
    viewer.close()
    collector.close()


def test_only_what_must_outlive_the_machine_is_flushed(
    disk: Disk, tmp_path: Path
) -> None:
    store = open_store(f"sqlite://{tmp_path}/store.db", write=True)
    for turn, flushes in ((None, 0), (numbered_turn(1), 1), (None, 0)):
        # The first write to a new log flushes its header.
        store.append((), known_at=T0, snapshot=b"one")
        disk.flushes = 0
        store.append((), known_at=T0, snapshot=b"two", turn=turn)
        assert disk.flushes == flushes
    disk.flushes = 0
    store.put_action(acknowledgement())
    assert disk.flushes == 1
    store.close()
