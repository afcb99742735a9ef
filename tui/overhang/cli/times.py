"""Moments as people type them on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from overhang.core.safe_text import safe_text
from overhang.core.wall_clock import moments

_SPAN = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)([mhd])", re.ASCII)
_SHOWN = 60
_UNITS = {"m": 60, "h": 3600, "d": 86400}
_FIRST_YEAR = 1970
"""Nothing was known before it, and the calendar's first day is none in every zone."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def since_of(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return a past moment: `8h`, `2d`, `07:30`, `2026-11-22`, `2026-11-22T16:00`.

    Args:
        text: a length of time before now, or a time in `zone`; a clock time that has
            not come today was yesterday's.
        now: UTC, aware.
        zone: the desk's.

    Raises:
        click.UsageError: it is none of these, or still to come.
    """
    words = text.strip()
    said = safe_text(words, _SHOWN)
    at = _before(words, now) or _at_clock(words, now, zone) or _on_day(words, zone)
    if at is None or at.year < _FIRST_YEAR:
        expected = "8h, 2d, 07:30, 2026-11-22 or 2026-11-22T07:30"
        raise click.UsageError(f"--since {said!r}: expected a time as {expected}")
    if at > now:
        raise click.UsageError(f"--since {said!r} is still to come")
    return at


def _before(words: str, now: datetime) -> datetime | None:
    match = _SPAN.fullmatch(words)
    if match is None:
        return None
    return now - timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _at_clock(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    match = _CLOCK.fullmatch(words)
    if match is None:
        return None
    clock = time(int(match[1]), int(match[2]))
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=1), today)
    shown = [at for day in days for at in moments(day, clock, zone)]
    return max(at for at in shown if at <= now)


def _on_day(words: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(words)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
