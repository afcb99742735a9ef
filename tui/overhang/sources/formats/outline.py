"""How far a sheet's cells reach, and which of them hold errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.markup import walk
from overhang.sources.formats.sheet import MOST_COLUMNS, MOST_LINES

_MOST_CELLS = 500_000
"""Cells of the rectangle that holds all of a sheet's cells."""
_LONGEST_ERROR = 64
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_BAD_CELL = "a cell's place such as B7"


class Outline(NamedTuple):
    """What a sheet's cells come to."""

    errors: Mapping[tuple[int, int], str]
    """Cells that hold an error such as `#N/A`: by line and column, both from 0."""
    texts: int
    """Cells that refer to a shared text."""


def outline(data: bytes, place: str) -> Outline:
    """Hold a sheet to a sane size; return its errors and how many texts it has.

    Raises:
        SourceError: It is no sound XML, or its cells reach too far.
    """
    cells = _Cells(place)
    walk(data, place, cells.start, cells.end, cells.text)
    return Outline(cells.errors, cells.texts)


class _Cells:
    """Where the cells of one sheet are, while it is walked."""

    def __init__(self, place: str) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.texts = 0
        self._place = place
        self._row = self._column = -1
        self._lines = self._columns = 0
        self._error: tuple[int, int] | None = None
        self._said = ""

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """Take a row or a cell; either may leave out where it stands."""
        if tag == "row":
            self._row = self._number(given["r"]) if "r" in given else self._row + 1
            self._column = -1
            self._reach(self._row, 0)
        elif tag == "c":
            row, column = self._row, self._column + 1
            if "r" in given:
                row, column = self._at(given["r"])
            self._column = column
            self._reach(row, column)
            kind = given.get("t")
            self.texts += kind == "s"
            self._error = (row, column) if kind == "e" else None
            self._said = ""

    def text(self, part: str) -> None:
        """Take a part of a cell's text; only an error's is kept."""
        if self._error and len(self._said) < _LONGEST_ERROR:
            self._said += part

    def end(self, tag: str) -> None:
        """Note a cell that ended and holds an error."""
        if tag == "c" and self._error:
            self.errors[self._error] = self._said.strip() or "#ERROR"
            self._error = None

    def _reach(self, row: int, column: int) -> None:
        self._lines = max(self._lines, row + 1)
        self._columns = max(self._columns, column + 1)
        if self._lines > MOST_LINES:
            found, expected = f"line {self._lines}", f"{MOST_LINES} lines"
        elif self._columns > MOST_COLUMNS:
            found, expected = f"column {self._columns}", f"{MOST_COLUMNS} columns"
        elif self._lines * self._columns > _MOST_CELLS:
            found = f"{self._lines} lines of {self._columns} columns"
            expected = f"{_MOST_CELLS} cells"
        else:
            return
        raise SourceError([Problem(self._place, found, f"{expected} at most")])

    def _number(self, text: str) -> int:
        if not _NUMBER.fullmatch(text):
            raise SourceError([Problem(self._place, shown(text), "a line's number")])
        return int(text) - 1

    def _at(self, text: str) -> tuple[int, int]:
        match = _PLACE.fullmatch(text)
        if match is None:
            raise SourceError([Problem(self._place, shown(text), _BAD_CELL)])
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(match[2]) - 1, column - 1
