"""What the clocks of a zone show, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when a zone's clocks show a time on a day, UTC, in order.

    Twice in the hour that is repeated when they are put back. A time that is left out
    when they are put on counts as the one an hour later, which they do show.
    """
    first, second = (
        datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC)
        for fold in (0, 1)
    )
    return (first, second) if first < second else (first,)


def shown(at: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when a zone's clocks show a date and time, UTC, in order: up to twice.

    Args:
        at: What they show, without a zone.
        zone: Whose clocks.
    """
    local = [each.astimezone(zone) for each in moments(at.date(), at.time(), zone)]
    return tuple(
        each.astimezone(UTC)
        for each in local
        if each.replace(tzinfo=None, fold=0) == at
    )
