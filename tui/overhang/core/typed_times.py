"""Lengths of time, clock times and moments, as people type them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from overhang.core.wall_clock import moments, shown

_UNITS = {"m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d{1,4}(?:\.\d{1,2})?) ?([mhd])", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def typed_span(words: str) -> timedelta | None:
    """Read `90m`, `1.5h` or `2 d`; none: it is no length of time."""
    match = _SPAN.fullmatch(words)
    if match is None:
        return None
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def typed_clock(words: str) -> time | None:
    """Read `16:00`; none: it is no time of day."""
    match = _CLOCK.fullmatch(words)
    return None if match is None else time(int(match[1]), int(match[2]))


def typed_moment(words: str, zone: ZoneInfo) -> datetime | None:
    """Read `2026-11-22`, `2026-11-22T16:00` or the same with its offset, as UTC.

    Args:
        words: What was typed.
        zone: Where it is meant when it says no offset. A day is its first moment.

    Returns:
        The moment; none: it is none.

    Raises:
        ValueError: The clocks there show that time twice on that day, or never.
    """
    try:
        at = datetime.fromisoformat(words)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        found = shown(at, zone)
        if _is_day(words):
            return moments(at.date(), at.time(), zone)[0]
    except (ValueError, OverflowError):
        return None
    if len(found) == 1:
        return found[0]
    clock, day = f"{at:%H:%M}", at.date()
    if not found:
        raise ValueError(f"{clock} does not come on {day}: the clocks are put on")
    local = [each.astimezone(zone) for each in found]
    first, second = (each.isoformat("T", "minutes") for each in local)
    raise ValueError(f"{clock} comes twice on {day}: say {first} or {second}")


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True
