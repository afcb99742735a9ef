"""Which CDS contract a tenor means on a trade date: a maturity, never `5Y` alone.

Standard North American contracts since 21 December 2015: maturities fall on 20 June
and 20 December only. The on-the-run contract changes on 20 March and 20 September.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from overhang.core.observations import CdsMark

_TENOR = re.compile(r"(\d{1,2})([MY])")
_HALF_YEAR = 6


@lru_cache(maxsize=4096)
def on_the_run(trade_date: date, tenor: str = "5Y") -> date:
    """Return the unadjusted maturity of a tenor traded on a date.

    A trade in [20 Mar, 20 Sep) counts from 20 June of its year, any other from the
    20 December around it; the tenor is added to that.

    Raises:
        ValueError: the tenor is not whole half years (`6M`, `1Y`, ... `10Y`).
    """
    match = _TENOR.fullmatch(tenor)
    months = int(match[1]) * (12 if match[2] == "Y" else 1) if match else 0
    if months == 0 or months % _HALF_YEAR:
        raise ValueError(f"found tenor {tenor!r}, expected half years such as 6M or 5Y")
    year = trade_date.year
    if trade_date < date(year, 3, 20):
        base = (year - 1) * 12 + 11
    elif trade_date < date(year, 9, 20):
        base = year * 12 + 5
    else:
        base = year * 12 + 11
    years, month = divmod(base + months, 12)
    return date(years, month + 1, 20)


def maturity_of(mark: CdsMark) -> date:
    """Return a mark's maturity: as stated, else the on-the-run one of its day."""
    return mark.maturity or on_the_run(mark.date, mark.tenor)
