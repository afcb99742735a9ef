"""A board stopped at any moment holds nothing up; a stopped collector is told.

`OVERHANG_TEST_STOPS` and `OVERHANG_TEST_TAKEOVERS` ask for more rounds; with `-s` the
figures are written.
"""

from __future__ import annotations

import os
import random
import re
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.store import open_store
from support.live import AT_ONCE
from support.penned import Pen
from support.terminal import Opener, private_env

pytestmark = pytest.mark.e2e

STOPS = int(os.environ.get("OVERHANG_TEST_STOPS", "10"))
KILLS = int(os.environ.get("OVERHANG_TEST_TAKEOVERS", "3"))
_APART_S = 5.0
"""Between two kills of many: a board that loses three in ten seconds waits longer."""
_COMMITS = 60
"""Commits a stop: more than the log takes before it is emptied."""
_LOG_BYTES = 6_000_000
"""A log of a thousand pages, and the commit that made it so long."""

_WRONG = re.compile(r"collector|cannot be read|damaged|another process")


@pytest.fixture
def pen(tmp_path: Path) -> Iterator[Pen]:
    pen = Pen(private_env(tmp_path, OVERHANG_STATE=str(tmp_path / "led")))
    pen.write()
    yield pen
    pen.close()


def test_a_board_stopped_at_any_moment_holds_no_log_back(
    open_board: Opener, pen: Pen
) -> None:
    board = open_board(OVERHANG_STATE=str(pen.state))
    board.wait(lambda text: pen.words in text, 30)
    chance = random.Random(STOPS)
    held, longest, slowest = 0, 0, 0.0
    for _ in range(STOPS):
        end = time.monotonic() + chance.uniform(0, 0.3)
        while time.monotonic() < end:
            pen.write()
            # It draws meanwhile, and must not fill the terminal.
            board.read(0.005)
        board.send(signal.SIGSTOP)
        for _ in range(_COMMITS):
            began = time.monotonic()
            pen.write()
            slowest = max(slowest, time.monotonic() - began)
        held += pen.is_held_back()
        longest = max(longest, pen.log_bytes)
        board.send(signal.SIGCONT)
        board.wait_for(lambda: pen.words in board.text, 10)
    sys.stdout.write(
        f"{STOPS} stops, {pen.turn} commits: log at most {longest / 1e6:.1f} MB, held"
        f" back {held} times, slowest commit {slowest * 1000:.0f} ms\n"
    )
    assert held == 0
    assert longest < _LOG_BYTES


@pytest.mark.skipif(
    "OVERHANG_TEST_STOPS" not in os.environ, reason="it takes twenty seconds"
)
def test_a_collector_that_is_stopped_is_told_and_comes_back(
    open_board: Opener,
) -> None:
    board = open_board()
    board.wait(lambda text: " unacked" in text, 30)
    (collector,) = (each for each in board.tree() if "collect" in each.cmdline())
    collector.suspend()
    stopped = time.monotonic()
    said = f"collector {collector.pid} silent for"
    board.wait(lambda text: f"{said} 10 s" in text, 30)
    assert time.monotonic() - stopped < 25
    # It counts on, and the figures stand.
    board.wait(lambda text: f"{said} 20 s" in text, 30)
    assert " unacked" in board.text
    collector.resume()
    board.wait(lambda text: "silent" not in text, 10)
    assert collector.is_running()


def test_a_collector_that_is_killed_is_replaced_at_once(
    open_board: Opener, tmp_path: Path
) -> None:
    boards = [open_board() for _ in range(3)]
    for board in boards:
        board.wait(lambda text: " unacked" in text, 30)
    (found,) = tmp_path.glob("**/store.db")
    store = open_store(f"sqlite://{found}", write=False)
    took: list[float] = []
    wrong: list[str] = []

    def leader() -> int:
        for board in boards:
            board.read(0.002)
        beat = store.heartbeat()
        assert beat is not None
        return beat.pid

    for _ in range(KILLS):
        killed = leader()
        os.kill(killed, signal.SIGKILL)
        began = time.monotonic()
        while leader() == killed:
            assert time.monotonic() - began < 10
        took.append(time.monotonic() - began)
        end = time.monotonic() + (_APART_S if KILLS > 3 else 0)
        while time.monotonic() < end:
            leader()
        wrong += [each for board in boards for each in _WRONG.findall(board.text)]
    store.close()
    sys.stdout.write(
        f"{KILLS} kills: a new one after {statistics.median(took):.2f} s, at most"
        f" {max(took):.2f}; wrong on the boards: {wrong}\n"
    )
    assert max(took) < AT_ONCE
    assert not wrong or KILLS == 3
    for board in boards:
        board.wait(lambda text: not _WRONG.search(text), 10)
    running = [each for board in boards for each in board.tree()]
    assert sum("collect" in each.cmdline() for each in running) == 1
