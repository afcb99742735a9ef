"""What a viewer writes down beside a collector, and how it learns that it cannot."""

from __future__ import annotations

from pathlib import Path

import apsw
import msgspec
import pytest

from overhang.store import open_store, sqlite_file
from overhang.store.base import StoreError
from support.stored import T0
from support.turns import acknowledgement, numbered_turn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    open_store(f"sqlite://{path}", write=True).close()
    return path


def test_a_viewer_writes_while_the_collector_does(path: Path) -> None:
    collector = open_store(f"sqlite://{path}", write=True)
    viewers = [open_store(f"sqlite://{path}", write=False) for _ in range(2)]
    numbers = []
    for turn in range(1, 4):
        collector.append((), known_at=T0, snapshot=b"x", turn=numbered_turn(turn))
        numbers += [each.put_action(acknowledgement(turn)) for each in viewers]
    assert numbers == [1, 2, 3, 4, 5, 6]
    for store in (collector, *viewers):
        assert [each.number for each in store.actions()] == numbers
    # It is no new snapshot, and a reader still may write nothing else.
    assert viewers[0].snapshot() == (3, b"x")
    with pytest.raises(StoreError, match="opened to read"):
        viewers[0].append((), known_at=T0, turn=numbered_turn(9))
    for store in (collector, *viewers):
        store.close()


def test_nothing_can_be_done_before_a_collector_has_run(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    viewer = open_store(f"sqlite://{path}", write=False)
    with pytest.raises(StoreError, match="no collector has run yet"):
        viewer.put_action(acknowledgement())
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreError, match="no collector has made it ready yet"):
        viewer.put_action(acknowledgement())
    viewer.close()


def test_a_store_that_a_newer_program_took_over_takes_no_action(path: Path) -> None:
    viewer = open_store(f"sqlite://{path}", write=False)
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 99)
    with pytest.raises(StoreError, match="a newer overhang wrote it"):
        viewer.put_action(acknowledgement())
    assert connection.execute("SELECT count(*) FROM action").get == 0
    connection.close()
    viewer.close()


def test_a_store_that_another_process_holds_is_waited_for_and_then_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "_ACTOR_PATIENCE_MS", 30)
    viewer = open_store(f"sqlite://{path}", write=False)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process holds it"):
        viewer.put_action(acknowledgement())
    other.execute("ROLLBACK")
    assert viewer.put_action(acknowledgement()) == 1
    other.close()
    viewer.close()


def test_a_store_that_may_only_be_read_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs this may be root, whom no file mode stops.
    monkeypatch.setattr(apsw, "SQLITE_OPEN_READWRITE", apsw.SQLITE_OPEN_READONLY)
    viewer = open_store(f"sqlite://{path}", write=False)
    with pytest.raises(StoreError, match="it may only be read"):
        viewer.put_action(acknowledgement())
    viewer.close()


def test_text_that_cannot_be_written_is_told_in_words(path: Path) -> None:
    viewer = open_store(f"sqlite://{path}", write=False)
    torn = msgspec.structs.replace(acknowledgement(), why="\ud83d")
    with pytest.raises(StoreError, match="half a character"):
        viewer.put_action(torn)
    assert list(viewer.actions()) == []
    viewer.close()
