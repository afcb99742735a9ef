"""The days on which the on-the-run CDS contract changes."""

from __future__ import annotations

from datetime import date, timedelta

from overhang.core.calendars import Calendars, Market

_ROLLS = ((3, 20), (9, 20))


def roll_days(calendars: Calendars, around: date) -> frozenset[date]:
    """Return the roll days of the year before a day, its own and the one after.

    A roll day is the first business day of US credit on or after 20 March and 20
    September: from then on the 5Y is a contract half a year longer.
    """
    return frozenset(
        _next_session(calendars, date(year, month, day))
        for year in range(around.year - 1, around.year + 2)
        for month, day in _ROLLS
    )


def _next_session(calendars: Calendars, day: date) -> date:
    while not calendars.is_open(Market.SIFMA, day):
        day += timedelta(days=1)
    return day
