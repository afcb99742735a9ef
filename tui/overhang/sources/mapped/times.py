"""Days and moments as others write them: any pattern, Unix time, local or with zone."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, number, sane, shown

UNIX, UNIX_MS = "unix", "unix-ms"
DESK = ZoneInfo("America/New_York")
"""Whose days count where nothing else is said."""

_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(?P<fine>[0-9]{0,3})(?P<zone> ?(Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_YEARS = ("%Y", "%y", "%G", "%c", "%x", "%D", "%F")
_OLDEST, _NEWEST = 1990, 2100
"""Years between which a Unix time is believed: outside, its unit is another one."""


class Times:
    """Reads what one feed writes for days and moments.

    Args:
        dates: `%d/%m/%Y`, `unix`, `unix-ms`; empty: ISO.
        timezone: The zone of times that do not say one, and whose days count.

    Raises:
        SourceError: The pattern has no year, or there is no such zone.
    """

    def __init__(self, dates: str, timezone: str) -> None:
        self._dates = dates
        unix = dates in ("", UNIX, UNIX_MS)
        if not unix and not any(each in dates for each in _YEARS):
            raise SourceError(
                [Problem("dates", shown(dates), "a pattern with a year (%Y)")]
            )
        try:
            self._zone = ZoneInfo(timezone) if timezone else None
        except (KeyError, ValueError, OSError):
            expected = "a zone such as America/New_York"
            raise SourceError(
                [Problem("timezone", shown(timezone), expected)]
            ) from None

    def day(self, raw: object) -> dt.date:
        """Read a day; of a moment, the day it falls on.

        A moment at midnight by its own clock is a day written long.

        Raises:
            CellError: It is neither, or its day depends on a zone nobody stated.
        """
        value = self._value(raw)
        if not isinstance(value, dt.datetime):
            return value
        written = self._dates not in (UNIX, UNIX_MS)
        if written and value.time() == dt.time.min:
            return value.date()
        if value.tzinfo is None:
            return value.date()
        if not written and self._zone is None and value.time() == dt.time.min:
            # Midnight in London is the evening before in New York: either may be meant.
            raise CellError("a timezone for it: at midnight UTC the day is not clear")
        return value.astimezone(self._zone or DESK).date()

    def moment(self, raw: object) -> dt.datetime:
        """Read a moment, as UTC.

        Raises:
            CellError: It is none, or it lacks a zone.
        """
        value = self._value(raw)
        if not isinstance(value, dt.datetime):
            raise CellError("a time of day beside the date")
        if value.tzinfo is None:
            if self._zone is None:
                raise CellError("a time with its zone, or a timezone for the feed")
            value = value.replace(tzinfo=self._zone)
        return value.astimezone(dt.UTC)

    def _value(self, raw: object) -> dt.date | dt.datetime:
        """Read what stands there; a moment without a zone stays without."""
        if isinstance(raw, dt.date):
            return sane(raw)
        if self._dates in (UNIX, UNIX_MS):
            return _unix(raw, self._dates)
        if not isinstance(raw, str):
            raise CellError(self._expected)
        text = raw.strip()
        return sane(self._iso(text) if not self._dates else self._pattern(text))

    def _iso(self, text: str) -> dt.date | dt.datetime:
        found = _ISO.fullmatch(text)
        if found is None:
            raise CellError(self._expected)
        try:
            if len(text) == len(found["day"]):
                return dt.date.fromisoformat(text)
            # Nanoseconds are more than Python tells; the microseconds stand.
            start, end = found.span("fine")
            return dt.datetime.fromisoformat(
                (text[:start] + text[end:]).replace(" ", "T", 1).replace(" ", "")
            )
        except ValueError:
            raise CellError("a time that exists") from None

    def _pattern(self, text: str) -> dt.date | dt.datetime:
        try:
            value = dt.datetime.strptime(text, self._dates)  # noqa: DTZ007 - see moment
        except ValueError:
            raise CellError(self._expected) from None
        timed = any(
            each in self._dates for each in ("%H", "%I", "%s", "%c", "%X", "%T", "%R")
        )
        return value if timed else value.date()

    @property
    def _expected(self) -> str:
        return f"a date as {self._dates}" if self._dates else "a date as 2026-03-31"


def _unix(raw: object, unit: str) -> dt.datetime:
    """Read seconds or milliseconds since 1970."""
    value = number(raw)
    seconds = value / 1000 if unit == UNIX_MS else value
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        moment = None
    if moment is None or not _OLDEST <= moment.year < _NEWEST:
        other = UNIX if unit == UNIX_MS else UNIX_MS
        raise CellError(f"a time of these years in {unit}: is it {other}?")
    return moment
