"""Scenarios 7 to 12: the terminal goes, stalls, or is slow."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from support.pulses import Watch, pulse_env
from support.terminal import Opener, gone

from .conftest import F12, ended, left, ready

pytestmark = pytest.mark.e2e

TIMES = int(os.environ.get("OVERHANG_TEST_LOST", "1"))
"""How often the terminal goes in each of three ways; 34 makes the figure of 100."""
WAYS: dict[str, dict[str, Any]] = {
    "7": {},
    "8": {"before": 'trap "" HUP;'},
    "9": {"controlling": False},
}


def lost(open_board: Opener, way: str) -> None:
    """The viewer ends within a second, the collector two after its last viewer."""
    viewers, all_of_it = [], []
    for _ in range(TIMES):
        board = ready(open_board(**WAYS[way]))
        began = time.monotonic()
        board.hang_up()
        assert board.exit_status(5) == 128 + signal.SIGHUP
        viewers.append(time.monotonic() - began)
        assert left(board) == []
        all_of_it.append(time.monotonic() - began)
    worst, last = max(viewers), max(all_of_it)
    sys.stdout.write(f"gone {TIMES} times: viewer {worst:.2f} s, all {last:.2f} s\n")
    assert worst < 1
    assert last < 8


def test_07_a_terminal_that_goes_takes_the_process_along(open_board: Opener) -> None:
    lost(open_board, "7")


def test_08_one_that_goes_without_a_word(open_board: Opener) -> None:
    lost(open_board, "8")


def test_09_one_that_never_was_the_controlling_one(open_board: Opener) -> None:
    lost(open_board, "9")


def test_10_stalled_nothing_stops_and_then_the_screen_is_whole(
    open_board: Opener, tmp_path: Path
) -> None:
    board = ready(
        open_board(fault="flood", alone=tmp_path, **pulse_env(tmp_path / "pulse"))
    )
    board.press(F12)
    board.listen(0.5)
    viewer, collector = (
        Watch(tmp_path / "pulse", each) for each in ("viewer", "collector")
    )
    # Nobody reads now.
    time.sleep(4)
    assert viewer.share() >= 0.9
    assert collector.share() >= 0.9
    board.press("S")
    board.wait(lambda text: "Places" in text)
    board.press("q")
    ended(board, 0)


def test_11_stalled_for_ever_it_goes_when_told(open_board: Opener) -> None:
    board = ready(open_board(fault="flood"))
    board.press(F12)
    board.send(signal.SIGTERM)
    assert gone(board.family[:1], 8)


def test_12_over_4_kb_a_second_keys_are_answered(
    open_board: Opener, tmp_path: Path
) -> None:
    board = ready(
        open_board(fault="flood", alone=tmp_path, **pulse_env(tmp_path / "pulse"))
    )
    board.press(F12)
    board.is_drawn = False
    watch = Watch(tmp_path / "pulse", "viewer")
    end = time.monotonic() + 4
    while time.monotonic() < end:
        board.read(0.1, 400)
        time.sleep(0.1)
    assert watch.share() >= 0.9
    board.is_drawn = True
    board.press("S")
    board.wait(lambda text: "Places" in text)
    board.press("q")
    ended(board, 0)
