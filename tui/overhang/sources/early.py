"""Rows from the future: what is said of them, and when they may be read."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.events import Results
from overhang.core.filings import Filing
from overhang.core.observations import Close, IndexMark, Rate
from overhang.core.records import Precision, Record

_AHEAD = timedelta(seconds=60)
"""How far the clock of who made a price may be before ours."""
_NEW_YORK = ZoneInfo("America/New_York")
_EASTMOST = timezone(timedelta(hours=14))
"""Where a day begins first. What is not traded on an exchange is dated by desks of any
place, and none of them shall be doubted for being east of another."""
_NEW_YORKS = (Close, IndexMark, Rate)
"""Tables whose days are New York's."""
_FORETOLD = (Filing, Results)
"""Tables whose days may be to come: EDGAR dates what comes in the evening by the next
day, and results are announced weeks before."""


class Early(NamedTuple):
    """Why a row cannot be known yet."""

    column: str
    found: str
    expected: str
    until: datetime
    """When it can be."""


class Present:
    """What can have happened by a moment.

    Args:
        now: The moment, aware.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._today = now.astimezone(_NEW_YORK).date()
        self._latest = now.astimezone(_EASTMOST).date()

    def early(self, record: Record) -> Early | None:
        """Say why a row is from the future; none: it is not.

        Of a day that is known to the month the month counts. Days that a row only
        mentions, a maturity or the end of a guided year, may be any.
        """
        at = record.at if isinstance(record, Close) else None
        if at is not None and at > self._now + _AHEAD:
            found = f"{at:%Y-%m-%d %H:%M:%S} UTC"
            return Early("at", found, "a time that has come", at - _AHEAD)
        day = record.day
        ours = isinstance(record, _NEW_YORKS)
        last = self._today if ours else self._latest
        if day <= last or isinstance(record, _FORETOLD):
            return None
        zone: tzinfo = _NEW_YORK if ours else _EASTMOST
        if getattr(record, "date_precision", Precision.DAY) is Precision.MONTH:
            day = day.replace(day=1)
            if day <= last:
                return None
        begins = datetime.combine(day, time.min, zone)
        expected = f"a day that has come, {last} or before"
        return Early(record.about, str(record.day), expected, begins)


class Forward:
    """Tells the time as it is for the border: it never goes back.

    A clock that is put back would make rows of today look as if they were of the
    future, and keep them out for as long as it was put back.
    """

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._at = 0.0

    def at(self, now: datetime, monotonic: float) -> datetime:
        """Return the time: what the clock says, or what it said before and went on.

        Args:
            now: What the clock says, UTC.
            monotonic: Seconds on a clock that nobody sets.
        """
        if self._latest is not None:
            passed = timedelta(seconds=max(monotonic - self._at, 0.0))
            now = max(now, self._latest + passed)
        self._latest, self._at = now, monotonic
        return now
