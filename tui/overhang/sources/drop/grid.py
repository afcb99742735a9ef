"""A dropped file as lines of cells, whatever stands above its header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePath

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.drop.names import READ
from overhang.sources.formats.body import text_of, without_torn_end
from overhang.sources.formats.sheet import MOST_LINES, Line, Sheet
from overhang.sources.formats.xlsx import read_xlsx

CAP = 16 * 2**20
"""Bytes of a file."""
_MOST_COLUMNS = 16_384
"""As many as a sheet of Excel has; only those that a mapping names are read."""
_WHOLE = re.compile(
    r".*(\"|,[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2}))?)",
    re.DOTALL,
)
"""A line whose last cell is no longer any when a part of it is missing."""
_JSON = re.compile(r"\s*(\{\s*\"|\[\s*[\[{\"])")
"""How JSON begins, and no title of a sheet."""
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
        return _csv(data, name)
    found, expected = shown(ending or name), f"{' or '.join(READ)}: save it as one"
    raise SourceError([Problem(name, found, expected)])


def _csv(data: bytes, name: str) -> Sheet:
    """Read a CSV file; of a last line without an end only what a cut would show."""
    if len(data) > CAP:
        found = f"{len(data)} bytes"
        raise SourceError([Problem(name, found, f"{CAP} bytes at most")])
    whole = text_of(data, name, _EXPECTED)
    if _JSON.match(whole):
        raise SourceError([Problem(name, "JSON", _EXPECTED)])
    text, torn = without_torn_end(whole, name)
    lines = list(_lines(text, name))
    if torn is None:
        return Sheet("", (), lines)
    try:
        cells = next(csv.reader([torn.line], strict=True))
    except csv.Error:
        cells = []
    full = lines and len(cells) == len(lines[-1].cells)
    if not (full and _WHOLE.fullmatch(torn.line)):
        return Sheet("", (), lines, [torn.problem])
    number = int(torn.place.rpartition(":")[2])
    lines.append(Line(number, [each.strip() for each in cells]))
    return Sheet("", (), lines)


def _lines(text: str, name: str) -> Iterator[Line]:
    """Yield the lines of a CSV file; its title lines may be of any length."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if len(cells) > _MOST_COLUMNS or line > MOST_LINES:
                found = f"{len(cells)} cells"
                expected = f"{_MOST_COLUMNS} columns and {MOST_LINES} lines at most"
                raise SourceError([Problem(f"{name}:{line}", found, expected)])
            stripped = [each.strip() for each in cells]
            if any(stripped):
                yield Line(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        expected = f"a readable row ({shown(str(error))})"
        raise SourceError([Problem(f"{name}:{line}", "", expected)]) from None
