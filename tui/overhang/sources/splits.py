"""Daily prices as they were traded, and what splits make of them afterwards."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, date, number, shown
from overhang.sources.formats.document import read_document
from overhang.sources.tables import ENOUGH

_MIDNIGHT = "T00:00:00.000Z"
_EXPECTED = "Tiingo prices"


class Traded(NamedTuple):
    """One day's close as it was traded."""

    close: float
    """USD, as the tape had it that day."""
    split: float
    """New shares for one old share from this day on; 1 on nearly every day."""


def read_traded(data: bytes, name: str) -> dict[dt.date, Traded]:
    """Read the daily prices of one symbol, or refuse all of them.

    The vendor's own adjusted close has dividends in it, so only what was traded counts.

    Args:
        data: The whole body.
        name: What to call it in problems: `Tiingo MSFT`.

    Raises:
        SourceError: With every fault found.
    """
    rows = read_document(data, name, _EXPECTED)
    if not isinstance(rows, list):
        raise SourceError([Problem(name, shown(rows), "a list of prices")])
    traded: dict[dt.date, Traded] = {}
    problems: list[Problem] = []
    for at, row in enumerate(rows, start=1):
        place = f"{name} row {at}"
        key = "date"
        if not isinstance(row, dict):
            problems.append(Problem(place, shown(row), "an object"))
            continue
        try:
            day = _day(row.get(key))
            key = "close"
            close = positive(row.get(key))
            key = "splitFactor"
            traded[day] = Traded(close, positive(row.get(key)))
        except CellError as error:
            problems.append(Problem(f"{place}: {key}", shown(row.get(key)), str(error)))
        if len(problems) >= ENOUGH:
            break
    if problems:
        raise SourceError(problems)
    return traded


def positive(raw: object) -> float:
    """Read a number above 0; raise `CellError` for anything else."""
    value = number(raw)
    if value <= 0:
        raise CellError("more than 0")
    return value


def adjusted(
    traded: Mapping[dt.date, Traded], name: str = _EXPECTED
) -> dict[dt.date, float]:
    """Return each day's close in today's shares, oldest first.

    A split counts from its own day on: that day's close is in new shares already.

    Args:
        traded: By day, in any order.
        name: What to call them in problems: `Tiingo MSFT`.

    Raises:
        SourceError: The splits leave no price.
    """
    factor = 1.0
    found: dict[dt.date, float] = {}
    for day in sorted(traded, reverse=True):
        close, split = traded[day]
        # A price has no more than a few decimals; the quotient of a split might.
        found[day] = usd = round(close / factor, 6) if factor else 0.0
        if not 0 < usd < math.inf:
            place = f"{name}: close of {day}"
            expected = "a split that leaves a price"
            raise SourceError([Problem(place, f"{usd:g}", expected)])
        factor *= split
    return dict(reversed(found.items()))


def _day(raw: object) -> dt.date:
    """Read a day written as its midnight."""
    return date(raw.removesuffix(_MIDNIGHT) if isinstance(raw, str) else raw)
