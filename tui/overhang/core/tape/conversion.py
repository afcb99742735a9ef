"""Upfront to spread on one flat rate: enough to tell the two signs of an upfront apart.

A flat hazard rate as in the ISDA standard model, but one discount rate in place of its
curve. With the swap rate of the contract's maturity, its spreads of five-year contracts
are within 0.3 bp of the model's up to 1,000 bp, of other tenors within 0.6 bp. Where a
pricing engine is at hand, pass that instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from math import exp
from typing import NamedTuple

from overhang.core.tape.contract import accrued_days, coupon_dates
from overhang.core.tape.levels import NoRateError, Solve

_RECOVERY = 0.40
_YEAR = 365.0
_BASIS = 360.0
_SETTLED = 5 / _YEAR
"""Three business days, in years of calendar days, a weekend among them more often."""
_MOST_HAZARD = 5.0
_STEPS = 60
_CLOSE = 1e-9
"""Of notional: far below a hundredth of a bp."""


class _Period(NamedTuple):
    """One premium period, as of cash settlement."""

    time: float
    """Years from the trade to its end."""
    paid: float
    """Discounted premium per unit a year, when nothing defaults."""
    broken: float
    """The same up to a default half-way through."""


class _Grid(NamedTuple):
    """What a contract pays and when, whatever the hazard."""

    periods: tuple[_Period, ...]
    end: float
    """Years from the trade to the end of protection."""
    accrued: float
    """Per unit of running premium a year."""


def flat_rate(rate: Callable[[dt.date, dt.date], float | None]) -> Solve:
    """Return a conversion that discounts at one rate.

    Args:
        rate: The swap rate on a day to a maturity, a fraction a year, continuously
            compounded; none: not known, and what is asked raises `NoRateError`.
    """

    def solve(
        clean: float, coupon_bp: float, traded: dt.date, maturity: dt.date
    ) -> float | None:
        at = rate(traded, maturity)
        if at is None:
            raise NoRateError
        return spread_of(clean, coupon_bp, traded, maturity, at)

    return solve


def spread_of(
    clean: float, coupon_bp: float, traded: dt.date, maturity: dt.date, rate: float
) -> float | None:
    """Return the conventional spread that has a clean upfront, in bp a year.

    Args:
        clean: The upfront, a fraction of notional; over 0 the buyer pays.
        coupon_bp: The running premium, bp a year.
        traded: The day of trade, more than a day before `maturity`.
        maturity: The contract's, unadjusted.
        rate: What is discounted at, a fraction a year, continuously compounded.

    Returns:
        The spread; none: no spread has that upfront.
    """
    grid = _grid(traded, maturity, rate)
    coupon = coupon_bp * 1e-4

    def off(hazard: float) -> float:
        protection, annuity = _legs(grid, hazard, rate)
        return protection - coupon * annuity - clean

    hazard = _root(off, 0.0, _MOST_HAZARD)
    if hazard is None:
        return None
    protection, annuity = _legs(grid, hazard, rate)
    return protection / annuity * 1e4


def _root(off: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where a rising function is 0, by the Illinois rule; none: not between."""
    below, above = off(low), off(high)
    if not below < 0 < above:
        return None
    side = 0
    middle = low
    for _ in range(_STEPS):
        middle = (low * above - high * below) / (above - below)
        value = off(middle)
        if abs(value) < _CLOSE:
            break
        if value < 0:
            low, below, above = middle, value, above / (2 if side < 0 else 1)
            side = -1
        else:
            high, above, below = middle, value, below / (2 if side > 0 else 1)
            side = 1
    return middle


def _legs(grid: _Grid, hazard: float, rate: float) -> tuple[float, float]:
    """Value protection and a clean unit of premium a year, at cash settlement."""
    both = hazard + rate
    gone = (1 - exp(-both * grid.end)) / both if both else grid.end
    protection = (1 - _RECOVERY) * hazard * gone * exp(rate * _SETTLED)
    annuity, survived = -grid.accrued, 1.0
    for time, paid, broken in grid.periods:
        alive = exp(-hazard * time)
        annuity += paid * alive + broken * (survived - alive)
        survived = alive
    return protection, annuity


@lru_cache(maxsize=1024)
def _grid(traded: dt.date, maturity: dt.date, rate: float) -> _Grid:
    """Lay out a contract's premium periods from the day after the trade on."""
    start = traded + dt.timedelta(days=1)
    accrued = held = accrued_days(traded) / _BASIS
    periods = []
    for date in coupon_dates(traded, maturity):
        # The last period and the protection run through the day of maturity.
        end = date + dt.timedelta(days=date == maturity)
        time, fraction = (end - traded).days / _YEAR, (end - start).days / _BASIS
        middle = time - fraction * _BASIS / _YEAR / 2
        paid = (held + fraction) * exp(rate * (_SETTLED - time))
        broken = (held + fraction / 2) * exp(rate * (_SETTLED - middle))
        periods.append(_Period(time, paid, broken))
        start, held = end, 0.0
    return _Grid(tuple(periods), periods[-1].time, accrued)
