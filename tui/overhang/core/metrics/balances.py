"""What an issuer owes and has promised, as of one balance sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.evidence import (
    Row,
    absent,
    cited,
    computed,
    either,
    joined,
    mirrored,
    newest,
)
from overhang.core.observations import Balance, BalanceMeasure
from overhang.core.snapshot import Reading

_NET = {
    BalanceMeasure.DEBT: 1,
    BalanceMeasure.FINANCE_LEASES: 1,
    BalanceMeasure.CASH_AND_SECURITIES: -1,
}


class Balances(NamedTuple):
    """One issuer's balance-sheet rows, oldest first, and what ages them."""

    inputs: Inputs
    rows: Sequence[Row[Balance]]
    fiscal_year_end: str


def total_debt(owed: Balances) -> Reading:
    """Return the newest reported debt, USD bn."""
    return _last(owed, BalanceMeasure.DEBT)


def leases_not_commenced(owed: Balances) -> Reading:
    """Return the newest reported leases signed and not commenced, USD bn."""
    return _last(owed, BalanceMeasure.LEASES_NOT_COMMENCED)


def net_debt(owed: Balances) -> Reading:
    """Return debt and finance leases less cash and securities of one date, USD bn."""
    sheets: dict[date, dict[BalanceMeasure, Row[Balance]]] = {}
    for row in owed.rows:
        if row.record.measure in _NET:
            sheets.setdefault(row.record.date, {})[row.record.measure] = row
    if not sheets:
        return absent("no debt recorded")
    whole = [day for day, sheet in sheets.items() if len(sheet) == len(_NET)]
    if not whole:
        last = max(sheets)
        missing = [_words(each) for each in _NET if each not in sheets[last]]
        return absent(f"no {either(missing)} at {short(last)}")
    sheet = sheets[max(whole)]
    return _reading(owed, [(sign, sheet[each]) for each, sign in _NET.items()])


def _last(owed: Balances, measure: BalanceMeasure) -> Reading:
    rows = [row for row in owed.rows if row.record.measure is measure]
    if not rows:
        return absent(f"no {_words(measure)} recorded")
    return _reading(owed, [(1, rows[-1])])


def _reading(owed: Balances, terms: Sequence[tuple[int, Row[Balance]]]) -> Reading:
    rows = [row for _, row in terms]
    day = rows[0].record.date
    inputs = owed.inputs
    age = state_of(
        Kind.FILING,
        day,
        inputs.clock,
        inputs.calendars,
        fiscal_year_end=owed.fiscal_year_end,
    )
    bounds = [
        row.record.bound if sign > 0 else mirrored(row.record.bound)
        for sign, row in terms
    ]
    return Reading(
        value=sum(sign * row.record.value_usd_mm for sign, row in terms) / 1000,
        state=age.state,
        reason=age.reason,
        about=day,
        known_at=newest(rows),
        age=age.age,
        label=short(day),
        bound=joined(bounds),
        quality=computed(rows),
        inputs=tuple(
            cited(
                ("" if sign > 0 else "less ") + _words(row.record.measure),
                row.record.value_usd_mm,
                Unit.USD_MM,
                row,
                bound=row.record.bound,
                note=row.record.note,
            )
            for sign, row in terms
        ),
    )


def _words(measure: BalanceMeasure) -> str:
    return measure.replace("_", " ")
