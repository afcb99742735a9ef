"""Scenarios 13 to 16: stopped and continued, by a shell and out of the blue."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from support.terminal import Opener, Terminal, private_env

from .conftest import answers, idles, ready

pytestmark = pytest.mark.e2e


def test_13_continued_out_of_the_blue_nothing_starts_twice(open_board: Opener) -> None:
    board = ready(open_board())
    threads = psutil.Process(board.pid).num_threads()
    for _ in range(5):
        board.send(signal.SIGCONT)
        board.listen(0.1)
    board.wait_for(lambda: psutil.Process(board.pid).num_threads() <= threads)
    idles(board)
    answers(board)


@pytest.fixture
def shell(home: Path) -> Iterator[Terminal]:
    """A shell with job control, in which the board is job 1."""
    argv = ["bash", "--norc", "--noprofile", "-i"]
    env = private_env(home, PS1="$? $ ", HISTFILE="")
    with Terminal(argv, env=env, columns=140, lines=40) as terminal:
        terminal.wait(lambda text: "0 $" in text)
        terminal.press(f"{sys.executable} -m overhang\r")
        yield ready(terminal)


def board_of(shell: Terminal) -> psutil.Process:
    (board,) = psutil.Process(shell.pid).children()
    return board


def stop(shell: Terminal, number: signal.Signals) -> None:
    board_of(shell).send_signal(number)
    shell.wait_for(lambda: board_of(shell).status() == "stopped")


def quit_and_leave(shell: Terminal) -> None:
    shell.press("S")
    shell.wait(lambda text: "Places" in text)
    shell.press("q")
    shell.wait_for(lambda: not psutil.Process(shell.pid).children())
    shell.press("echo status=$?\r")
    shell.wait_for(lambda: b"status=0" in shell.raw)
    # Bash brackets pastes itself.
    assert shell.modes - {2004} == {7, 25}
    assert shell.kitty == 0


def stopped(shell: Terminal, number: str, times: int) -> None:
    threads = board_of(shell).num_threads()
    for _ in range(times):
        stop(shell, signal.Signals[number])
        shell.listen(0.2)
        if number == "SIGTSTP":
            assert 1049 not in shell.modes
            assert 1003 not in shell.modes
        shell.screen.reset()
        shell.press("fg\r")
        ready(shell)
    # The pool may have grown by one or two meanwhile, but not by one a stop.
    shell.wait_for(lambda: board_of(shell).num_threads() < threads + times)
    quit_and_leave(shell)


def test_14_stopped_as_by_a_shell_and_continued(shell: Terminal) -> None:
    stopped(shell, "SIGTSTP", 5)


def test_15_stopped_without_a_word_and_continued(shell: Terminal) -> None:
    stopped(shell, "SIGSTOP", 3)


def test_16_in_the_background_it_stops_again(shell: Terminal) -> None:
    stop(shell, signal.SIGTSTP)
    shell.press("bg\r")
    shell.listen(0.5)
    shell.wait_for(lambda: board_of(shell).status() == "stopped")
    assert 1049 not in shell.modes
    shell.screen.reset()
    shell.press("fg\r")
    ready(shell)
    quit_and_leave(shell)
