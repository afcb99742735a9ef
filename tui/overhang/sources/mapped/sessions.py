"""Prices that are too early to be taken for what they say they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from overhang.core.observations import Close
from overhang.core.records import Record
from overhang.sources.mapped.times import DESK

_SETTLED = time(16, 15)
"""New York time from which a day's bar may be taken for its close."""
_AHEAD = timedelta(minutes=5)
"""How far a vendor's clock may be before ours."""


def unfinished(record: Record, now: datetime) -> bool:
    """Tell whether a close is of a day that is not over in New York.

    Vendors send a bar for today while the session is open. Its last price is no close;
    a price with its time (`at`) is what it says.

    Args:
        record: A row of any table.
        now: The time, UTC.
    """
    if not isinstance(record, Close) or record.at is not None:
        return False
    local = now.astimezone(DESK)
    return record.date == local.date() and local.time() < _SETTLED


def ahead(record: Record, now: datetime) -> str:
    """Say what a price from the future should have been; empty: it is not from there.

    Args:
        record: A row of any table.
        now: The time, UTC.
    """
    if not isinstance(record, Close):
        return ""
    if record.at is not None and record.at > now + _AHEAD:
        return "a time that has come"
    return "a day that has come" if record.date > now.astimezone(DESK).date() else ""
