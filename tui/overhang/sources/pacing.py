"""When to ask again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import NamedTuple


class Pace(NamedTuple):
    """How often an endpoint is asked. All in seconds."""

    every: float = 60.0
    """After an answer, and when there is no such table."""
    floor: float = 1.0
    """The soonest after a failure, whatever the endpoint says."""
    ceiling: float = 60.0
    """The latest after a failure that may pass by itself."""
    longest: float = 900.0
    """The latest an endpoint may put us off, and how long one that is unfit waits."""


def backoff(failures: int, pace: Pace, rng: Random) -> float:
    """Return seconds to wait after so many failures in a row (>= 1).

    Exponential with full jitter: many clients of one endpoint that fell over must not
    come back together.
    """
    top = min(pace.ceiling, pace.floor * 2.0 ** min(failures, 32))
    return rng.uniform(pace.floor, top)


def retry_after(header: str, now: datetime, pace: Pace) -> float | None:
    """Return the seconds a `Retry-After` asks for, held within bounds.

    Args:
        header: Whole seconds, or an HTTP date.
        now: The time, in UTC.
        pace: The bounds.

    Returns:
        Seconds; none when the header says nothing that can be read.
    """
    asked = _seconds(header.strip(), now)
    if asked is None:
        return None
    return min(max(asked, pace.floor), pace.longest)


def _seconds(header: str, now: datetime) -> float | None:
    if header.isascii() and header.isdigit():
        # Nobody waits longer than nine digits of seconds, and longer ones cost time.
        return float(header[:9])
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()
