"""What a day in a dropped file cannot be."""

from __future__ import annotations

from datetime import date, timedelta

from overhang.sources.base import Problem

_FIRST_DAY = date(1990, 1, 1)
"""Days before it are no days but zeros: of Unix, of a spreadsheet."""
_AHEAD = {
    "cds_marks": timedelta(days=1),
    "closes": timedelta(0),
    "indices": timedelta(0),
    "positions": timedelta(days=1),
}
"""Tables whose rows are about a day that is over or on its way, and how far that may be
ahead of the day in UTC: New York's never is, that of a desk further east may be."""


def bad_day(place: str, table: str, day: date, today: date) -> Problem | None:
    """Say why a row cannot be about a day; none: it can.

    Args:
        place: Where the day stands.
        table: The row's table.
        day: The day.
        today: The day the file came, in UTC.
    """
    ahead = _AHEAD.get(table)
    if ahead is None or _FIRST_DAY <= day <= today + ahead:
        return None
    expected = f"a day from {_FIRST_DAY} up to {today + ahead}, when it came"
    return Problem(place, str(day), expected)
