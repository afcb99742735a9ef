"""Whatever a feed does, its figures do not pass for new ones beyond one interval."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.core.snapshot import Snapshot, SourceState
from overhang.core.states import State
from overhang.store import open_store
from overhang.store.place import store_url
from support.desk_folder import DeskFolder
from support.live import until
from support.served import serve_shipped
from support.server import Answer, LoopbackServer, Manner
from support.stored import snapshot_of
from support.terminal import private_env

pytestmark = pytest.mark.e2e

EVERY_S, TIMEOUT_S = 1.0, 2.0
WITHIN_S = EVERY_S + TIMEOUT_S + 1.0
STARTED_S = 30.0
"""Seconds that a busy machine may take from the start to the first rows."""
FAULTS = {
    "500": Answer(b"{}", status=500),
    "hang": Answer(manner=Manner.HANG),
    "reset": Answer(manner=Manner.RESET),
    "page": Answer(b"<!doctype html><title>Sign in</title>", "text/html"),
}


class Collecting:
    """A real collector on files, and on closes that a server has."""

    def __init__(self, folder: Path, server: LoopbackServer) -> None:
        config = folder / "overhang.toml"
        config.write_text(
            f'data = "{DeskFolder(folder / "desk").path}"\n'
            f'timeout = "{TIMEOUT_S:.0f}s"\n'
            f'[table.closes]\nurl = "{server.url}/closes"\nevery = "{EVERY_S:.0f}s"\n'
        )
        state = folder / "state"
        self.child = subprocess.Popen(
            (sys.executable, "-m", "overhang", "collect", "--config", config),
            env=private_env(folder, OVERHANG_STATE=str(state)),
        )
        self._state = state

    @property
    def snapshot(self) -> Snapshot | None:
        """What a viewer would be shown."""
        place = next(self._state.glob("stores/*"), None)
        if place is None:
            return None
        store = open_store(store_url(place), write=False)
        try:
            return snapshot_of(store) if store.snapshot() else None
        finally:
            store.close()

    def closes(self, state: SourceState) -> bool:
        """Whether the source of the closes is said to be in a state."""
        sources = self.snapshot.sources if self.snapshot else ()
        return any(e.table == "closes" and e.state is state for e in sources)


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        serve_shipped(running)
        yield running


@pytest.fixture
def collecting(tmp_path: Path, server: LoopbackServer) -> Iterator[Collecting]:
    running = Collecting(tmp_path, server)
    try:
        assert until(lambda: running.closes(SourceState.OK), STARTED_S)
        yield running
    finally:
        running.child.terminate()
        running.child.wait(10)


def test_a_fault_is_shown_within_an_interval(
    collecting: Collecting, server: LoopbackServer
) -> None:
    good = server.answers["/closes"]
    for name, fault in FAULTS.items():
        server.answers["/closes"] = fault
        began = time.monotonic()
        assert until(lambda: collecting.closes(SourceState.FAILED), STARTED_S), name
        assert time.monotonic() - began < WITHIN_S, name
        server.answers["/closes"] = good
        assert until(lambda: collecting.closes(SourceState.OK), STARTED_S), name


def test_old_figures_with_status_200_are_stale(collecting: Collecting) -> None:
    snapshot = collecting.snapshot
    assert snapshot is not None
    assert collecting.closes(SourceState.OK)
    close = snapshot.reading("MSFT", "equity.close")
    assert close is not None
    assert close.value is not None
    assert close.state in (State.STALE, State.DEAD)
