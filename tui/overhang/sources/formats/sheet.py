"""A sheet as people lay it out: lines of cells, before anything says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from overhang.sources.base import Problem

MOST_LINES = 100_000
MOST_COLUMNS = 500
"""No run of a dealer or a vendor comes near either."""


class Line(NamedTuple):
    """One line that holds something."""

    number: int
    """Counted from 1, as an editor or a spreadsheet shows it."""
    cells: Sequence[object]
    """From the first column on. An empty cell is `""`."""


class Sheet(NamedTuple):
    """One sheet of a file."""

    name: str
    """Sanitised; empty for a format that has no sheets."""
    names: tuple[str, ...]
    """Every sheet of the file, in order, sanitised."""
    lines: Sequence[Line]
    """Blank lines are left out."""
    torn: Sequence[Problem] = ()
    """The last line, when more of it may come."""
