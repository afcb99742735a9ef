"""When EDGAR accepted a filing: a time that ends in Z and is not always UTC.

For some companies the submissions feed writes New York's clock with a Z behind it, for
most it writes UTC, and a fresh filing may be converted days later (measured by others
on 64,936 filings: edgartools issue 557, finagg issue 64). Nothing in the text tells
which. The rules of filing do (17 CFR 232.13, EDGAR's hours): a filing is accepted on
weekdays from 6:00 to 22:00, and one that came after 17:30 has the next day's date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.events import Timing

NEW_YORK = ZoneInfo("America/New_York")

_OPENS, _CLOSES = dt.time(6, 0), dt.time(22, 0)
_SAME_DAY = dt.time(17, 30)
_BEGUN = dt.time(18, 0)
"""What was begun by 17:30 and took its time still has that day's date."""
_SETTLED = dt.timedelta(days=14)
"""Older filings have been converted, if the company's ever are."""
_BELL, _CLOSE = dt.time(9, 30), dt.time(16, 0)
_SATURDAY = 5


class Stamp(NamedTuple):
    """What the feed says of one filing."""

    written: dt.datetime
    """The time as it is written, without a zone."""
    filed: dt.date


class Acceptance(NamedTuple):
    """When a filing was accepted, as far as that can be told."""

    at: dt.datetime
    """UTC; of two possible moments the later: nothing is known before its time."""
    certain: bool
    """Whether it is the one possible moment."""

    @property
    def timing(self) -> Timing | None:
        """After the close or before the open; none in between, or not certain.

        On a day that closes early, what came after that close counts as in between.
        """
        time = self.at.astimezone(NEW_YORK).time()
        if not self.certain or _BELL <= time < _CLOSE:
            return None
        return Timing.AMC if time >= _CLOSE else Timing.BMO


class _Clock(Enum):
    UTC = dt.UTC
    NEW_YORK = NEW_YORK


_BOTH = frozenset(_Clock)


def end_of_filing(filed: dt.date) -> dt.datetime:
    """Return the last moment at which a filing of that date was accepted. UTC."""
    return _utc(dt.datetime.combine(filed, _SAME_DAY), _Clock.NEW_YORK)


def accepted(
    stamps: Sequence[Stamp], read_at: dt.datetime | None = None
) -> list[Acceptance]:
    """Tell when each filing of one company was accepted.

    A filing whose time is possible on one clock only is certain. The others follow
    the company's clock, when its settled filings agree on one and they are settled
    too.

    Args:
        stamps: The company's filings, in any order.
        read_at: When the feed was read: a later moment is not possible. None: any is.
    """
    possible = [_possible(each, read_at) for each in stamps]
    newest = max((each.filed for each in stamps), default=dt.date.min)
    settled = [newest - each.filed > _SETTLED for each in stamps]
    proven = {
        clock
        for clocks, old in zip(possible, settled, strict=True)
        for clock in clocks
        if old and len(clocks) == 1
    }
    return [
        _acceptance(stamp, clocks, proven if old else set())
        for stamp, clocks, old in zip(stamps, possible, settled, strict=True)
    ]


def _acceptance(
    stamp: Stamp, clocks: frozenset[_Clock], proven: set[_Clock]
) -> Acceptance:
    if len(clocks) > 1 and proven:
        clocks = frozenset(proven)
    moments = {_utc(stamp.written, clock) for clock in clocks or _BOTH}
    return Acceptance(max(moments), len(moments) == 1)


def _possible(stamp: Stamp, read_at: dt.datetime | None) -> frozenset[_Clock]:
    """Return the clocks on which a filing keeps the rules of filing."""
    return frozenset(
        clock
        for clock in _Clock
        if _keeps_rules(_utc(stamp.written, clock), stamp.filed)
        and (read_at is None or _utc(stamp.written, clock) <= read_at)
    )


def _keeps_rules(moment: dt.datetime, filed: dt.date) -> bool:
    local = moment.astimezone(NEW_YORK)
    day, time = local.date(), local.time()
    if day.weekday() >= _SATURDAY or not _OPENS <= time <= _CLOSES:
        return False
    if time <= _SAME_DAY:
        return filed == day
    return filed > day or (filed == day and time <= _BEGUN)


def _utc(written: dt.datetime, clock: _Clock) -> dt.datetime:
    return written.replace(tzinfo=clock.value).astimezone(dt.UTC)
