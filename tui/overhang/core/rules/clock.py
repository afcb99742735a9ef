"""How much time a look can vouch for, and how much of it the market was open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.calendars import Calendars, Market

_NEW_YORK = ZoneInfo("America/New_York")
_DAY = timedelta(days=1)


class _Hours(NamedTuple):
    """A session on the wall in New York."""

    opens: time
    closes: time
    early: time
    """When it closes on a short day."""


# Field knowledge: NYSE core session; SIFMA gives closing days and recommends 14:00 on
# short ones, the hours are when dealers quote US credit.
_HOURS = {
    Market.NYSE: _Hours(time(9, 30), time(16), time(13)),
    Market.SIFMA: _Hours(time(8), time(17), time(14)),
}


class Stopwatch:
    """Says at each look how much of the time before it that look can vouch for.

    Time runs on a clock that nobody sets, so a wall clock that steps or a machine that
    slept earns nothing. Across a restart there is only the wall clock; what it says is
    believed up to one interval.

    Args:
        interval: seconds that one look vouches for at most.
        last: when the process before this one looked last, UTC; none: never.
    """

    def __init__(self, interval: float, *, last: datetime | None = None) -> None:
        self._interval = interval
        self._stored = last
        self._looked: float | None = None

    def look(self, now: datetime, monotonic: float) -> float:
        """Return the seconds that a look vouches for, 0 to `interval`.

        Args:
            now: the wall clock, UTC.
            monotonic: seconds on a clock that nobody sets.
        """
        if self._looked is not None:
            since = monotonic - self._looked
        elif self._stored is not None:
            since = (now - self._stored).total_seconds()
        else:
            since = 0.0
        self._looked = monotonic
        return min(max(since, 0.0), self._interval)


def open_seconds(
    calendars: Calendars, market: Market, start: datetime, end: datetime
) -> float:
    """Return the seconds of a market's sessions between two moments, >= 0.

    Both moments are aware. A session belongs to a day in New York, so holidays, short
    days and the change of the clocks are as they are there.
    """
    total = 0.0
    day = start.astimezone(_NEW_YORK).date()
    last = end.astimezone(_NEW_YORK).date()
    while day <= last:
        if calendars.is_open(market, day):
            opens, closes = _session(calendars, market, day)
            total += max((min(end, closes) - max(start, opens)).total_seconds(), 0.0)
        day += _DAY
    return total


def _session(
    calendars: Calendars, market: Market, day: date
) -> tuple[datetime, datetime]:
    """Return when a session begins and ends, UTC."""
    hours = _HOURS[market]
    closes = hours.early if calendars.is_early(market, day) else hours.closes
    return (
        datetime.combine(day, hours.opens, _NEW_YORK).astimezone(UTC),
        datetime.combine(day, closes, _NEW_YORK).astimezone(UTC),
    )
