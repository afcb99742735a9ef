"""Price arithmetic: pure functions from closes to fractions and dollars.

Every function is causal: its value on a day depends on that day and earlier ones
only, so a chart never rewrites its own past when a new close arrives. A missing close
(NaN) is skipped, never filled.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd

from overhang.core.calendars import Calendars, Market
from overhang.core.dates import short
from overhang.core.events import Results, Timing

YEAR_DAYS = 364
"""52 weeks in calendar days, the day itself included."""
MAX_DAILY_MOVE = 0.40
"""A larger move from one session to the next is an unadjusted split until shown."""
_ADJACENT_DAYS = 5
"""Closes further apart than a long weekend are not one session's move."""
_SESSIONS_A_YEAR = 252


def drawdown(prices: pd.Series[float]) -> pd.Series[float]:
    """Return the fraction below the running peak, <= 0: 0.0 at a new high."""
    return prices / prices.cummax() - 1.0


def below_high(prices: pd.Series[float]) -> pd.Series[float]:
    """Return the fraction below the highest close of 364 calendar days, <= 0."""
    return prices / prices.rolling(f"{YEAR_DAYS}D").max() - 1.0


def below(price: float, high: float) -> float:
    """Return the fraction a price is below a high, <= 0: 0.0 above it too."""
    return min(price / high - 1.0, 0.0)


def since(prices: pd.Series[float], reference: float) -> pd.Series[float]:
    """Return the signed fraction above (+) or below (-) a reference price."""
    return prices / reference - 1.0


def volatility(prices: pd.Series[float], window: int = 60) -> pd.Series[float]:
    """Return the realised volatility a year: sd(ln returns) x sqrt(252), a fraction.

    NaN until `window` returns are there.
    """
    valid = prices.dropna()
    returns = pd.Series(np.log(valid.to_numpy()), index=valid.index).diff()
    return returns.rolling(window).std() * math.sqrt(_SESSIONS_A_YEAR)


def value_lost(shares_mm: float, reference: float, price: float) -> float:
    """Return the market value lost, USD bn, loss > 0, on shares held fixed."""
    return shares_mm * (reference - price) / 1000.0


def peak_at(prices: pd.Series[float]) -> int:
    """Return the position of the highest close; of ties the last.

    Raises:
        ValueError: there is no price.
    """
    values = prices.to_numpy()
    priced = values[~np.isnan(values)]
    if not priced.size:
        raise ValueError("no price")
    return int(np.flatnonzero(values == priced.max())[-1])


def reference_day(results: Results, calendars: Calendars) -> date:
    """Return the session whose close stood before the market knew the results.

    Reported after the close: that day's session. Before the open: the session before.
    """
    if results.timing is Timing.BMO:
        return calendars.previous(Market.NYSE, results.results_on)
    return calendars.last_session(Market.NYSE, results.results_on)


def fault(prices: pd.Series[float]) -> str:
    """Say what makes closes unusable, in a few words; empty when they are sound.

    A price of zero or less is bad data; one session's move of more than 40 % is a
    split that was not adjusted for.
    """
    there = ~np.isnan(prices.to_numpy())
    values, days = prices.to_numpy()[there], prices.index.to_numpy()[there]
    bad = np.flatnonzero(values <= 0)
    if bad.size:
        first = int(bad[0])
        return f"close of {values[first]:g} on {_words(days[first])}"
    moves = values[1:] / values[:-1] - 1.0
    adjacent = np.diff(days) <= np.timedelta64(_ADJACENT_DAYS, "D")
    wild = np.flatnonzero((np.abs(moves) > MAX_DAILY_MOVE) & adjacent)
    if not wild.size:
        return ""
    first = int(wild[0])
    return f"{moves[first]:+.0%} on {_words(days[first + 1])}: split not adjusted"


def _words(day: np.datetime64) -> str:
    return short(pd.Timestamp(day).date())
