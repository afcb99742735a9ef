"""How long a silence lasts, as people type it: `2h`, `until 16:00`, `until worse`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.safe_text import safe_text
from overhang.core.typed_times import typed_clock, typed_moment, typed_span
from overhang.core.wall_clock import moments

USUAL = timedelta(hours=1)
"""What is meant when nothing is said."""
LONGEST = timedelta(days=366)
EXPECTED = "2h, until 16:00, until 2026-01-29 16:00 or until worse"

_SHOWN = 60


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
        ValueError: It is none of these, or over already, or more than a year away; or
            the clocks show it twice, or never.
    """
    words = " ".join(text.casefold().split())
    if not words:
        return End(now + USUAL)
    what = words.removeprefix("until ")
    if what == "worse":
        return End(None)
    said = safe_text(text.strip(), _SHOWN)
    at = (
        _after(words, now)
        or _at_clock(what, now, zone)
        or typed_moment(what.upper(), zone)
    )
    if at is None:
        raise ValueError(f"{said!r} is no length of time: say {EXPECTED}")
    if at <= now:
        raise ValueError(f"{said!r} is over already")
    if at - now > LONGEST:
        raise ValueError(f"{said!r} is more than a year away")
    return End(at)


def _after(words: str, now: datetime) -> datetime | None:
    span = typed_span(words.removeprefix("for "))
    return None if span is None else now + span


def _at_clock(what: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    clock = typed_clock(what)
    if clock is None:
        return None
    today = now.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    shown = (at for day in days for at in moments(day, clock, zone))
    return next(at for at in shown if at > now)
