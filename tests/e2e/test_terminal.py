"""The board in a terminal that behaves, and in terminals that do not."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from support.terminal import Opener, Terminal, alive, gone, private_env
from support.vocabulary import strays

pytestmark = pytest.mark.e2e

FIGURES = re.compile(r"ORCL.*\d\.\d")
"""A row with a number on it: the snapshot is on the screen."""


def ready(board: Terminal) -> Terminal:
    board.wait(lambda text: FIGURES.search(text) is not None, 30)
    return board


def left(board: Terminal) -> list[psutil.Process]:
    """Wait for the end of all it started; return what still runs."""
    gone(board.family, 8)
    return alive(board.family)


@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color", "linux"])
def test_q_leaves_with_0_the_terminal_restored_and_nobody_behind(
    open_board: Opener, term: str
) -> None:
    board = ready(open_board(term=term))
    board.tree()
    board.press("q")
    assert board.exit_status() == 0
    assert board.is_restored
    assert left(board) == []
    assert strays(bytes(board.raw)) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_leaves_no_process_and_a_whole_terminal(
    open_board: Opener, name: str
) -> None:
    board = ready(open_board())
    board.tree()
    board.send(signal.Signals[name])
    assert board.exit_status() == 128 + signal.Signals[name]
    assert board.is_restored
    assert left(board) == []


@pytest.mark.parametrize("controlling", [True, False])
def test_a_lost_terminal_leaves_no_process(
    open_board: Opener, controlling: bool
) -> None:
    board = ready(open_board(controlling=controlling))
    board.tree()
    board.hang_up()
    assert board.exit_status(5) == 129
    assert left(board) == []


IMPORTED = [b"overhang.cli.failures", b"textual.widget", b"overhang.app"]


@pytest.mark.parametrize("module", IMPORTED)
def test_ctrl_c_while_it_loads(open_board: Opener, module: bytes) -> None:
    board = open_board(python=("-X", "importtime"))
    board.wait_for(lambda: re.search(rb"%s\r\n" % module, board.raw) is not None)
    board.tree()
    board.press("\x03")
    assert board.exit_status() in (130, -signal.SIGINT)
    assert board.is_restored
    assert b"Traceback" not in board.raw
    assert left(board) == []


@pytest.mark.parametrize("sign", [b"\x1b[?1049h", b"\x1b[?2004h", b"ORCL"])
def test_ctrl_c_while_it_opens(open_board: Opener, sign: bytes) -> None:
    board = open_board()
    board.wait_for(lambda: sign in board.raw)
    board.tree()
    board.press("\x03")
    assert board.exit_status() == 130
    assert board.is_restored
    assert b"Traceback" not in board.raw
    assert left(board) == []


@pytest.mark.parametrize("presses", [1, 3])
def test_ctrl_c_at_the_board(open_board: Opener, presses: int) -> None:
    board = ready(open_board())
    board.tree()
    for _ in range(presses):
        board.press("\x03")
    assert board.exit_status() == 130
    assert board.is_restored
    assert left(board) == []


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_without_a_full_screen_is_told_so(
    open_board: Opener, term: str
) -> None:
    board = open_board(term=term)
    assert board.exit_status() == 2
    assert "overhang snapshot" in " ".join(board.text.split())
    assert board.is_restored
    assert strays(bytes(board.raw)) == []


def test_not_a_terminal_is_told_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "overhang"],
        env=private_env(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 2
    assert "not a terminal" in done.stderr
    assert "overhang snapshot" in done.stderr
    assert done.stdout == ""


def test_one_cell_and_back(open_board: Opener) -> None:
    board = ready(open_board())
    board.resize(1, 1)
    board.resize(140, 40)
    ready(board)
    board.press("q")
    assert board.exit_status() == 0


def test_a_storm_of_resizes(open_board: Opener) -> None:
    board = ready(open_board())
    for step in range(80):
        board.resize(20 + 2 * step, 5 + step % 40)
        board.read(0)
    board.resize(120, 30)
    ready(board)
    board.press("q")
    assert board.exit_status() == 0
    assert strays(bytes(board.raw)) == []


def test_keys_in_bursts(open_board: Opener) -> None:
    board = ready(open_board())
    board.press("jk" * 200 + "\t" * 9 + "lh" * 50)
    board.press("\r")
    board.press("\x1b")
    board.press("G" * 50 + "g" * 50)
    ready(board)
    board.press("q")
    assert board.exit_status(20) == 0
    assert board.is_restored


def test_the_differences_add_up_to_the_whole_screen(open_board: Opener) -> None:
    board = ready(open_board())
    for keys in ("jj", "\t", "lk", "v", "v", "i", "\x1b", "\r", "\x1b", "3j"):
        board.press(keys)
        board.wait_for(lambda: not board.read(0.2))
    drawn = board.text
    board.screen.reset()
    # Continued after a stop, the program trusts nothing and draws every cell.
    board.send(signal.SIGCONT)
    board.wait(lambda text: text == drawn)


def test_an_idle_board_sends_nothing(open_board: Opener) -> None:
    board = ready(open_board())
    # A minute may turn while one listens, and the clock with it: once, not twice.
    board.wait_for(lambda: board.listen(2) == 0)


def test_a_command_that_arrives_at_once_is_typed_into_the_prompt(
    open_board: Opener,
) -> None:
    board = ready(open_board())
    board.press(":cds orcl\r")
    board.wait(lambda text: "Oracle (ORCL)" in text)
    board.press("\x1b")
    board.wait(lambda text: "Oracle (ORCL)" not in text)
    board.press("/met\r")
    board.wait(lambda text: "only met: 1 of 5" in text)
