"""A dropped file as lines of cells, whatever stands above its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.drop.names import READ
from overhang.sources.formats.body import text_of, without_torn_end
from overhang.sources.formats.sheet import MOST_COLUMNS, MOST_LINES, Line, Sheet
from overhang.sources.formats.xlsx import read_xlsx

CAP = 16 * 2**20
"""Bytes of a file."""
_EXPECTED = "CSV, or an Excel file named .xlsx"


def read_sheet(data: bytes, name: str, sheet: str = "") -> Sheet:
    """Read one sheet of a file.

    Args:
        data: The whole file.
        name: The file's name, sanitised: its ending says what it is.
        sheet: The sheet's name; empty: the first. CSV has but one.

    Raises:
        SourceError: It cannot be read.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".xlsx":
        return read_xlsx(data, name, sheet)
    if ending == ".csv":
        return Sheet("", (), list(_lines(data, name)))
    found, expected = shown(ending or name), f"{' or '.join(READ)}: save it as one"
    raise SourceError([Problem(name, found, expected)])


def _lines(data: bytes, name: str) -> Iterator[Line]:
    """Yield the lines of a CSV file; its title lines may be of any length."""
    if len(data) > CAP:
        found = f"{len(data)} bytes"
        raise SourceError([Problem(name, found, f"{CAP} bytes at most")])
    text, torn = without_torn_end(text_of(data, name, _EXPECTED), name)
    if torn:
        raise SourceError([torn])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS or line > MOST_LINES:
                found = f"{len(cells)} cells"
                expected = f"{MOST_COLUMNS} columns and {MOST_LINES} lines at most"
                raise SourceError([Problem(f"{name}:{line}", found, expected)])
            stripped = [each.strip() for each in cells]
            if any(stripped):
                yield Line(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        expected = f"a readable row ({shown(str(error))})"
        raise SourceError([Problem(f"{name}:{line}", "", expected)]) from None
