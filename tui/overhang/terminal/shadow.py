"""What the terminal shows, cell by cell, and how to show something else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from overhang.terminal.guard import printable
from overhang.terminal.looks import Look, change, look_of, on_blank

_GAP = 6
"""Unchanged cells that are cheaper to send again than to jump over."""
_STACK = 3
"""Characters of one cell: what is drawn above and below a base has to end."""


class Cell(NamedTuple):
    """One column of one row; empty text is the right half of a wide character."""

    text: str
    look: Look


class Piece(NamedTuple):
    """A run of styled text that a frame puts somewhere. From 0, top left."""

    x: int
    y: int
    segments: Iterable[Segment]


class Shadow:
    """A copy of the terminal's cells, of one size.

    Args:
        width: Columns.
        height: Rows.
        system: The colours the terminal has; none for attributes alone.
    """

    def __init__(self, width: int, height: int, system: ColorSystem | None) -> None:
        self.width = width
        self.height = height
        self._system = system
        self._rows: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        self._look: Look | None = None

    def advance(self, pieces: Iterable[Piece]) -> str:
        """Return what to send so that the terminal shows these pieces too."""
        after: dict[int, list[Cell | None]] = {}
        for x, y, segments in pieces:
            if 0 <= y < self.height and 0 <= x < self.width:
                row = after.setdefault(y, self._rows[y].copy())
                new = cells_of(segments, self._system)[: self.width - x]
                row[x : x + len(new)] = new
        out: list[str] = []
        for y, row in after.items():
            if row != self._rows[y]:
                _mend(row)
                self._send_row(out, y, row)
                self._rows[y] = row
        return "".join(out)

    def _send_row(self, out: list[str], y: int, row: list[Cell | None]) -> None:
        for start, stop in _changed_runs(self._rows[y], row):
            is_lost = True
            for x, cell in enumerate(row[start:stop], start + 1):
                assert cell is not None, "runs end at cells that are not known"
                if is_lost and cell.text:
                    out.append(f"\x1b[{y + 1};{x}H")
                is_lost = _is_of_any_width(cell) or (is_lost and not cell.text)
                if cell.look is not self._look:
                    sequence, self._look = change(self._look, cell.look)
                    out.append(sequence)
                out.append(cell.text)


def cells_of(segments: Iterable[Segment], system: ColorSystem | None) -> list[Cell]:
    """Cut segments into cells, exactly as many as Textual counted for them."""
    cells: list[Cell] = []
    for text, style, control in segments:
        if not control:
            cells += _cells(text, style, system)
    return cells


@lru_cache(maxsize=2048)
def _cells(
    text: str, style: Style | None, system: ColorSystem | None
) -> tuple[Cell, ...]:
    """Cut one segment. Most segments of a frame were in the frame before."""
    look = look_of(style, system)
    blank = Cell(" ", on_blank(look))
    if text.isascii() and text.isprintable():
        return tuple([blank if each == " " else Cell(each, look) for each in text])
    return tuple(_wide_cells(text, look, blank))


def _wide_cells(text: str, look: Look, blank: Cell) -> list[Cell]:
    """Cut text whose characters may take no column, one, or two."""
    cells: list[Cell] = []
    for each in printable(text):
        size = get_character_cell_size(each)
        if size:
            cells.append(blank if each == " " else Cell(each, look))
            cells += [Cell("", look)] * (size - 1)
        elif cells and cells[-1].text and len(cells[-1].text) < _STACK:
            cells[-1] = Cell(cells[-1].text + each, look)
    counted = cell_len(text)
    return (cells + [blank] * (counted - len(cells)))[:counted]


def _mend(row: list[Cell | None]) -> None:
    """Blank what is left of a wide character when one of its halves is covered."""
    for x, cell in enumerate(row):
        if cell is None or (cell.text and cell.text.isascii()):
            continue
        if cell.text:
            whole = not _is_wide(cell) or (x + 1 < len(row) and _is_right(row[x + 1]))
        else:
            whole = x > 0 and _is_wide(row[x - 1])
        if not whole:
            row[x] = Cell(" ", on_blank(cell.look))


def _is_of_any_width(cell: Cell) -> bool:
    """Return whether terminals differ in how wide it is: flags, skins, clusters."""
    text = cell.text
    return not text.isascii() and (len(text) > 1 or text >= "\U0001f000")


def _is_right(cell: Cell | None) -> bool:
    return cell is not None and not cell.text


def _is_wide(cell: Cell | None) -> bool:
    return bool(cell and cell.text and get_character_cell_size(cell.text[0]) == 2)


def _changed_runs(
    old: list[Cell | None], new: list[Cell | None]
) -> Iterable[tuple[int, int]]:
    """Yield the ranges to send: whole wide characters, short known gaps included."""
    start = stop = -1
    for x, cell in enumerate(new):
        if start >= 0 and (cell is None or x - stop > _GAP):
            yield start, stop
            start = -1
        if cell == old[x]:
            continue
        if start < 0:
            start = x - 1 if _is_right(cell) else x
        stop = x + 1
        if stop < len(new) and _is_right(new[stop]):
            stop += 1
    if start >= 0:
        yield start, stop
