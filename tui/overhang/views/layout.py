"""Which columns fit a width and where each cell stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, overload

from overhang.views.base import Align, Cell, Column, Line, PaneView, Row, Span, Tone
from overhang.views.flags import mark_spans
from overhang.views.width import (
    ELLIPSIS,
    cell_width,
    cut,
    cut_line,
    pad_left,
    pad_right,
)

_WIDEST_GAP = 3
_LEAST_WORDS = 12
"""Cells below which a cut text says nothing."""
_LEAST_NAME = 8
"""Cells the names in the first column keep, if they have as many."""


class Slot(NamedTuple):
    """Where one column stands in every line."""

    column: Column
    place: int
    """Which cell of a row it shows."""
    start: int
    """The first terminal cell."""
    figure: int
    """Cells for the text."""
    mark: int
    """Cells for the mark, right of the text."""

    @property
    def end(self) -> int:
        """One past the last terminal cell, the mark included."""
        return self.start + self.figure + self.mark


class Lines(Sequence[Line]):
    """The lines of rows, each written when it is asked for: most are out of sight."""

    def __init__(self, slots: tuple[Slot, ...], rows: Sequence[Row], width: int):
        self._slots, self._rows, self._width = slots, rows, width

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...

    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return Lines(self._slots, self._rows[at], self._width)
        return cut_line(_line(self._slots, self._rows[at]), self._width)


class Table(NamedTuple):
    """A pane laid out for one width."""

    slots: tuple[Slot, ...]
    """The columns shown, left to right."""
    header: Line
    keys: tuple[str, ...]
    """The row key of each line, in order."""
    lines: Lines


class Extent(NamedTuple):
    """What a view takes, whatever the width."""

    keys: tuple[str, ...]
    """The row key of each line, in order."""
    sizes: Sequence[tuple[int, int]]
    """The cells that each column's longest text and mark take."""


def measured(view: PaneView) -> Extent:
    """Read every row once: what takes time where rows are many."""
    keys = []
    texts = [0] * len(view.columns)
    marks = [column.marks for column in view.columns]
    for row in view.rows:
        keys.append(row.key)
        for at, cell in enumerate(row.cells):
            texts[at] = max(texts[at], cell_width(cell.text))
            marks[at] = max(marks[at], cell_width(cell.mark))
    sizes = [
        (max(text, cell_width(column.title) - mark), mark)
        for column, text, mark in zip(view.columns, texts, marks, strict=True)
    ]
    return Extent(tuple(keys), sizes)


def fit(view: PaneView, width: int, extent: Extent | None = None) -> Table:
    """Lay a pane out: what it holds and the width decide, nothing else.

    A column is shown only when every more important one is. The first column is
    always there, those of priority 0 stay at any width, and what then still does not
    fit takes its room from the names in the first column, as a column of words that
    only just does not fit is cut. No figure is cut where a name can give way.
    `extent` is the view's own, when it has been measured.
    """
    extent = extent or measured(view)
    kept = _kept(view.columns, extent.sizes, width)
    spare = width - sum(map(sum, kept.values())) - (len(kept) - 1)
    gap = 1 + max(0, min(_WIDEST_GAP - 1, spare // max(1, len(kept) - 1)))
    slots: list[Slot] = []
    start = 0
    for at, size in kept.items():
        slots.append(Slot(view.columns[at], at, start, *size))
        start = slots[-1].end + gap
    shown = tuple(slots)
    return Table(
        shown,
        cut_line(_header(shown), width),
        extent.keys,
        Lines(shown, view.rows, width),
    )


def listing(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int
) -> list[Line]:
    """Lay out a plain list of facts: the header line, then one line a row."""
    keyed = tuple(Row(str(at), tuple(cells)) for at, cells in enumerate(rows))
    table = fit(PaneView("", "", (), "", tuple(columns), keyed), width)
    return [table.header, *table.lines]


def fitted(notes: Sequence[Line], rows: int, rest: str) -> list[Line]:
    """Return the notes that fit under a table, and how many more there are where.

    `rest` is the key that shows the others; empty: none does.

    A blank line keeps them apart when there is room for it.
    """
    if len(notes) < rows:
        return [(), *notes]
    if len(notes) <= rows:
        return list(notes)
    shown = list(notes[: max(0, rows - 1)])
    where = f" · {rest}" if rest else ""
    more = (Span(f"+{len(notes) - len(shown)} more{where}", Tone.MUTED),)
    return [*shown, more] if rows else []


def _kept(
    columns: Sequence[Column], sizes: Sequence[tuple[int, int]], width: int
) -> dict[int, tuple[int, int]]:
    """Choose the columns that are shown, with the cells of their text and mark.

    The first that does not fit still gets what room is left when it is words, cut.
    """
    ranked = sorted(range(len(columns)), key=lambda at: (at > 0, columns[at].priority))
    kept: dict[int, tuple[int, int]] = {}
    room = width + 1
    for at in ranked:
        text, mark = sizes[at]
        room -= 1 + text + mark
        if room < 0 and columns[at].priority > 0 and at > 0:
            if columns[at].align is Align.LEFT and text + room >= _LEAST_WORDS:
                kept[at] = (text + room, mark)
            break
        kept[at] = (text, mark)
    short = sum(map(sum, kept.values())) + len(kept) - 1 - width
    if short > 0 and columns[0].align is Align.LEFT:
        text, mark = kept[0]
        kept[0] = (min(text, max(_LEAST_NAME, text - short)), mark)
    return dict(sorted(kept.items()))


def _header(slots: Sequence[Slot]) -> Line:
    spans: list[Span] = []
    at = 0
    for slot in slots:
        whole = slot.figure + slot.mark
        title = cut(slot.column.title, whole)
        if slot.column.align is Align.LEFT:
            head = pad_right(title, whole)
        elif cell_width(title) > slot.figure:
            head = pad_left(title, whole)
        else:
            head = pad_left(title, slot.figure) + " " * slot.mark
        spans.append(Span(" " * (slot.start - at) + head, Tone.MUTED))
        at = slot.end
    return tuple(spans)


def _shortened(text: str, width: int) -> str:
    """Cut words; a number among them goes as a whole, or it would read as another."""
    short = cut(text, width)
    if short == text:
        return text
    head, _, last = short.rpartition(" ")
    part = any(char.isdigit() for char in last)
    return f"{head} {ELLIPSIS}" if head and part else short


def _line(slots: Sequence[Slot], row: Row) -> Line:
    spans: list[Span] = []
    at = 0
    for slot in slots:
        cell = row.cells[slot.place]
        text = _shortened(cell.text, slot.figure)
        blank = slot.figure - cell_width(text)
        before = blank if slot.column.align is Align.RIGHT else 0
        spans += [
            Span(" " * (slot.start - at + before)),
            Span(text, cell.tone),
            Span(" " * (blank - before)),
            *mark_spans(cell),
            Span(" " * (slot.mark - cell_width(cell.mark)), cell.tone),
        ]
        at = slot.end
    return tuple(span for span in spans if span.text)
