"""Readings of twelve months of cash flow: capex, what was earned, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics import coverage
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.coverage import Flow, Matched, TwelveMonths
from overhang.core.metrics.evidence import absent, cited, computed, either, newest
from overhang.core.observations import CashFlowMeasure
from overhang.core.snapshot import Input, Reading

NOT_MEANINGFUL = "NM: OCF is zero or negative"

_WORDS: Mapping[CashFlowMeasure, str] = {
    CashFlowMeasure.CAPEX: "capex",
    CashFlowMeasure.OCF: "OCF",
    CashFlowMeasure.LEASE_PRINCIPAL: "lease principal",
    CashFlowMeasure.DIVIDENDS: "dividends",
    CashFlowMeasure.BUYBACKS: "buybacks",
}
_PAID_OUT = (
    CashFlowMeasure.LEASE_PRINCIPAL,
    CashFlowMeasure.DIVIDENDS,
    CashFlowMeasure.BUYBACKS,
)


class Ledger(NamedTuple):
    """One issuer's cash-flow rows by line, and what ages them."""

    inputs: Inputs
    lines: Mapping[CashFlowMeasure, Sequence[Flow]]
    fiscal_year_end: str


def cash(ledger: Ledger) -> dict[str, Reading]:
    """Measure the `capex.*` ids that come from cash-flow statements.

    Capex and OCF on their own are the newest there are; what compares the two takes
    the newest twelve months that both cover.
    """
    capex = coverage.twelve_months(ledger.lines.get(CashFlowMeasure.CAPEX, ()))
    ocf = coverage.twelve_months(ledger.lines.get(CashFlowMeasure.OCF, ()))
    both = coverage.matched(capex, ocf)
    return {
        "capex.actual": _newest(ledger, capex, CashFlowMeasure.CAPEX),
        "capex.ocf": _newest(ledger, ocf, CashFlowMeasure.OCF),
        "capex.to_ocf.ltm": _compare(
            ledger, both, coverage.capex_to_ocf, NOT_MEANINGFUL
        ),
        "capex.ocf_cover": _compare(ledger, both, coverage.ocf_cover, "no capex"),
        "capex.fcf.ltm": _compare(ledger, both, _fcf_bn, ""),
        "capex.funding_gap": _funding_gap(ledger, both),
    }


def _newest(
    ledger: Ledger, sums: Sequence[TwelveMonths], measure: CashFlowMeasure
) -> Reading:
    if not sums:
        return absent(f"no twelve months of {_WORDS[measure]}")
    return _reading(ledger, sums[0].usd_bn, sums[:1])


def _compare(
    ledger: Ledger,
    both: Matched | None,
    ratio: Callable[[float, float], float | None],
    undefined: str,
) -> Reading:
    if both is None:
        return absent("capex and OCF share no twelve months")
    value = ratio(both.capex.usd_mm, both.ocf.usd_mm)
    if value is None:
        return absent(undefined, _cited(both))
    return _reading(ledger, value, both)


def _funding_gap(ledger: Ledger, both: Matched | None) -> Reading:
    """The gap needs every payment of the same months: a part would understate it."""
    if both is None:
        return absent("capex and OCF share no twelve months")
    end = both.capex.end
    paid = {each: coverage.at(ledger.lines.get(each, ()), end) for each in _PAID_OUT}
    whole = [each for each in paid.values() if each is not None]
    if len(whole) < len(_PAID_OUT):
        missing = [_WORDS[each] for each, found in paid.items() if found is None]
        return absent(f"no {either(missing)} for {both.capex.label}")
    leases, dividends, buybacks = (each.usd_bn for each in whole)
    gap = coverage.funding_gap(
        both.capex.usd_bn, both.ocf.usd_bn, leases, dividends, buybacks
    )
    return _reading(ledger, gap, (*both, *whole))


def _fcf_bn(capex_mm: float, ocf_mm: float) -> float:
    return coverage.free_cash_flow(capex_mm, ocf_mm) / 1000


def _reading(ledger: Ledger, value: float, sums: Sequence[TwelveMonths]) -> Reading:
    span = sums[0]
    rows = [term.row for each in sums for term in each.terms]
    age = state_of(
        Kind.FILING,
        span.end,
        ledger.inputs.clock,
        ledger.inputs.calendars,
        fiscal_year_end=ledger.fiscal_year_end,
    )
    return Reading(
        value=value,
        state=age.state,
        reason=age.reason,
        about=span.end,
        known_at=newest(rows),
        age=age.age,
        label=span.label,
        quality=computed(rows),
        inputs=_cited(sums),
    )


def _cited(sums: Sequence[TwelveMonths]) -> tuple[Input, ...]:
    return tuple(
        cited(
            f"{'less ' if term.sign < 0 else ''}{term.row.record.period} "
            f"{_WORDS[term.row.record.measure]}",
            term.row.record.value_usd_mm,
            Unit.USD_MM,
            term.row,
            note=term.row.record.note,
        )
        for each in sums
        for term in each.terms
    )
