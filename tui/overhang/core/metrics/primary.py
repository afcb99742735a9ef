"""The primary market: a deal's terms, and how much was sold in a window."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from overhang.core.events import Deal
from overhang.core.records import Bound, Precision


class Window(NamedTuple):
    """A span of days: after `start`, up to and with `end`."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        """Whether a day lies in the window."""
        return isinstance(day, date) and self.start < day <= self.end


def year_to_date(today: date) -> Window:
    """Return the calendar year so far."""
    return Window(date(today.year - 1, 12, 31), today)


def last_twelve_months(today: date) -> Window:
    """Return the 365 days up to today."""
    return Window(today - timedelta(days=365), today)


def cover(orders: float | None, size: float | None) -> float | None:
    """Return the book over the size sold, x; none when either is not known."""
    return None if orders is None or not size else orders / size


def upsize(final: float | None, launch: float | None) -> float | None:
    """Return final size against launch, a fraction; none without a launch size."""
    return None if final is None or not launch else final / launch - 1


def tightening(talk: float | None, priced: float | None) -> float | None:
    """Return how far pricing came inside initial talk, bp; positive is tighter."""
    return None if talk is None or priced is None else talk - priced


def concession(low: float | None, high: float | None) -> tuple[float | None, Bound]:
    """Return the new-issue concession, bp: the middle when a range was reported."""
    if low is None or high is None:
        return (high if low is None else low), Bound.EXACT
    return (low + high) / 2, Bound.EXACT if low == high else Bound.MIDPOINT


def counted_on(deal: Deal) -> date:
    """Return the day that places a deal in a window: settlement, else pricing."""
    return deal.settled_on or deal.priced_on


def falls_in(deal: Deal, window: Window) -> bool:
    """Whether a deal counts in a window; one dated by month counts if the month does.

    Only the month's days up to the window's end matter: a deal is never ahead of now.
    """
    day = counted_on(deal)
    if not _by_month(deal):
        return day in window
    return day.replace(day=1) <= window.end and _month_end(day) > window.start


def straddles(deal: Deal, window: Window) -> bool:
    """Whether the window starts inside the only month a deal is dated by."""
    day = counted_on(deal)
    first = day.replace(day=1)
    return _by_month(deal) and first <= window.start < _month_end(day)


def _by_month(deal: Deal) -> bool:
    return deal.settled_on is None and deal.date_precision is Precision.MONTH


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
