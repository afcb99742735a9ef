"""How a day is written in labels and reasons."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from overhang.core.records import Precision

_NEW_YORK = ZoneInfo("America/New_York")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def short(day: date, precision: Precision = Precision.DAY) -> str:
    """Write a day as `28 Oct 25`, or as `Oct 25` when only the month is known."""
    # Not %b: the words of a figure are the same whatever the machine's language.
    month = f"{_MONTHS[day.month - 1]} {day:%y}"
    return month if precision is Precision.MONTH else f"{day.day} {month}"


def price_time(at: datetime) -> str:
    """Write when a price was made, as its exchange's wall says it: `15:42 EST`."""
    return f"{at.astimezone(_NEW_YORK):%H:%M %Z}"


def contract(maturity: date) -> str:
    """Write a CDS maturity the way a desk names it: `Dec-31`."""
    return short(maturity, Precision.MONTH).replace(" ", "-")
