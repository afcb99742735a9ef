"""Scenarios 31 to 33: windows of any size, and sizes that are said and not so."""

from __future__ import annotations

import pytest

from support.terminal import Opener

from .conftest import answers, idles, ready

pytestmark = pytest.mark.e2e

SIZES = [(1, 1), (1, 24), (80, 1), (0, 0), (1000, 1000), (1, 65535), (65535, 1)]


def test_31_sizes(open_board: Opener) -> None:
    board = ready(open_board())
    for size in SIZES:
        board.is_drawn = False
        board.resize(*size)
        board.listen(0.5)
        board.wait_for(lambda: board.listen(0.5) < 500)
        idles(board)
        board.is_drawn = True
        board.resize(140, 40)
        board.screen.reset()
        ready(board)
    answers(board)


@pytest.mark.parametrize("size", [(1, 1), (0, 0)], ids=str)
def test_31_sizes_from_the_start(open_board: Opener, size: tuple[int, int]) -> None:
    board = open_board(columns=max(size[0], 1), lines=max(size[1], 1))
    board.resize(*size)
    board.is_drawn = False
    board.wait_for(lambda: b"\x1b[?2004h" in board.raw)
    board.tree()
    board.listen(1)
    board.is_drawn = True
    board.resize(140, 40)
    ready(board)
    answers(board)


def test_32_a_storm_of_resizes(open_board: Opener) -> None:
    board = ready(open_board())
    for step in range(300):
        board.resize(20 + 7 * step % 160, 5 + step % 40)
        board.read(0)
    board.resize(120, 30)
    ready(board)
    answers(board)


def test_33_what_is_exported_is_not_believed(open_board: Opener) -> None:
    board = ready(open_board(COLUMNS="40", LINES="10"))
    assert max(len(line) for line in board.text.splitlines()) > 100
    board.resize(100, 45)
    board.wait(lambda text: "DRAWDOWN" in text and text.rstrip().count("\n") > 40)
    answers(board)
