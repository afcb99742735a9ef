"""Times and bytes of a program behind a pseudo-terminal."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

from support.terminal import Terminal, gone, private_env  # noqa: E402 - found above

COLUMNS, LINES = 140, 40
FIGURES = re.compile(r"ORCL.*\d\.\d")
"""A row with a number on it: the snapshot is on the screen."""
BARE = (sys.executable, str(ROOT / "bench" / "bare.py"))
BOARD = (sys.executable, "-m", "overhang")


class Start(NamedTuple):
    """Seconds from the start of the process, and bytes up to rest."""

    frame: float
    ready: float
    sent: int


def has_figures(text: str) -> bool:
    """Return whether the board shows figures."""
    return FIGURES.search(text) is not None


def says_hello(text: str) -> bool:
    """Return whether the bare app shows its line."""
    return "hello" in text


@contextmanager
def opened(argv: tuple[str, ...], home: Path) -> Iterator[Terminal]:
    """Start a program at home in a folder; leave nothing of it running."""
    # A build machine may forbid to keep what is compiled, and would compile it all at
    # each start; an empty word allows it.
    env = private_env(home, COLORTERM="truecolor", PYTHONDONTWRITEBYTECODE="")
    with Terminal(argv, env=env, columns=COLUMNS, lines=LINES) as terminal:
        yield terminal
        terminal.tree()
        terminal.press("q")
        terminal.exit_status()
    gone(terminal.family, 10)


def start(terminal: Terminal, ready: Callable[[str], bool]) -> Start:
    """Wait until a program shows what it is for, and rests."""
    frame = 0.0
    while not ready(terminal.text):
        terminal.read(1)
        if not frame and terminal.text.strip():
            frame = terminal.read_at
    at = terminal.read_at
    rest(terminal)
    begun = terminal.started_at
    return Start((frame or at) - begun, at - begun, terminal.received)


def rest(terminal: Terminal, quiet: float = 1.0) -> int:
    """Wait until nothing came for a while; return the bytes until then."""
    before = terminal.received
    while terminal.read(quiet):
        pass
    return terminal.received - before


def words(terminal: Terminal) -> object:
    """Return what is written on the screen."""
    return terminal.text


def cursor(terminal: Terminal) -> object:
    """Return which cells are reversed, and the issuers whose rows those are."""
    rows = terminal.screen.buffer
    lit = frozenset(
        (y, x) for y in range(LINES) for x, cell in rows[y].items() if cell.reverse
    )
    named = {y: "".join(rows[y][x].data for x in range(6)) for y, _ in lit}
    return lit, tuple(sorted(named.items()))


def latencies(
    terminal: Terminal, keys: str, look: Callable[[Terminal], object]
) -> list[float]:
    """Press keys one by one; return the seconds until each changed what is seen."""
    taken = []
    for key in keys:
        before, pressed = look(terminal), time.monotonic()
        terminal.press(key)
        # Read first: looking takes a while, and would be counted.
        while not terminal.read(1) or look(terminal) == before:
            if time.monotonic() > pressed + 5:
                raise TimeoutError(f"{key!r} changed nothing:\n{terminal.text}")
        taken.append(terminal.read_at - pressed)
        rest(terminal, 0.04)
    return taken
