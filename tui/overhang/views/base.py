"""What is shown, decided before any widget exists: text, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar, overload

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


Item = TypeVar("Item", Line, Row)


class Written(Sequence[Item]):
    """Lines or rows that are written when they are asked for: most are out of sight.

    Tens of thousands of cells that nobody sees would also cost each collection of
    garbage more time than a key may take.

    Args:
        things: What they are about, in order.
        write: Writes one.
    """

    def __init__(self, things: Sequence[Any], write: Callable[[Any], Item]) -> None:
        self._things = things
        self._write: Callable[[Any], Item] = write

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, at: int) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...

    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        if isinstance(at, slice):
            return Written(self._things[at], self._write)
        return self._write(self._things[at])


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
    rows: Sequence[Row]
    notes: Sequence[Line] = ()
    """Lines for spare room, most important first: each breach in words."""
    rest: str = "A"
    """The key that shows those without room; empty: none does."""


def text_of(lines: Sequence[Line]) -> str:
    """Write lines as plain text, without trailing blanks."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)
