"""Which days are business days: one calendar for equities, one for credit.

Columbus Day and Veterans Day trade equities and no credit; a Good Friday with a jobs
report trades credit and no equities. So every series ages on its own calendar.
"""

from __future__ import annotations

import tomllib
import warnings
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

_DAY = timedelta(days=1)
_FRIDAY = 4


class Market(StrEnum):
    """Whose business days are meant."""

    NYSE = "nyse"
    """Equity closes."""
    SIFMA = "sifma"
    """US credit: CDS marks."""


class Closures(msgspec.Struct, frozen=True):
    """The exceptions from an ordinary Monday to Friday."""

    closed: frozenset[date]
    """Weekdays without a session."""
    early: frozenset[date]
    """Sessions that end early."""


class _File(msgspec.Struct, frozen=True):
    """The shape of `calendars.toml`: whole years up to `until`."""

    until: date
    nyse: Closures
    sifma: Closures


@dataclass(frozen=True)
class Calendars:
    """Both calendars. Days outside of `since` to `until` are asked of the library."""

    since: date
    until: date
    closures: Mapping[Market, Closures]
    _years: dict[tuple[Market, int], tuple[date, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_open(self, market: Market, day: date) -> bool:
        """Whether the market has a session on a day."""
        return day.weekday() <= _FRIDAY and day not in self._of(market, day).closed

    def is_early(self, market: Market, day: date) -> bool:
        """Whether the session on a day ends early."""
        return day in self._of(market, day).early

    def previous(self, market: Market, day: date, n: int = 1) -> date:
        """Return the n-th business day strictly before a day; `n` >= 1."""
        for _ in range(n):
            day = self.last_session(market, day - _DAY)
        return day

    def last_session(self, market: Market, on: date) -> date:
        """Return the last business day on or before a day."""
        while not self.is_open(market, on):
            on -= _DAY
        return on

    def business_days(self, market: Market, since: date, until: date) -> int:
        """Count the business days after `since` up to and with `until`: an age.

        Zero when `until` is not after `since`.
        """
        if until <= since:
            return 0
        years = range(since.year, until.year + 1)
        sessions = sum(len(self._sessions(market, year)) for year in years)
        before = bisect_right(self._sessions(market, since.year), since)
        last = self._sessions(market, until.year)
        return sessions - before - (len(last) - bisect_right(last, until))

    def _of(self, market: Market, day: date) -> Closures:
        if self.since <= day <= self.until:
            return self.closures[market]
        if day.year in _LIBRARY_YEARS:
            return library_closures(market, day.year)
        return _NO_CLOSURES

    def _sessions(self, market: Market, year: int) -> tuple[date, ...]:
        """Return every business day of a year, in order; kept once counted."""
        key = (market, year)
        if key not in self._years:
            first = date(year, 1, 1)
            days = (
                first + _DAY * n for n in range((date(year, 12, 31) - first).days + 1)
            )
            self._years[key] = tuple(day for day in days if self.is_open(market, day))
        return self._years[key]


def load_calendars(path: Path) -> Calendars:
    """Read `calendars.toml`.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is not TOML, or not of this shape; the message says where.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    file = msgspec.convert(raw, _File)
    listed = file.nyse.closed | file.sifma.closed
    if not listed:
        raise ValueError(f"{path.name}: expected at least one closed day")
    return Calendars(
        # Whole years are listed, and no year is without a holiday.
        since=date(min(listed).year, 1, 1),
        until=file.until,
        closures=MappingProxyType(
            {Market.NYSE: file.nyse, Market.SIFMA: file.sifma},
        ),
    )


_LIBRARY_YEARS = range(1990, 2061)
"""Further away a date is a slip of the pen: it ages by weekdays alone."""
_NO_CLOSURES = Closures(frozenset(), frozenset())
_LIBRARY_NAMES = MappingProxyType({Market.NYSE: "NYSE", Market.SIFMA: "SIFMA_US"})


@cache
def library_closures(market: Market, year: int) -> Closures:
    """Ask pandas_market_calendars for one year.

    Imported here only: it takes half a second and brings pandas, and the shipped
    file answers for the years that matter.
    """
    import pandas_market_calendars

    calendar = pandas_market_calendars.get_calendar(_LIBRARY_NAMES[market])
    with warnings.catch_warnings():
        # The library's own use of pandas, which its next release has to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        schedule = calendar.schedule(f"{year}-01-01", f"{year}-12-31")
        early = calendar.early_closes(schedule).index
    sessions = {each.date() for each in schedule.index}
    first = date(year, 1, 1)
    weekdays = {
        day
        for n in range((date(year, 12, 31) - first).days + 1)
        if (day := first + _DAY * n).weekday() <= _FRIDAY
    }
    return Closures(
        closed=frozenset(weekdays - sessions),
        early=frozenset(each.date() for each in early),
    )
