"""The board in a terminal that behaves; `scenarios` has those that do not."""

from __future__ import annotations

import re
import signal

import psutil
import pytest

from support.terminal import Opener, Terminal, alive, gone
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
