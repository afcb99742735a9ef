"""What the formats hand on: a header if there is one, rows, and faults met on the way.

One stream holds all three, so that a fault in line 12 does not hide one in line 40.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from overhang.sources.base import Problem

MOST_ROWS = 250_000
"""Rows of one table. A desk's own are a few thousand."""


class Header(NamedTuple):
    """The column names of a format that states them once."""

    place: str
    """`closes.csv:1`."""
    names: tuple[str, ...]


Raw = tuple[str, Mapping[str, object]]
"""Where a row stands (`closes.csv:12`), and its cells by column."""


class Unended(NamedTuple):
    """A last line that has all its cells and no line end: more of it may come."""

    place: str
    cells: Mapping[str, object]
    line: str
    """As it was written."""


Item = Header | Problem | Unended | Raw

Reader = Callable[[bytes, str], Iterator[Item]]
"""Takes a whole body and its name; raises `SourceError` where it cannot go on."""
