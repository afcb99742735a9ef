"""One series of FRED: the numbers it publishes, day by day.

`{base}/series/observations?series_id=DGS10&file_type=json`. A value is text, and `.`
where the day has none. Unless a question asks for another real-time period, each row's
period is the day of asking.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, date, number, shown
from overhang.sources.formats.document import read_document
from overhang.sources.tables import ENOUGH

_EXPECTED = "FRED observations"
_MISSING = "."
_UNITS = "lin"
"""As published: neither a change nor an index."""
_MOST = 100.0
"""Percent. Beyond it a rate or spread is another series, or another unit."""


class Observed(NamedTuple):
    """One day's number."""

    day: dt.date
    value: float
    """In percent, as published."""
    stood: dt.date
    """The first day of the real-time period that it is told for."""


def read_observations(
    data: bytes, name: str
) -> tuple[list[Observed], tuple[Problem, ...]]:
    """Read one answer; days without a value are passed over.

    Args:
        data: The whole body.
        name: What to call it in problems: `FRED DGS10`.

    Returns:
        What can be read, and the rows that cannot.

    Raises:
        SourceError: It is no such answer, holds other units, or was cut short.
    """
    body = read_document(data, name, _EXPECTED)
    rows = body.get("observations") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise SourceError([Problem(name, shown(body), _EXPECTED)])
    if body.get("units", _UNITS) != _UNITS:
        raise SourceError([Problem(f"{name}: units", shown(body["units"]), _UNITS)])
    count = body.get("count", len(rows))
    if count != len(rows):
        found = f"{len(rows)} observations"
        wanted = shown(count) or "a number of them"
        raise SourceError([Problem(f"{name}: count", found, wanted)])
    read: list[Observed] = []
    problems: list[Problem] = []
    for at, row in enumerate(rows, start=1):
        place = f"{name} observation {at}"
        if not isinstance(row, dict):
            problems.append(Problem(place, shown(row), "an object"))
        elif row.get("value") != _MISSING:
            _read(row, place, read, problems)
        if len(problems) >= ENOUGH:
            raise SourceError(problems)
    return read, tuple(problems)


def _read(
    row: dict[str, object], place: str, read: list[Observed], problems: list[Problem]
) -> None:
    key = "date"
    try:
        day = date(row.get(key))
        key = "value"
        value = number(row.get(key))
        if abs(value) > _MOST:
            raise CellError(f"a percentage of {_MOST:g} at most")
        key = "realtime_start"
        read.append(Observed(day, value, date(row.get(key))))
    except CellError as error:
        problems.append(Problem(f"{place}: {key}", shown(row.get(key)), str(error)))
