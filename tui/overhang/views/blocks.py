"""The pieces that pages of text are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from overhang.views.base import Align, Cell, Column, Line, Span, Tone
from overhang.views.layout import listing
from overhang.views.width import cell_width, pad_right, wrap

BLANK: Line = ()


def heading(text: str) -> Line:
    """Write a section's name."""
    return (Span(text, Tone.ACCENT),)


def section(name: str, lines: Iterable[Line]) -> list[Line]:
    """Put a name over lines and a blank line before; nothing when there are none."""
    body = list(lines)
    return [BLANK, heading(name), *body] if body else []


def pairs(
    rows: Sequence[tuple[str, str, Tone]], width: int, *, label_width: int = 0
) -> list[Line]:
    """Write labelled texts under each other; long ones wrap beside their label."""
    shown = [(label, text, tone) for label, text, tone in rows if text]
    side = label_width or max((cell_width(label) for label, *_ in shown), default=0)
    lines: list[Line] = []
    for label, text, tone in shown:
        for at, (span,) in enumerate(wrap(text, width - side - 2, tone)):
            name = label if at == 0 else ""
            lines.append((Span(pad_right(name, side) + "  ", Tone.MUTED), span))
    return lines


class Entry(NamedTuple):
    """One row of a list of facts."""

    cells: tuple[Cell | str, ...]
    under: str = ""
    """Words wrapped under the row: who says so, and remarks."""


def facts_table(
    columns: Sequence[str], entries: Sequence[Entry], width: int
) -> list[Line]:
    """Write rows under short column names, more important columns first.

    A name that ends with `>` is right-aligned. Columns that do not fit are left out,
    the last first; nothing is written when there are no rows.
    """
    if not entries:
        return []
    heads = [
        Column(
            name,
            name.rstrip(">"),
            Align.RIGHT if name.endswith(">") else Align.LEFT,
            at,
        )
        for at, name in enumerate(columns)
    ]
    cells = [
        [cell if isinstance(cell, Cell) else Cell(cell) for cell in each.cells]
        for each in entries
    ]
    lines: list[Line] = []
    header, *rows = listing(heads, cells, width)
    lines.append(header)
    for row, each in zip(rows, entries, strict=True):
        lines.append(row)
        if each.under:
            lines += wrap(each.under, width, Tone.MUTED, "    ")
    return lines
