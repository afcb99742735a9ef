"""A sheet of characters with tones, written to in layers."""

from __future__ import annotations

from itertools import groupby

from overhang.views.base import Line, Span, Tone

_BLANK: tuple[str, Tone] = (" ", Tone.PLAIN)


class Grid:
    """Characters of one cell each at (column, row), the top row 0."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[_BLANK for _ in range(width)] for _ in range(height)]

    def put(self, x: int, y: int, text: str, tone: Tone, *, over: bool = True) -> None:
        """Write a text from one cell rightwards; what falls outside is dropped.

        With `over` false only blank cells are written to.
        """
        if not 0 <= y < self.height:
            return
        row = self._cells[y]
        for at, char in enumerate(text, x):
            if 0 <= at < self.width and (over or row[at] == _BLANK):
                row[at] = (char, tone)

    def lines(self) -> list[Line]:
        """Return the rows, neighbours of one tone joined."""
        return [
            tuple(
                Span("".join(char for char, _ in run), tone)
                for tone, run in groupby(row, key=lambda cell: cell[1])
            )
            for row in self._cells
        ]
