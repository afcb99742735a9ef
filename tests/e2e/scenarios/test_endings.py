"""Scenarios 1 to 6: the ways to ask a board to end."""

from __future__ import annotations

import signal

import pytest

from support.terminal import Opener

from .conftest import ended, left, ready

pytestmark = pytest.mark.e2e

OTHERS = ("SIGABRT", "SIGALRM", "SIGUSR1")


def test_01_q_leaves(open_board: Opener) -> None:
    board = ready(open_board())
    board.press("q")
    ended(board, 0)
    assert left(board) == []


def told(open_board: Opener, name: str) -> None:
    board = ready(open_board())
    board.send(signal.Signals[name])
    ended(board, 128 + signal.Signals[name])


def test_02_sigint_is_the_status(open_board: Opener) -> None:
    told(open_board, "SIGINT")


def test_03_sigterm_is_the_status(open_board: Opener) -> None:
    told(open_board, "SIGTERM")


def test_04_sigquit_is_the_status(open_board: Opener) -> None:
    told(open_board, "SIGQUIT")


def test_05_sighup_is_the_status(open_board: Opener) -> None:
    told(open_board, "SIGHUP")


@pytest.mark.parametrize("name", OTHERS)
def test_06_other_signals_are_the_status(open_board: Opener, name: str) -> None:
    told(open_board, name)
