"""Another user looks: it is refused in plain words, and does no harm."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.store import open_store
from support.stored import T0
from support.turns import acknowledgement

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another")

_NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that everybody reaches, as a shared disk is."""
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_uid == os.geteuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
    return tmp_path / "desk"


def as_nobody(ask: Callable[[], object]) -> str:
    """Ask as another user; return the answer, or what was said against it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
        try:
            said = repr(ask())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as answer:
        return answer.read()


def test_a_private_store_is_closed_to_others_in_plain_words(folder: Path) -> None:
    url = f"sqlite://{folder}/store.db"
    collector = open_store(url, write=True)
    collector.append((), known_at=T0, snapshot=b"one")
    for write in (False, True):
        said = as_nobody(lambda: open_store(url, write=write))  # noqa: B023
        assert said == f"StoreError: store {folder}/store.db: Permission denied"
    collector.close()


@pytest.mark.parametrize("ends", ["runs", "is gone"])
def test_a_store_shared_with_a_group_can_be_read_and_not_be_written(
    folder: Path, ends: str
) -> None:
    url = f"sqlite://{folder}/store.db"
    collector = open_store(url, write=True)
    collector.append((), known_at=T0, snapshot=b"one")
    if ends == "is gone":
        collector.close()
    _share(folder)

    def look() -> object:
        return open_store(url, write=False).snapshot()

    def act() -> object:
        return open_store(url, write=False).put_action(acknowledgement())

    seen = as_nobody(look)
    if ends == "runs":
        assert seen == "(1, b'one')"
    else:
        assert seen.startswith("StoreError: ")
        assert "no collector runs" in seen
    refused = as_nobody(act)
    assert refused.startswith("StoreError: ")
    assert ("it may only be read" if ends == "runs" else "no collector") in refused
    collector.close()
    again = open_store(url, write=True)
    assert again.snapshot() == (1, b"one")
    assert list(again.actions()) == []
    again.close()


def _share(folder: Path) -> None:
    for each in (folder, *folder.iterdir()):
        os.chown(each, -1, _NOBODY)
        each.chmod(0o2750 if each.is_dir() else 0o640)


def test_a_shared_store_is_closed_again_by_the_next_collector(folder: Path) -> None:
    url = f"sqlite://{folder}/store.db"
    open_store(url, write=True).close()
    _share(folder)
    collector = open_store(url, write=True)
    assert "Permission denied" in as_nobody(lambda: (folder / "store.db").open())
    collector.close()
