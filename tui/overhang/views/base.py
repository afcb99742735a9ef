"""What is shown, decided before any widget exists: text, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from overhang.core.rights import Rights


class Tone(StrEnum):
    """What a piece of text means. The theme decides what that looks like."""

    PLAIN = "plain"
    MUTED = "muted"
    """Labels, units, ages: read last."""
    TITLE = "title"
    ACCENT = "accent"
    """Keys and headings."""
    ADVERSE = "adverse"
    """The bad side of a change, without a breach."""
    BENIGN = "benign"
    STALE = "stale"
    INFO = "info"
    WARN = "warn"
    CRIT = "crit"
    INFO_QUIET = "info-quiet"
    """A severity that somebody has, or that has not lasted long enough yet."""
    WARN_QUIET = "warn-quiet"
    CRIT_QUIET = "crit-quiet"
    CHART = "chart"
    CHART_2 = "chart-2"
    """A second series in the same chart."""
    CHART_AXIS = "chart-axis"


class Span(NamedTuple):
    """A run of text in one tone. Plain text always: markup in it is inert."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]
"""One row of the terminal."""


class Align(StrEnum):
    """Which edge a column's cells share."""

    LEFT = "left"
    RIGHT = "right"


class Column(NamedTuple):
    """One column of a pane."""

    key: str
    title: str
    align: Align = Align.RIGHT
    priority: int = 0
    """0 is kept at every width; higher numbers go first when there is no room."""
    metric: str = ""
    """The metric that `i` explains and `enter` opens; empty: the row's main one."""
    marks: int = 0
    """Cells that are kept for marks, so that one that comes moves no column."""


class Cell(NamedTuple):
    """One figure: its text, its mark and what it means."""

    text: str
    tone: Tone = Tone.PLAIN
    mark: str = ""
    """`!!` crit, `! ` warn, `i` info, `~` stale: the tone in writing. Columns whose
    cells carry marks keep a slot for them, so figures stay aligned."""
    waits: Tone | None = None
    """What the `?` in the mark means; none: as the figure."""
    rights: Rights = Rights.OWN
    """What binds it when it is copied."""


class Row(NamedTuple):
    """One issuer's line, found by its key whatever its place."""

    key: str
    cells: tuple[Cell, ...]


class PaneView(NamedTuple):
    """A titled table and the notes under it."""

    key: str
    """`equity`, `capex`, `debt`, `cds`."""
    title: str
    counts: tuple[Span, ...]
    """Breaches in this pane, worst first: `2!!` `1!`."""
    about: str
    """As-of and age, for the right edge of the title."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Line, ...] = ()
    """Lines for spare room, most important first: each breach in words."""


def text_of(lines: Sequence[Line]) -> str:
    """Write lines as plain text, without trailing blanks."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)
