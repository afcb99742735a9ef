"""How long a silence lasts, as people type it: `2h`, `until 16:00`, `until worse`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.safe_text import safe_text
from overhang.core.wall_clock import moments

USUAL = timedelta(hours=1)
"""What is meant when nothing is said."""
LONGEST = timedelta(days=366)
EXPECTED = "2h, until 16:00, until 2026-01-29 16:00 or until worse"

_SHOWN = 60
_UNITS = {"m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(?:for )?(\d{1,4}(?:\.\d{1,2})?) ?([mhd])", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class End(NamedTuple):
    """When a silence is over."""

    at: datetime | None
    """UTC; none: when it gets worse."""

    @property
    def worse(self) -> bool:
        """Whether what gets worse ends it."""
        return self.at is None


class Said(NamedTuple):
    """A silence as it was typed."""

    end: End
    why: str


def read_silence(text: str, now: datetime, zone: ZoneInfo) -> Said:
    """Read how long, then after a comma why: `until 16:00, earnings`.

    Nothing said is an hour. Raises `ValueError` in words.
    """
    span, _, why = text.partition(",")
    return Said(read_end(span, now, zone), why.strip())


def read_end(text: str, now: datetime, zone: ZoneInfo) -> End:
    """Read when something ends.

    Args:
        text: `2h`, `30m`, `2d`, `until 16:00`, a date and time, `until worse`, or
            nothing for an hour.
        now: UTC, aware.
        zone: Where a clock time is meant; one that has passed today is tomorrow's.

    Raises:
        ValueError: It is none of these, or over already, or more than a year away.
    """
    words = " ".join(text.casefold().split())
    if not words:
        return End(now + USUAL)
    what = words.removeprefix("until ")
    if what == "worse":
        return End(None)
    at = _after(words, now) or _at_clock(what, now, zone) or _on_day(what, zone)
    said = safe_text(text.strip(), _SHOWN)
    if at is None:
        raise ValueError(f"{said!r} is no length of time: say {EXPECTED}")
    if at <= now:
        raise ValueError(f"{said!r} is over already")
    if at - now > LONGEST:
        raise ValueError(f"{said!r} is more than a year away")
    return End(at)


def _after(words: str, now: datetime) -> datetime | None:
    match = _SPAN.fullmatch(words)
    if match is None:
        return None
    return now + timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _at_clock(what: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    match = _CLOCK.fullmatch(what)
    if match is None:
        return None
    clock = time(int(match[1]), int(match[2]))
    today = now.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    shown = (at for day in days for at in moments(day, clock, zone))
    return next(at for at in shown if at > now)


def _on_day(what: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(what.upper())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
