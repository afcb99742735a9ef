"""What the tape adds to the tables that the board reads: levels, and what traded."""

from __future__ import annotations

from collections.abc import Iterable

from overhang.core.calendars import Calendars, Market
from overhang.core.dates import short
from overhang.core.observations import (
    ActivityMeasure,
    CdsActivity,
    CdsMark,
    Convention,
)
from overhang.core.records import Quality
from overhang.core.tape.days import ContractDay, TapeDay

_USD = "USD"
_MM = 1e6


def marks(days: Iterable[TapeDay], source: str, calendars: Calendars) -> list[CdsMark]:
    """Return a mark for every on-the-run USD contract that has a level.

    A day when credit is closed makes none: nothing could be compared with it.

    Args:
        days: What `tape_days` made.
        source: Who published it; shown wherever the figure is.
        calendars: Business days of credit.
    """
    return [
        CdsMark(
            issuer=day.issuer,
            date=day.day,
            tenor=each.tenor,
            spread_bp=each.level_bp,
            convention=Convention.QUOTED,
            maturity=each.maturity,
            note=_note(each),
            source=source,
            quality=Quality.TRADE,
        )
        for day in days
        for each in day.contracts
        if each.level_bp is not None and each.tenor and each.currency == _USD
        if calendars.is_open(Market.SIFMA, day.day)
    ]


def activity(days: Iterable[TapeDay], source: str) -> list[CdsActivity]:
    """Return the notional traded on each day: a floor where a size is capped.

    Args:
        days: What `tape_days` made.
        source: Who published it; shown wherever the figure is.
    """
    return [
        CdsActivity(
            issuer=day.issuer,
            date=day.day,
            measure=ActivityMeasure.TRADED_NOTIONAL,
            value=day.tally.gross / _MM,
            bound=day.tally.bound,
            period=short(day.day),
            note=_trades(day),
            source=source,
            quality=Quality.TRADE,
        )
        for day in days
    ]


def _note(contract: ContractDay) -> str:
    """Say what the level is the median of."""
    said = f"median of {contract.clean} prints"
    if contract.from_upfront:
        said += f", {contract.from_upfront} from upfronts"
    return f"{said}, {contract.low_bp:.0f} to {contract.high_bp:.0f} bp"


def _trades(day: TapeDay) -> str:
    """Say how many trades there were, and what is not in the sum."""
    tally = day.tally
    said = [f"{tally.trades} trade{'s' * (tally.trades > 1)}"]
    if tally.capped:
        said.append(f"{tally.capped} capped")
    if tally.untold:
        said.append(f"{tally.untold} without a USD size")
    return ", ".join(said)
