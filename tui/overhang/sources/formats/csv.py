"""Comma-separated values with a header line, read strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import Torn, text_of, without_torn_end
from overhang.sources.stream import Header, Item, Unended

_EXPECTED = "CSV: a header line, then rows"
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_csv(data: bytes, name: str) -> Iterator[Item]:
    """Yield the header, then each row as text, with its line: `closes.csv:12`.

    UTF-8, commas, double quotes; a row must have as many cells as the header, and the
    last line must end. Blank lines are nothing.

    Raises:
        SourceError: It is no CSV, or its quotes do not match from some line on.
    """
    text = text_of(data, name, _EXPECTED)
    if text.lstrip().startswith(("{", "[")):
        raise SourceError([Problem(name, "JSON", _EXPECTED)])
    text, torn = without_torn_end(text, name)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        names = _first(lines)
        if not names:
            if torn:
                yield torn.problem
            return
        _check_separator(names, f"{name}:{lines.line_num}")
        yield Header(f"{name}:{lines.line_num}", names)
        line = lines.line_num + 1
        for cells in lines:
            if len(cells) == len(names):
                yield f"{name}:{line}", dict(zip(names, cells, strict=True))
            elif cells:
                yield _uneven(f"{name}:{line}", names, cells)
            line = lines.line_num + 1
    except csv.Error as error:
        raise SourceError([_unreadable(text, name, line, error)]) from None
    if torn:
        yield _unended(torn, names)


def _unended(torn: Torn, names: tuple[str, ...]) -> Item:
    """Return a last line without an end: as a row when all its cells are there."""
    try:
        cells = next(csv.reader([torn.line], strict=True))
    except csv.Error:
        return torn.problem
    if len(cells) != len(names):
        return torn.problem
    row = dict(zip(names, cells, strict=True))
    return Unended(torn.place, row, torn.line)


def _first(lines: Iterator[list[str]]) -> tuple[str, ...]:
    """Return the first line that is not blank; empty: there is none."""
    return tuple(next(filter(None, lines), ()))


def _check_separator(names: tuple[str, ...], place: str) -> None:
    """Refuse a header that is one cell only because its separator is another one."""
    if len(names) != 1:
        return
    for mark, word in _SEPARATORS.items():
        if mark in names[0]:
            expected = f"columns separated by commas, these are by {word}"
            raise SourceError([Problem(place, shown(names[0]), expected)])


def _uneven(place: str, names: tuple[str, ...], cells: list[str]) -> Problem:
    """Say how many cells a row has, and the first that is too many or missing."""
    if len(cells) > len(names):
        extra = cells[len(names)]
        found = f"{len(cells)} cells, past the last column: {extra}"
    else:
        found = f"{len(cells)} cells, none for {names[len(cells)]}"
    return Problem(place, shown(found), f"{len(names)} cells, as in the header")


def _unreadable(text: str, name: str, line: int, error: csv.Error) -> Problem:
    """Say where a row begins that has no end in sight."""
    content = io.StringIO(text, newline=None).readlines()[line - 1 : line]
    reason = str(error)
    expected = (
        "a closing quote"
        if "unexpected end" in reason
        else f"a readable row ({shown(reason)})"
    )
    return Problem(f"{name}:{line}", shown("".join(content).rstrip()), expected)
