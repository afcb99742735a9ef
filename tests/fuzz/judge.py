"""One input after another: what it raises, what it costs, and which to keep."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from time import thread_time
from typing import NamedTuple

LIMIT = 0.1
"""Seconds of processor time for one input."""
_AGAIN = 3


class Finding(NamedTuple):
    """Inputs that break one promise at one place."""

    place: str
    """The error and where it was raised."""
    words: str
    """What it said of this input."""
    data: bytes
    """The shortest such input."""
    times: int


class Judge:
    """Runs a check on inputs and remembers the worst.

    Time is the thread's own, and the best of several goes: another process that has the
    core is no finding.
    """

    def __init__(self, check: Callable[[bytes], bool], limit: float = LIMIT) -> None:
        self._check = check
        self._limit = limit
        self.count = 0
        self.taken = 0
        """Inputs that were read, not refused."""
        self.largest = 0
        """Bytes."""
        self.slow = 0
        """Inputs over the limit."""
        self.slowest = 0.0
        """Seconds."""
        self.slowest_data = b""
        self.findings: dict[str, Finding] = {}

    def run(self, data: bytes) -> None:
        """Judge one input."""
        self.count += 1
        self.largest = max(self.largest, len(data))
        spent = self._once(data, told=True)
        if spent > self.slowest or spent > self._limit:
            self._time(data, spent)

    def _once(self, data: bytes, *, told: bool = False) -> float:
        before = thread_time()
        try:
            taken = self._check(data)
        except Exception as error:
            spent = thread_time() - before
            if told:
                self._note(data, error)
            return spent
        if told:
            self.taken += taken
        return thread_time() - before

    def _time(self, data: bytes, spent: float) -> None:
        best = min(spent, *(self._once(data) for _ in range(_AGAIN)))
        self.slow += best > self._limit
        if best > self.slowest:
            self.slowest, self.slowest_data = best, data

    def _note(self, data: bytes, error: Exception) -> None:
        found = Finding(_place(error), str(error)[:300], data, 1)
        held = self.findings.get(found.place)
        if held is not None:
            shorter = found if len(data) < len(held.data) else held
            found = shorter._replace(times=held.times + 1)
        self.findings[found.place] = found


def _place(error: Exception) -> str:
    """Name an error by its type and the lines that led to it: one fault, one name."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    lines = [f"{each.filename.rpartition('/')[2]}:{each.lineno}" for each in frames]
    return f"{type(error).__name__} at {' < '.join(lines[:-4:-1])}"
