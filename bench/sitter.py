"""Somebody who sits at a board for hours, over a bad line."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping
from itertools import cycle
from random import Random
from typing import NamedTuple, Self

import psutil
from bench.measure import BOARD, COLUMNS, LINES

from support.terminal import Terminal
from support.vocabulary import strays

_KEYS = (
    *("j", "j", "\t", "l", "k", "\t", "v", "v", "s"),
    *("i", "j", "\x1b", "\r", "j", "2", "4", "J", "\x1b"),
    *("o", "G", "\x1b", "A", "j", "\r", "\x1b", "\x1b"),
    *("S", "G", "\x1b", "T", "j", "\x1b", "?", "\x1b", "t"),
    *(":cds orcl\r", "\x1b", "/me\r", "/\r", "\r", "\r", "i", "\x1b", "\x1b", "0"),
)
"""A round through every screen; it ends on the board."""
_SIZES = (
    *((1, 1), (20, 5), (40, 12), (60, 20), (80, 24), (100, 30), (132, 43)),
    *((150, 50), (160, 20), (200, 60), (220, 70), (90, 60)),
)
"""Few, so that what is kept a size is complete after the warm-up; suites of their own
try every other size."""
_STALL_S = 10.0


class Left(NamedTuple):
    """How a board ended."""

    status: int
    strange: int
    """What it drew that no board needs to draw."""


class Sitter:
    """A board in a terminal whose user walks through every screen.

    with Sitter(("--config", "overhang.toml"), env, Random(7)) as sitter:
        sitter.sit(2)
    """

    def __init__(
        self, argv: tuple[str, ...], env: Mapping[str, str], rng: Random
    ) -> None:
        self._terminal = Terminal(
            (*BOARD, *argv),
            env={**env, "COLORTERM": "truecolor"},
            columns=COLUMNS,
            lines=LINES,
        )
        self._keys = cycle(_KEYS)
        self._rng = rng
        self.faults = 0
        """How often the line was bad so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._terminal.close()

    @property
    def process(self) -> psutil.Process:
        """The board."""
        return psutil.Process(self._terminal.pid)

    @property
    def calculator(self) -> psutil.Process | None:
        """What computes for it, once something was asked."""
        return next(iter(self.process.children()), None)

    def sit(self, seconds: float) -> None:
        """Press the next key and look at the screen for a while."""
        self._terminal.press(next(self._keys))
        self._terminal.listen(seconds)

    def suffer(self) -> None:
        """Let something happen to the line."""
        self.faults += 1
        match self._rng.randrange(4):
            case 0:
                # Nothing is read: the line hangs.
                time.sleep(_STALL_S)
            case 1:
                self._terminal.resize(*self._rng.choice(_SIZES))
            case 2:
                self._terminal.resize(COLUMNS, LINES)
            case _:
                self._terminal.send(signal.SIGCONT)

    def leave(self) -> Left:
        """Quit; return how that went."""
        self._terminal.resize(COLUMNS, LINES)
        self._terminal.listen(2)
        for key in ("\x1b", "0", "q"):
            self._terminal.press(key)
            self._terminal.listen(1)
        status = self._terminal.exit_status(20)
        return Left(status, len(strays(bytes(self._terminal.raw))))
