"""What an issuer calls a period: `FY2026Q2`, `2026Q2`, `2026H1`, `LTM 2026-03`."""

from __future__ import annotations

import datetime as dt

_CALENDAR = "12-31"
_SLACK = dt.timedelta(days=10)
"""A fiscal year of 52 or 53 weeks ends so much later than the day it is named by."""
_QUARTER = 365.25 / 4


def label(end: dt.date, months: int, fiscal_year_end: str) -> str:
    """Return the label of a period.

    Args:
        end: The period's last day.
        months: 3, 6, 9 or 12.
        fiscal_year_end: `06-30`.
    """
    last = _year_end(end, fiscal_year_end)
    quarter = 4 - round((last - end).days / _QUARTER)
    if months == 12:
        return f"FY{last.year}" if quarter == 4 else f"LTM {end:%Y-%m}"
    year = f"{'' if fiscal_year_end == _CALENDAR else 'FY'}{last.year}"
    if months == 3:
        return f"{year}Q{quarter}"
    if months == 6 and quarter in (2, 4):
        return f"{year}H{quarter // 2}"
    if months == 9 and quarter == 3:
        return f"{year} 9M"
    return f"{months}M {end:%Y-%m}"


def _year_end(day: dt.date, fiscal_year_end: str) -> dt.date:
    """Return the end of the fiscal year that a period ending on `day` is part of."""
    month, last = (int(each) for each in fiscal_year_end.split("-"))
    ends = (_date(year, month, last) for year in (day.year - 1, day.year, day.year + 1))
    return next(end for end in ends if end >= day - _SLACK)


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, 28)
