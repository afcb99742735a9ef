"""Excel workbooks, by calamine: values as Excel last saw them, nothing is computed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.package import SHEET, Package, unpack_sheet
from overhang.sources.formats.sheet import Line, Sheet

_NAME = 64


def read_xlsx(data: bytes, name: str, sheet: str = "") -> Sheet:
    """Read one sheet: numbers and dates as they are, of a formula its last value.

    A cell that holds an error holds its word, `#N/A`. No macro runs, no link is
    followed.

    Args:
        data: The whole file.
        name: What to call it in problems.
        sheet: The sheet's name; empty: the first that is not hidden.

    Raises:
        SourceError: It is no workbook, a locked, old, broken or oversized one, or it
            has no such sheet.
    """
    package = unpack_sheet(data, name, sheet)
    corner, values = _values(package, name)
    rows = {
        line: [*[""] * corner[1], *map(_plain, cells)]
        for line, cells in enumerate(values, start=corner[0])
    }
    for (line, column), word in package.errors.items():
        cells = rows.setdefault(line, [])
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = word
    width = max(map(len, rows.values()), default=0)
    for cells in rows.values():
        cells.extend([""] * (width - len(cells)))
    return Sheet(
        safe_text(package.sheet, _NAME),
        tuple(safe_text(each, _NAME) for each in package.names),
        [
            Line(line + 1, rows[line])
            for line in sorted(rows)
            if any(cell != "" for cell in rows[line])
        ],
    )


def _values(
    package: Package, name: str
) -> tuple[tuple[int, int], Sequence[Sequence[Any]]]:
    """Return where the sheet's first cell is, from 0, and its cells from there on."""
    # Slow to import, and only a desk that is sent workbooks needs it.
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(io.BytesIO(package.data))
        sheet = book.get_sheet_by_name(SHEET)
        return sheet.start or (0, 0), sheet.to_python()
    except CalamineError as error:
        found = shown(str(error) or type(error).__name__)
        raise SourceError([Problem(name, found, "a readable workbook")]) from None


def _plain(value: object) -> object:
    """Return a whole number as one: a spreadsheet knows no other kind."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
