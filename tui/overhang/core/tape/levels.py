"""What level one print states, or could mean: the spread column and the upfront.

An upfront is disseminated without its sign, so it means one of two spreads, and a
spread column may hold the coupon. What cannot be told is said, never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from overhang.core.tape.contract import accrued_days
from overhang.core.tape.message import TapeMessage

Solve = Callable[[float, float, dt.date, dt.date], float | None]
"""Turns a clean upfront into a conventional spread in bp a year.

Takes the upfront (fraction of notional, the buyer pays > 0), the coupon (bp), the day
of trade and the maturity; none: no spread has that upfront. Raises `NoRateError`.
"""

_UNITS = {"3": 1e4, "4": 1.0}
"""By spread notation: a decimal, basis points."""
_LIMIT_BP = 10_000.0
_SHORTEST, _LONGEST = dt.timedelta(days=2), dt.timedelta(days=50 * 366)
_LEAST_OF_COUPON = 1 / 50
"""A spread further below its coupon is a slip of the unit: 1.25 bp at 500."""
_SAME_BP = 0.5
"""Two spreads closer than this are one."""
_ACCRUED_SLACK = 2e-4
"""Of notional: half a bp of a five-year spread, or a few days of premium."""
_AGREE_BP, _AGREE = 5.0, 0.05
"""A spread and its upfront agree within either."""
_SMALL = 1e-5
"""Of notional. Less is a fee, not an upfront."""


class NoRateError(Exception):
    """Nothing is on file to discount an upfront of that day by."""


class How(StrEnum):
    """How a print came to its level, or why it has none."""

    STATED = "stated"
    """The tape states the spread."""
    UPFRONT = "upfront"
    """Out of the upfront, whose sign other prints tell."""
    AMBIGUOUS = "ambiguous"
    """The upfront means one of two spreads."""
    REFUSED = "refused"
    """What the tape states cannot be."""
    PACKAGE = "package"
    """One leg of several."""
    UNPRICED = "unpriced"
    """The tape states neither, or not enough."""


class Level(NamedTuple):
    """The level of one print."""

    how: How
    spread_bp: float | None = None
    """Conventional spread, bp a year; none: not known."""
    why: str = ""
    """How the sign of an upfront was told, or why there is no level: in words."""
    fault: str = ""
    """Why the spread column is not taken, when it holds something."""
    candidates: tuple[float, ...] = ()
    """What the upfront could mean, in bp, the buyer's side first."""

    @property
    def clean(self) -> bool:
        """Whether it counts towards a day's level."""
        return self.spread_bp is not None


def level_of(terms: TapeMessage, solve: Solve | None = None) -> Level:
    """Return what one print says of itself, without looking at others.

    Args:
        terms: The terms it was traded with.
        solve: Prices; none: upfronts are told and not converted.
    """
    if terms.package:
        return Level(How.PACKAGE, why="one leg of a package: its level is not its own")
    candidates, why = _candidates(terms, solve)
    fault = ""
    if terms.spread is not None:
        spread, fault = _stated(terms, candidates)
        if not fault:
            return Level(How.STATED, spread, candidates=candidates)
    if not candidates:
        how = How.REFUSED if fault else How.UNPRICED
        return Level(how, why=why, fault=fault)
    if len(candidates) == 1:
        said = "the other sign has no spread"
        return Level(How.UPFRONT, candidates[0], said, fault, candidates)
    first, second = candidates
    if abs(first - second) <= _SAME_BP:
        said = "both signs mean the same"
        return Level(How.UPFRONT, (first + second) / 2, said, fault, candidates)
    said = f"{first:.0f} or {second:.0f} bp: the upfront has no sign"
    return Level(How.AMBIGUOUS, None, said, fault, candidates)


def stated_bp(terms: TapeMessage) -> float | None:
    """Return the spread column in basis points; none: empty, or in no known unit."""
    unit = _UNITS.get(terms.notation)
    if terms.spread is None or unit is None:
        return None
    return round(terms.spread * unit, 6)


def within(level: Level, anchor_bp: float, band: float) -> list[float]:
    """Return the candidates within a band of an anchor.

    Args:
        level: What the print could mean.
        anchor_bp: What it is compared with, over 0.
        band: Fraction of the anchor.
    """
    return [each for each in level.candidates if abs(each / anchor_bp - 1) <= band]


def _stated(terms: TapeMessage, candidates: tuple[float, ...]) -> tuple[float, str]:
    """Return the spread column in bp, and why it cannot be; empty: it can."""
    spread = stated_bp(terms)
    if spread is None:
        return 0.0, f"spread notation {terms.notation or 'missing'}: not 3 or 4"
    if not 0 < spread <= _LIMIT_BP:
        return spread, f"a spread of {spread:g} bp cannot be"
    coupon = terms.coupon_bp
    if coupon is None:
        return spread, ""
    if spread < coupon * _LEAST_OF_COUPON:
        return spread, f"{spread:g} bp at a coupon of {coupon:g}: a slip of the unit"
    if abs(spread - coupon) < 0.005:
        return spread, _bare_coupon(terms, coupon)
    slack = max(_AGREE_BP, _AGREE * spread)
    if candidates and all(abs(each - spread) > slack for each in candidates):
        return spread, f"states {spread:g} bp and an upfront of other levels"
    return spread, ""


def _bare_coupon(terms: TapeMessage, coupon: float) -> str:
    """Say why a spread that equals the coupon is not taken; empty: it is.

    At the coupon the clean upfront is nothing, so the accrued premium is all that is
    paid: the one check that needs no pricing.
    """
    stated = f"states {coupon:g} bp, its coupon"
    paid, _ = _paid(terms)
    if paid is None:
        return f"{stated}, and no upfront to check it by"
    if abs(paid - _accrued(terms, coupon)) > _ACCRUED_SLACK:
        return f"{stated}, and an upfront that is not the accrued premium"
    return ""


def _candidates(
    terms: TapeMessage, solve: Solve | None
) -> tuple[tuple[float, ...], str]:
    """Return the spreads that an upfront could mean; none of them: why."""
    paid, why = _paid(terms)
    if paid is None:
        return (), why
    coupon, maturity = terms.coupon_bp, terms.maturity
    if not coupon or coupon < 0:
        return (), "an upfront, but no coupon"
    if maturity is None or not _lives(terms.executed_on, maturity):
        return (), "an upfront, but no maturity that can be"
    if solve is None:
        return (), "an upfront, and no pricing to convert it"
    accrued = _accrued(terms, coupon)
    try:
        found = [
            solve(clean, coupon, terms.executed_on, maturity)
            for clean in (paid + accrued, accrued - paid)
        ]
    except NoRateError:
        return (), "an upfront, and no rate of that day to convert it by"
    # A spread that would be refused in the spread column is no reading either.
    feasible = tuple(each for each in found if each and 0 < each <= _LIMIT_BP)
    return feasible, "" if feasible else "no spread has that upfront"


def _lives(traded: dt.date, maturity: dt.date) -> bool:
    return _SHORTEST <= maturity - traded <= _LONGEST


def _paid(terms: TapeMessage) -> tuple[float | None, str]:
    """Return the upfront as a fraction of notional, or why it is none."""
    if terms.upfront is None:
        return None, terms.payments or "neither a spread nor an upfront"
    if terms.capped or not terms.notional:
        size = "capped" if terms.capped else "not told"
        return None, f"an upfront, on a size that is {size}"
    if terms.upfront_currency not in ("", terms.currency):
        return None, f"an upfront in {terms.upfront_currency} on {terms.currency}"
    paid = abs(terms.upfront) / terms.notional
    if paid < _SMALL:
        return None, "a payment too small to be an upfront"
    return paid, ""


def _accrued(terms: TapeMessage, coupon_bp: float) -> float:
    """Return the premium accrued since the last coupon, as a fraction of notional."""
    return coupon_bp * 1e-4 * accrued_days(terms.executed_on) / 360
