"""The last prices of an open session, as Tiingo tells them.

`{base}/iex/?tickers=MSFT,ORCL`: a list of objects. `last` and the time of its sale are
the exchange's and may be empty; `tngoLast` is the vendor's own last price as of
`timestamp`. Times carry nanoseconds and an offset.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, shown, text
from overhang.sources.formats.document import read_document
from overhang.sources.mapped.times import Times
from overhang.sources.splits import positive

_SOLD = ("lastSaleTimestamp", "lastSaleTimeStamp")
"""Both spellings are seen."""


class Last(NamedTuple):
    """The last price of one symbol."""

    usd: float
    at: dt.datetime
    """When it was made, UTC."""


def read_lasts(data: bytes, name: str) -> tuple[dict[str, Last], tuple[Problem, ...]]:
    """Return the last prices by symbol in capitals, and the rows that have none.

    Raises:
        SourceError: The body is no list of rows.
    """
    rows = read_document(data, name, "Tiingo last prices")
    if not isinstance(rows, list):
        raise SourceError([Problem(name, shown(rows), "a list of last prices")])
    times = Times("", "")
    found: dict[str, Last] = {}
    problems: list[Problem] = []
    for at, row in enumerate(rows, start=1):
        place = f"{name} row {at}"
        if not isinstance(row, dict):
            problems.append(Problem(place, shown(row), "an object"))
            continue
        price, made = _which(row)
        key = "ticker"
        try:
            symbol = text(row.get(key)).upper()
            key = price
            usd = positive(row.get(key))
            key = made
            found[symbol] = Last(usd, times.moment(row.get(key)))
        except CellError as error:
            problems.append(Problem(f"{place}: {key}", shown(row.get(key)), str(error)))
    return found, tuple(problems)


def _which(row: Mapping[str, object]) -> tuple[str, str]:
    """Return the names of the price to take and of its time: a sale where it says."""
    for sold in _SOLD:
        if row.get("last") is not None and row.get(sold) is not None:
            return "last", sold
    return "tngoLast", "timestamp"
