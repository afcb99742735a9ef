"""What a person did is written by a process that nothing stops with the viewer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from overhang.store import open_store
from overhang.store.base import StoreError
from overhang.store.penman import hand_in
from support.live import until
from support.stored import T0
from support.turns import acknowledgement

_VIEWER = """
import sys
from overhang.store.penman import hand_in
from support.turns import acknowledgement
print(hand_in(sys.argv[1], acknowledgement(1)), flush=True)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    # A path as a person may have one.
    url = f"sqlite://{tmp_path}/the désk\nof ann/store.db"
    open_store(url, write=True).close()
    return url


def test_it_is_in_the_store_when_its_number_is_told(url: str) -> None:
    assert [hand_in(url, acknowledgement(each)) for each in (1, 2)] == [1, 2]
    store = open_store(url, write=False)
    assert [each.action for each in store.actions()] == [
        acknowledgement(1),
        acknowledgement(2),
    ]
    store.close()


def test_what_keeps_it_from_being_written_is_told(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no collector has run yet"):
        hand_in(f"sqlite://{tmp_path}/nowhere/store.db", acknowledgement())
    torn = msgspec.structs.replace(acknowledgement(), why="\ud83d")
    with pytest.raises(StoreError, match="half a character"):
        hand_in(url, torn)


def test_a_viewer_stopped_while_it_acts_holds_nothing_up(url: str) -> None:
    collector = open_store(url, write=True)
    with subprocess.Popen(
        [sys.executable, "-c", _VIEWER, url],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        # A terminal stops the whole group.
        process_group=0,
    ) as viewer:
        try:
            assert until(lambda: _writes_apart(viewer.pid), 60)
            os.killpg(viewer.pid, signal.SIGSTOP)
            collector.append((), known_at=T0, snapshot=b"on")
            os.killpg(viewer.pid, signal.SIGCONT)
            said, _ = viewer.communicate(timeout=60)
        finally:
            viewer.kill()
    assert said == b"1\n"
    assert [each.action for each in collector.actions()] == [acknowledgement(1)]
    collector.close()


def _writes_apart(pid: int) -> bool:
    """Whether a process has a child that no signal to its group reaches."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return any(os.getpgid(int(each)) != pid for each in children)
