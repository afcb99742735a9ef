"""Prices that are too early to be taken for what they say they are."""

from __future__ import annotations

from datetime import datetime, time

from overhang.core.observations import Close
from overhang.core.records import Record
from overhang.sources.mapped.times import DESK

_SETTLED = time(16, 15)
"""New York time from which a day's bar may be taken for its close."""


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
