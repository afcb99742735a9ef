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
    live: Row[Close] | None = None
    """The last price of a session after the last close; none: there is no such price.
    It is no close, so it is not among them."""

    def at(self, position: int) -> Row[Close]:
        """Return the row at a position; -1 is the last close."""
        return _row(self.versions[position])

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
    prices: dict[str, Version] = {}
    today = inputs.clock.today
    for version in inputs.tables.get("closes", ()):
        record = version.record
        if isinstance(record, Close) and record.date <= today:
            mine = rows.get(record.issuer)
            if mine is None:
                continue
            if record.at is None:
                mine.append(version)
            else:
                held = prices.get(record.issuer)
                prices[record.issuer] = max(held or version, version, key=_day)
    return {
        code: _series(mine, prices.get(code)) for code, mine in rows.items() if mine
    }


def _row(version: Version) -> Row[Close]:
    assert isinstance(version.record, Close)
    return Row(version.record, version.known_at, version.id)


def _series(versions: list[Version], price: Version | None) -> Closes:
    versions.sort(key=_day)
    days = [_day(each) for each in versions]
    values = np.fromiter(map(_close, versions), dtype=float, count=len(days))
    # Day numbers convert ten times faster than an array of date objects.
    ordinals = np.fromiter(map(date.toordinal, days), dtype="int64", count=len(days))
    index = pd.DatetimeIndex((ordinals - _EPOCH).astype("datetime64[D]"))
    # A session's last price counts until a close of that day or a later one is there.
    live = _row(price) if price is not None and _day(price) > days[-1] else None
    return Closes(pd.Series(values, index=index), days, versions, live)
