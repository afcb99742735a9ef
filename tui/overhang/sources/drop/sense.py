"""What a day or a level in a dropped file cannot be."""

from __future__ import annotations

from datetime import date, timedelta

from overhang.core.observations import CdsMark
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
_ROUNDED = 0.5
"""Basis points by which a mid may be rounded past bid or ask."""
_LEAST_BP = 1.0
"""A level of a watched issuer below this is a decimal that nobody scaled."""


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


def bad_level(place: str, mark: CdsMark) -> Problem | None:
    """Say why a level cannot be meant; none: it can.

    Args:
        place: Where it stands, and whose it is.
        mark: The level, in basis points.
    """
    bid, ask = mark.bid_bp, mark.ask_bp
    if bid is not None and ask is not None and bid > ask:
        found = f"bid {bid:g}, ask {ask:g}"
        return Problem(place, found, "a bid that is not above the ask")
    low = mark.spread_bp if bid is None else bid
    high = mark.spread_bp if ask is None else ask
    if not low - _ROUNDED <= mark.spread_bp <= high + _ROUNDED:
        found = f"mid {mark.spread_bp:g}, bid {low:g}, ask {high:g}"
        return Problem(place, found, "a mid between bid and ask")
    if mark.spread_bp < _LEAST_BP:
        expected = f"{_LEAST_BP:g} bp or more; a decimal or percent needs a scale"
        return Problem(place, f"{mark.spread_bp:g}", expected)
    return None
