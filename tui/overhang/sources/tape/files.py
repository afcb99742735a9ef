"""The daily files: which there should be by now, and what each is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.calendars import Calendars, Market

_NEW_YORK = ZoneInfo("America/New_York")
_POSTED = dt.time(20, 15)
"""When a day's file comes, New York."""
_LATE = dt.time(6, 0)
"""When it should be there, New York, on the day after."""
_HOPELESS = 5
"""Business days after which a file that is not there will not come."""
_DAY = dt.timedelta(days=1)


class Lateness(NamedTuple):
    """How to take it that a day's file is not there."""

    late: bool
    """Whether it should be."""
    hopeless: bool
    """Whether it will not come any more."""


def file_name(day: dt.date) -> str:
    """Return what a day's file is called: `SEC_CUMULATIVE_CREDITS_2026_02_13.zip`."""
    return f"SEC_CUMULATIVE_CREDITS_{day:%Y_%m_%d}.zip"


def due(
    calendars: Calendars, count: int, now: dt.datetime, read: Collection[dt.date]
) -> list[dt.date]:
    """Return the days whose file is to be asked for, newest first.

    Weekends and bond holidays among them: trades are told on those too, each in the
    file of its day.

    Args:
        calendars: Business days of credit, whose files are sure to come.
        count: How many business days back.
        now: UTC.
        read: Days that need not be asked again.
    """
    local = now.astimezone(_NEW_YORK)
    posted = local.time() >= _POSTED
    last = local.date() if posted else local.date() - _DAY
    first = calendars.previous(Market.SIFMA, last + _DAY, count)
    days = (last - _DAY * back for back in range((last - first).days + 1))
    return [each for each in days if each not in read]


def lateness(calendars: Calendars, day: dt.date, now: dt.datetime) -> Lateness:
    """Return how to take it that a day's file is not there (`now` UTC)."""
    local = now.astimezone(_NEW_YORK)
    expected = dt.datetime.combine(day + _DAY, _LATE, _NEW_YORK)
    age = calendars.business_days(Market.SIFMA, day, local.date())
    return Lateness(local >= expected, age > _HOPELESS)
