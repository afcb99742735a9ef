"""The terminal's scenarios, numbered: `pytest tests/e2e/scenarios` counts them.

 1 `q`                                        17 standard input closed, null, piped
 2 SIGINT                                     18 standard error closed, null, piped
 3 SIGTERM                                    19 standard output closed or not read
 4 SIGQUIT                                    20 bytes that are not UTF-8
 5 SIGHUP                                     21 key and size reports that cannot be
 6 SIGABRT, SIGALRM, SIGUSR1, SIGUSR2 ...     22 a paste without an end
 7 terminal gone                              23 an error in every kind of worker
 8 terminal gone, SIGHUP ignored              24 `sys.exit`, Ctrl-C in a handler
 9 terminal gone, no controlling one          25 a blocked thread, a widget that hangs
10 terminal stalled                           26 a blocked event loop
11 terminal stalled for ever, then told to go 27 TERM dumb, unknown, unset: refused
12 a line of 4 kB/s                           28 TERM vt100, linux and others
13 SIGCONT out of the blue                    29 NO_COLOR, set and empty
14 SIGTSTP and `fg`, again and again          30 no UTF-8 locale
15 SIGSTOP and `fg`                           31 sizes of 1x1 to 1000x1000 and 1x65535
16 `bg` of a stopped board                    32 a storm of resizes
                                              33 COLUMNS and LINES exported
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from support.sessions import end
from support.terminal import Opener, Terminal, alive, gone, private_env
from support.vocabulary import strays

TOTAL = 33
FAULTY = Path(__file__).parents[2] / "support" / "faulty.py"
FIGURES = re.compile(r"ORCL.*\d\.\d")
"""A row with a number on it: the snapshot is on the screen."""
F12 = "\x1b[24~"
"""Sets off the fault that a board was opened with."""
_NUMBER = re.compile(r"test_(\d+)_")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the scenarios: one holds when each of its tests does."""
    stats = terminalreporter.stats
    held, failed = (
        {
            int(found[1])
            for each in stats.get(outcome, [])
            if "e2e/scenarios" in each.nodeid and (found := _NUMBER.search(each.nodeid))
        }
        for outcome in ("passed", "failed")
    )
    if held | failed:
        terminalreporter.line(f"scenarios: {len(held - failed)} of {TOTAL}")


@pytest.fixture(scope="session")
def families() -> Iterator[list[psutil.Process]]:
    """Return where all processes are kept; after the last board none is left."""
    all_of_them: list[psutil.Process] = []
    yield all_of_them
    assert gone(all_of_them, 8), alive(all_of_them)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that the boards share, one after another: they start sooner."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def open_board(
    home: Path, families: list[psutil.Process], request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """A function that opens a board in a shell, with a fault or without."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        fault: str = "",
        before: str = "",
        after: str = "",
        term: str = "xterm-256color",
        columns: int = 140,
        lines: int = 40,
        controlling: bool = True,
        alone: Path = home,
        **env: str,
    ) -> Terminal:
        program = [str(FAULTY), fault] if fault else ["-m", "overhang"]
        shell = f'{before} exec "$0" "$@" {after}'
        argv = ["sh", "-c", shell, sys.executable, *program, *arguments]
        board = Terminal(
            argv,
            env=private_env(alone, term, **env),
            columns=columns,
            lines=lines,
            controlling=controlling,
            answers=term.startswith("xterm"),
        )
        opened.append(board)
        return board

    yield start
    for each in opened:
        # Looked at in the end: the next board may go on with this one's collector.
        families += each.family
        each.family = []
    end(opened, request.node.name)


def ready(board: Terminal) -> Terminal:
    """Wait for the figures; remember the processes."""
    board.wait(lambda text: FIGURES.search(text) is not None, 30)
    board.tree()
    return board


def ended(board: Terminal, status: int, seconds: float = 10) -> None:
    """Hold a board to its end: the status, the terminal, its bytes."""
    assert board.exit_status(seconds) == status
    clean(board)


def clean(board: Terminal) -> None:
    """Hold a board that ended to having left nothing on the terminal."""
    assert board.is_restored
    assert b"Traceback" not in board.raw
    assert strays(bytes(board.raw)) == []


def left(board: Terminal) -> list[psutil.Process]:
    """Wait for the end of all it started; return what still runs."""
    gone(board.family, 8)
    return alive(board.family)


def idles(board: Terminal) -> None:
    """Hold a board to coming to take next to no processor: nothing spins for ever."""
    process = psutil.Process(board.pid)

    def rested() -> bool:
        before = sum(process.cpu_times()[:2])
        board.listen(1)
        return sum(process.cpu_times()[:2]) - before < 0.5

    board.wait_for(rested)


def answers(board: Terminal) -> None:
    """Hold a board to answering a key, and to leaving as asked."""
    board.press("S")
    board.wait(lambda text: "Places" in text)
    board.press("q")
    ended(board, 0)
