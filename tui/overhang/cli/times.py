"""Moments as people type them on the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from overhang.core.safe_text import safe_text
from overhang.core.typed_times import typed_clock, typed_moment, typed_span
from overhang.core.wall_clock import moments

_SHOWN = 60
_FIRST_YEAR = 1970
"""Nothing was known before it, and the calendar's first day is none in every zone."""


def since_of(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return a past moment: `8h`, `2d`, `07:30`, `2026-11-22`, `2026-11-22T16:00`.

    Args:
        text: a length of time before now, or a time in `zone`; a clock time that has
            not come today was yesterday's.
        now: UTC, aware.
        zone: the desk's.

    Raises:
        click.UsageError: it is none of these, or still to come; or the clocks show it
            twice, or never.
    """
    words = text.strip()
    said = safe_text(words, _SHOWN)
    try:
        at = (
            _before(words, now)
            or _at_clock(words, now, zone)
            or typed_moment(words, zone)
        )
    except ValueError as error:
        raise click.UsageError(f"--since {said!r}: {error}") from error
    if at is None or at.year < _FIRST_YEAR:
        expected = "8h, 2d, 07:30, 2026-11-22 or 2026-11-22T07:30"
        raise click.UsageError(f"--since {said!r}: expected a time as {expected}")
    if at > now:
        raise click.UsageError(f"--since {said!r} is still to come")
    return at


def _before(words: str, now: datetime) -> datetime | None:
    span = typed_span(words)
    return None if span is None else now - span


def _at_clock(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    clock = typed_clock(words)
    if clock is None:
        return None
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=1), today)
    shown = [at for day in days for at in moments(day, clock, zone)]
    return max(at for at in shown if at <= now)
