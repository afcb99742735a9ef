"""Every issuer's closes as a series, built in one pass over the rows that stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from overhang.core.metrics.base import Inputs
from overhang.core.metrics.evidence import Row
from overhang.core.observations import Close
from overhang.core.records import Version

_EPOCH = date(1970, 1, 1).toordinal()
_day, _close = attrgetter("record.date"), attrgetter("record.close_usd")


class Closes(NamedTuple):
    """One issuer's closes, oldest first; never empty."""

    prices: pd.Series[float]
    """USD by day."""
    days: Sequence[date]
    """The same days as plain dates."""
    versions: Sequence[Version]
    """The rows behind the prices, in the same order."""

    def at(self, position: int) -> Row[Close]:
        """Return the row at a position; -1 is the last."""
        version = self.versions[position]
        assert isinstance(version.record, Close)
        return Row(version.record, version.known_at, version.id)

    def on(self, day: date) -> Row[Close] | None:
        """Return the row about a day, or none when there is no close that day."""
        position = bisect_left(self.days, day)
        found = position < len(self.days) and self.days[position] == day
        return self.at(position) if found else None


def closes(inputs: Inputs, codes: Iterable[str] | None = None) -> dict[str, Closes]:
    """Return the closes by issuer, up to the clock's today.

    `codes` limits the issuers (none: the whole universe); an issuer without a close
    is left out.
    """
    wanted = inputs.universe.codes if codes is None else codes
    rows: dict[str, list[Version]] = {code: [] for code in wanted}
    today = inputs.clock.today
    for version in inputs.tables.get("closes", ()):
        record = version.record
        if isinstance(record, Close) and record.date <= today:
            mine = rows.get(record.issuer)
            if mine is not None:
                mine.append(version)
    return {code: _series(mine) for code, mine in rows.items() if mine}


def _series(versions: list[Version]) -> Closes:
    versions.sort(key=_day)
    days = [_day(each) for each in versions]
    values = np.fromiter(map(_close, versions), dtype=float, count=len(days))
    # Day numbers convert ten times faster than an array of date objects.
    ordinals = np.fromiter(map(date.toordinal, days), dtype="int64", count=len(days))
    index = pd.DatetimeIndex((ordinals - _EPOCH).astype("datetime64[D]"))
    return Closes(pd.Series(values, index=index), days, versions)
