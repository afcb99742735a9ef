"""Where each table and key of a TOML text stands. The parser does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys from the top; a number picks the n-th `[[table]]`, from 0."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_PART = re.compile(_NAME)


class Place(NamedTuple):
    """Where something stands, both from 1."""

    line: int
    column: int


class Lines:
    """Places by path, for a text that has been parsed as TOML."""

    def __init__(self, text: str) -> None:
        self._at: dict[Path, Place] = {}
        self._count: dict[Path, int] = {}
        here: Path = ()
        for line, statement in _statements(text):
            if header := _HEADER.match(statement):
                here = self._enter(_parts(header[2]), header[1] == "[[")
                self._mark((), here, Place(line, header.start(2) + 1))
            elif key := _KEY.match(statement):
                self._mark(here, _parts(key[1]), Place(line, key.start(1) + 1))

    def of(self, path: Path) -> Place:
        """Return the place of the deepest part of `path` that has one.

        That is where its header or assignment begins; the first place if there is none.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self._at:
                return self._at[path[:length]]
        return Place(1, 1)

    def _enter(self, parts: Path, array: bool) -> Path:
        """Return the path of a header, inside the newest of each array on the way."""
        here: Path = ()
        for position, part in enumerate(parts):
            here = (*here, part)
            if array and position == len(parts) - 1:
                self._count[here] = self._count.get(here, 0) + 1
            if here in self._count:
                here = (*here, self._count[here] - 1)
        return here

    def _mark(self, base: Path, rest: Path, place: Place) -> None:
        """Note where a path is first named, and each table that it implies."""
        for length in range(1, len(rest) + 1):
            self._at.setdefault(base + rest[:length], place)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each header or assignment with its line, however many lines it takes."""
    depth, line, first, start = 0, 1, 1, 0
    for match in _TOKEN.finditer(text + "\n"):
        token = match.group()
        if token == "\n":
            line += 1
            if depth == 0:
                yield first, text[start : match.start()]
                start, first = match.end(), line
        elif token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
        else:
            line += token.count("\n")


def _parts(dotted: str) -> Path:
    """Split a dotted key, without the quotes."""
    return tuple(
        part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(dotted)
    )
