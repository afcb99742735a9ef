"""Watching the running board: what stands where, how soon, and who else runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil

from support.terminal import Terminal, gone

AT_ONCE = 2.0
"""Seconds. The promise is one; a test machine may be twice as busy as a desk."""

_ISSUERS = ("MSFT", "AMZN", "GOOGL", "META", "ORCL")


def equity(text: str, issuer: str) -> str:
    """Return an issuer's row in the board's first pane; empty: not on the screen."""
    found = re.search(rf"^{issuer}(?![A-Z]).{{0,66}}", text, re.MULTILINE)
    return found[0].rstrip() if found else ""


def strip(text: str) -> str:
    """Return what the four lost, as the group strip has it."""
    found = re.search(r"since results +four (\S+ \S+)", text)
    return found[1] if found else ""


def errors(text: str) -> str:
    """Return the errors on the sources screen as one line, however they wrapped."""
    return " ".join(text.partition("\nErrors\n")[2].partition("\nPlaces\n")[0].split())


def state(text: str, table: str) -> str:
    """Return the word beside a table on the sources screen; empty: no such row."""
    found = re.search(rf"^{table} +([a-z]+)", text, re.MULTILINE)
    return found[1] if found else ""


def ready(board: Terminal) -> Terminal:
    """Wait until every issuer's drawdown is on the board."""

    def full(text: str) -> bool:
        return all(re.search(r"-\d+\.\d%", equity(text, each)) for each in _ISSUERS)

    board.wait(full, 30)
    return board


def at_once(
    board: Terminal, shown: Callable[[str], bool], change: Callable[[], object]
) -> float:
    """Make a change, hold the board to showing it at once; return the seconds."""
    assert not shown(board.text), f"stood there before the change:\n{board.text}"
    began = time.monotonic()
    change()
    board.wait(shown)
    took = board.read_at - began
    assert took < AT_ONCE, f"took {took:.2f} s"
    return took


def until(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait for what other processes bring about; return whether it came."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def collectors(source: str) -> list[psutil.Process]:
    """Return every running collector that was told of a folder, file or address."""
    found = []
    for each in psutil.process_iter(["cmdline"]):
        # An ended one that nobody has reaped yet has no command line any more.
        line = each.info["cmdline"] or []
        if "collect" in line and any(source in word for word in line):
            found.append(each)
    return found


def leave(boards: Sequence[Terminal]) -> None:
    """End boards and all they started, at once."""
    for board in boards:
        with suppress(psutil.NoSuchProcess):
            board.tree()
        for each in reversed(board.family):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        assert gone(board.family)
        board.family.clear()
