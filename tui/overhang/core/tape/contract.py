"""The dates of a standard contract: which tenor a maturity is, what has accrued.

Rules of the ISDA standard model, with the roll of December 2015: contracts mature on
20 June and 20 December only.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_ROLL_DAY = 20
_COUPON_MONTHS = (3, 6, 9, 12)
_TENORS = (1, 2, 3, 4, 5, 7, 10)
_JUNETEENTH_SINCE = 2022


@lru_cache(maxsize=4096)
def tenor_of(traded: dt.date, maturity: dt.date) -> str:
    """Return the tenor whose on-the-run contract a maturity is: `5Y`, `6M`.

    Empty: the maturity is off the run on that day, and no tenor's.
    """
    year, month = _base(traded)
    if maturity.day != _ROLL_DAY or maturity.month not in (6, 12):
        return ""
    months = (maturity.year - year) * 12 + maturity.month - month
    if months == 6:
        return "6M"
    years, rest = divmod(months, 12)
    return f"{years}Y" if rest == 0 and years in _TENORS else ""


@lru_cache(maxsize=4096)
def accrued_days(traded: dt.date) -> int:
    """Count the days of premium that the buyer is credited on a day of trade.

    From the last adjusted coupon date up to and with the day of trade: protection steps
    in on the day after.
    """
    step_in = traded + _DAY
    starts = (
        _following(dt.date(year, month, _ROLL_DAY))
        for year in (step_in.year - 1, step_in.year)
        for month in _COUPON_MONTHS
    )
    return (step_in - max(start for start in starts if start <= step_in)).days


@lru_cache(maxsize=4096)
def coupon_dates(traded: dt.date, maturity: dt.date) -> tuple[dt.date, ...]:
    """Return the premium dates after a day of trade, the unadjusted maturity last."""
    step_in = traded + _DAY
    dates = (
        _following(dt.date(year, month, _ROLL_DAY))
        for year in range(step_in.year, maturity.year + 1)
        for month in _COUPON_MONTHS
    )
    return (*(each for each in dates if step_in < each < maturity), maturity)


def _base(traded: dt.date) -> tuple[int, int]:
    """Return the year and month that tenors are counted from."""
    if dt.date(traded.year, 3, _ROLL_DAY) <= traded < dt.date(traded.year, 9, 20):
        return traded.year, 6
    return traded.year - (traded.month < 9), 12


def _following(day: dt.date) -> dt.date:
    """Move a coupon date to the model's next business day."""
    while day.weekday() >= _SATURDAY or _juneteenth(day):
        day += _DAY
    return day


def _juneteenth(day: dt.date) -> bool:
    """Whether a Monday stands in for a 19 June that was a Sunday."""
    return day.year >= _JUNETEENTH_SINCE and (
        (day.month, day.day, day.weekday()) == (6, 20, 0)
    )
