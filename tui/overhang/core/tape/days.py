"""Days of the tape: the prints of each name, what they add up to, and their level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from overhang.core.records import Bound
from overhang.core.tape.contract import tenor_of
from overhang.core.tape.levels import How, Level, Solve, level_of, within
from overhang.core.tape.message import IdKey, id_key
from overhang.core.tape.netting import Chain

ENOUGH = 3
"""Clean prints of one contract in a day that make a level."""

_QUOTE_BAND = 0.20
"""How near the day's stated spreads an upfront's reading must be, as a fraction."""
_ANCHOR_BAND = 0.40
"""The same for the name's own last stated spreads."""
_COUPON_BAND = 0.10
"""The same for the reading of a print with another coupon."""
_ANCHOR_AGE = dt.timedelta(days=14)
_USD = "USD"

_Contract = tuple[str, dt.date | None, str]
"""Issuer, maturity and currency."""


class Print(NamedTuple):
    """One trade that took risk, with its level."""

    chain: Chain
    level: Level

    @property
    def day(self) -> dt.date:
        """The day of execution, UTC."""
        return self.chain.traded.executed_on

    @property
    def contract(self) -> _Contract:
        """What it shares with the prints it may be compared with."""
        traded = self.chain.traded
        return self.chain.issuer, traded.maturity, traded.currency


class Tally(NamedTuple):
    """How much was traded."""

    trades: int
    gross: float
    """USD, at least when `bound` says so. Gross: the tape cannot tell net."""
    capped: int
    """Trades whose size is a floor."""
    untold: int
    """Trades with no size, or one that is not in USD: not in `gross`."""

    @property
    def bound(self) -> Bound:
        """Whether `gross` is all of it."""
        return Bound.FLOOR if self.capped or self.untold else Bound.EXACT


class ContractDay(NamedTuple):
    """One contract on one day."""

    maturity: dt.date | None
    currency: str
    tenor: str
    """`5Y` when it is on the run; empty: off the run."""
    level_bp: float | None
    """The median of the clean prints; none: there are fewer than three."""
    low_bp: float | None
    high_bp: float | None
    clean: int
    """Prints with a level."""
    from_upfront: int
    """Those of them whose level is out of the upfront."""
    prints: tuple[Print, ...]


class TapeDay(NamedTuple):
    """One issuer on one day, senior contracts only."""

    issuer: str
    day: dt.date
    tally: Tally
    contracts: tuple[ContractDay, ...]
    """By currency and maturity."""
    prints: tuple[Print, ...]
    """Newest first."""


def tape_days(chains: Iterable[Chain], solve: Solve | None = None) -> list[TapeDay]:
    """Sort the senior trades of watched issuers into days, and level each.

    A late print falls on the day of its execution, so an earlier day changes when one
    comes in; a day may be called final once a later day's file is known.

    Args:
        chains: What `net` made of all messages known.
        solve: Prices; none: upfronts stay unpriced.

    Returns:
        Days by date and issuer, the oldest first.
    """
    prints = [
        Print(chain, level_of(chain.traded, solve))
        for chain in chains
        if chain.new_risk and chain.issuer and chain.traded.senior
    ]
    prints = resolved(prints)
    prints.sort(key=_when, reverse=True)
    grouped: dict[tuple[dt.date, str], list[Print]] = {}
    for each in prints:
        grouped.setdefault((each.day, each.chain.issuer), []).append(each)
    return [
        TapeDay(issuer, day, tally(mine), _contracts(day, mine), tuple(mine))
        for (day, issuer), mine in sorted(grouped.items(), key=lambda item: item[0])
    ]


def tally(prints: Iterable[Print]) -> Tally:
    """Add up what was traded, in USD."""
    trades = capped = untold = 0
    gross = 0.0
    for each in prints:
        traded = each.chain.traded
        trades += 1
        capped += traded.capped
        if traded.notional is None or traded.currency != _USD:
            untold += 1
        else:
            gross += traded.notional
    return Tally(trades, gross, capped, untold)


def resolved(prints: Sequence[Print]) -> list[Print]:
    """Tell the sign of each upfront by other prints of its contract, where they can.

    In this order: the spreads stated that day; the last day of stated spreads before,
    two weeks back at most; another coupon that day. Where the spreads stated that day
    are near neither reading, nothing else tells. Only what the tape states is evidence,
    never what was concluded here, so the order of the prints is nothing.
    """
    stated: dict[_Contract, dict[dt.date, list[float]]] = {}
    unsure: dict[tuple[_Contract, dt.date], list[Print]] = {}
    for each in prints:
        if each.level.how is How.STATED and each.level.spread_bp is not None:
            days = stated.setdefault(each.contract, {})
            days.setdefault(each.day, []).append(each.level.spread_bp)
        elif each.level.how is How.AMBIGUOUS:
            unsure.setdefault((each.contract, each.day), []).append(each)
    return [
        each._replace(
            level=_resolved(
                each,
                stated.get(each.contract, {}),
                unsure[each.contract, each.day],
            )
        )
        if each.level.how is How.AMBIGUOUS
        else each
        for each in prints
    ]


def _resolved(
    print_: Print, stated: Mapping[dt.date, list[float]], same_day: Sequence[Print]
) -> Level:
    level, day = print_.level, print_.day
    if day in stated:
        middle = median(stated[day])
        near = within(level, middle, _QUOTE_BAND)
        if len(near) == 1:
            return _as_upfront(level, near[0], "by that day's stated spreads")
        if not near:
            said = f"{level.why}, and neither is near that day's stated {middle:.0f} bp"
            return level._replace(why=said)
    before = [each for each in stated if day - _ANCHOR_AGE <= each < day]
    if before:
        last = max(before)
        near = within(level, median(stated[last]), _ANCHOR_BAND)
        if len(near) == 1:
            return _as_upfront(level, near[0], f"by the stated spreads of {last}")
    found = _by_coupon(print_, same_day)
    if found is not None:
        return _as_upfront(level, found, "by a print with another coupon")
    return level


def _by_coupon(print_: Print, same_day: Sequence[Print]) -> float | None:
    """Return the one reading that every print with another coupon shares."""
    found: set[float] = set()
    for other in same_day:
        if other.chain.traded.coupon_bp == print_.chain.traded.coupon_bp:
            continue
        shared = {
            mine
            for mine in print_.level.candidates
            for its in other.level.candidates
            if abs(mine / its - 1) <= _COUPON_BAND
        }
        if not shared:
            return None
        found.update(shared)
    return found.pop() if len(found) == 1 else None


def _as_upfront(level: Level, spread_bp: float, why: str) -> Level:
    return level._replace(how=How.UPFRONT, spread_bp=spread_bp, why=why)


def _when(print_: Print) -> tuple[dt.datetime, IdKey]:
    return print_.chain.traded.executed_at, id_key(print_.chain.root)


def _contracts(day: dt.date, prints: Sequence[Print]) -> tuple[ContractDay, ...]:
    grouped: dict[_Contract, list[Print]] = {}
    for each in prints:
        grouped.setdefault(each.contract, []).append(each)
    ordered = sorted(
        grouped.items(), key=lambda item: (item[0][2], item[0][1] or dt.date.max)
    )
    return tuple(_contract(day, contract, mine) for contract, mine in ordered)


def _contract(
    day: dt.date, contract: _Contract, prints: Sequence[Print]
) -> ContractDay:
    _, maturity, currency = contract
    clean = [each.level for each in prints if each.level.clean]
    spreads = [each.spread_bp for each in clean if each.spread_bp is not None]
    return ContractDay(
        maturity=maturity,
        currency=currency,
        tenor=tenor_of(day, maturity) if maturity else "",
        level_bp=median(spreads) if len(spreads) >= ENOUGH else None,
        low_bp=min(spreads, default=None),
        high_bp=max(spreads, default=None),
        clean=len(spreads),
        from_upfront=sum(each.how is How.UPFRONT for each in clean),
        prints=tuple(prints),
    )
