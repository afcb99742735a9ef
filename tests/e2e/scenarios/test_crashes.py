"""Scenarios 23 to 26: what fails, leaves or hangs inside the board."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from support.terminal import Opener, Terminal

from .conftest import F12, ended, ready

pytestmark = pytest.mark.e2e

FAILING = (
    "mount", "handler", "timer", "worker", "thread_worker", "quiet_worker", "task",
    "thread", "render",
)  # fmt: skip


def crashes(home: Path) -> set[Path]:
    return set((home / "state" / "overhang").glob("crash-*"))


def break_down(open_board: Opener, fault: str) -> Terminal:
    board = ready(open_board(fault=fault))
    board.press(F12)
    return board


@pytest.mark.parametrize("fault", FAILING)
def test_23_an_error_is_told_and_written_down(
    open_board: Opener, home: Path, fault: str
) -> None:
    before = crashes(home)
    board = open_board(fault=fault)
    if fault != "mount":
        ready(board)
        board.press(F12)
    ended(board, 1)
    said = board.raw[board.raw.rfind(b"\x1b[?1049l") :].decode()
    assert "overhang stopped: ValueError: bad ␛]0;title␇ figure" in said
    (written,) = crashes(home) - before
    assert str(written) in said.replace("\r\n", "")
    assert "ValueError" in written.read_text().splitlines()[-1]
    assert written.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("fault", "status"), [("leave", 7), ("interrupt", 130)])
def test_24_a_handler_that_leaves(open_board: Opener, fault: str, status: int) -> None:
    ended(break_down(open_board, fault), status)


@pytest.mark.parametrize("fault", ["block_thread", "block_closing"])
def test_25_what_hangs_does_not_keep_it(open_board: Opener, fault: str) -> None:
    board = break_down(open_board, fault)
    board.listen(0.3)
    board.press("q")
    began = time.monotonic()
    ended(board, 0)
    assert time.monotonic() - began < 7


@pytest.mark.parametrize("by", ["Ctrl-C twice", "SIGTERM"])
def test_26_a_blocked_loop_can_be_ended(open_board: Opener, by: str) -> None:
    board = break_down(open_board, "block_loop")
    board.listen(0.3)
    if by == "SIGTERM":
        board.send(signal.SIGTERM)
        ended(board, 143)
    else:
        board.press("\x03\x03")
        ended(board, 130)
