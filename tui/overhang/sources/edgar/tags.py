"""Which us-gaap tags make up which figure, for whom.

The issuers of the shipped universe file their statements under different tags, so a
figure names its recipes in order: the first that a filing completes is used. Capex tags
are as seen in filings; those of debt follow the taxonomy's definitions and are not all
confirmed. Leases signed and not commenced are prose in the notes: no tag has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.observations import BalanceMeasure, CashFlowMeasure


class Part(NamedTuple):
    """One line of a recipe."""

    tags: tuple[str, ...]
    """The line's tag and, in order, those used when it is not."""
    optional: bool = False
    """Yes: companies without such a line leave it out, and the rest still stands."""


Recipe = tuple[Part, ...]
"""Lines that are added up."""

_AMAZON, _ORACLE = 1018724, 1341439

_PP_AND_E = "PaymentsToAcquirePropertyPlantAndEquipment"
_PRODUCTIVE = "PaymentsToAcquireProductiveAssets"

FLOWS: Mapping[CashFlowMeasure, tuple[str, ...]] = MappingProxyType(
    {
        CashFlowMeasure.CAPEX: (_PP_AND_E, _PRODUCTIVE),
        CashFlowMeasure.OCF: (
            "NetCashProvidedByUsedInOperatingActivities",
            "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
        ),
        CashFlowMeasure.LEASE_PRINCIPAL: ("FinanceLeasePrincipalPayments",),
        CashFlowMeasure.DIVIDENDS: ("PaymentsOfDividends",),
        CashFlowMeasure.BUYBACKS: ("PaymentsForRepurchaseOfCommonStock",),
    }
)
"""Tags of a line of the cash-flow statement, best first."""

_FLOWS_OF: Mapping[tuple[int, CashFlowMeasure], tuple[str, ...]] = MappingProxyType(
    # Amazon changed its tag in 2016/17; the older one covers what went before.
    {(_AMAZON, CashFlowMeasure.CAPEX): (_PRODUCTIVE, _PP_AND_E)}
)

_SHORT_TERM = Part(("CommercialPaper", "ShortTermBorrowings"), optional=True)
_NONCURRENT = Part(("LongTermDebtNoncurrent",))
_DEBT: tuple[Recipe, ...] = (
    (_NONCURRENT, Part(("DebtCurrent",))),
    (_NONCURRENT, Part(("LongTermDebtCurrent",), optional=True), _SHORT_TERM),
    (Part(("LongTermDebt",)), _SHORT_TERM),
)
_CASH = Part(("CashAndCashEquivalentsAtCarryingValue",))
_SECURITIES = Part(
    (
        "MarketableSecuritiesCurrent",
        "ShortTermInvestments",
        "AvailableForSaleSecuritiesDebtSecuritiesCurrent",
    )
)
_LONG_DATED = Part(("MarketableSecuritiesNoncurrent",), optional=True)

BALANCES: Mapping[BalanceMeasure, tuple[Recipe, ...]] = MappingProxyType(
    {
        BalanceMeasure.DEBT: _DEBT,
        # Without its securities an issuer looks poorer than it is: they must be there.
        BalanceMeasure.CASH_AND_SECURITIES: ((_CASH, _SECURITIES, _LONG_DATED),),
        BalanceMeasure.FINANCE_LEASES: (
            (Part(("FinanceLeaseLiability",)),),
            (
                Part(("FinanceLeaseLiabilityCurrent",)),
                Part(("FinanceLeaseLiabilityNoncurrent",)),
            ),
        ),
        BalanceMeasure.OPERATING_LEASES: (
            (Part(("OperatingLeaseLiability",)),),
            (
                Part(("OperatingLeaseLiabilityCurrent",)),
                Part(("OperatingLeaseLiabilityNoncurrent",)),
            ),
        ),
    }
)
"""Recipes of a line of the balance sheet, best first."""

_BALANCES_OF: Mapping[tuple[int, BalanceMeasure], tuple[Recipe, ...]] = (
    MappingProxyType(
        {
            (_ORACLE, BalanceMeasure.DEBT): (
                (
                    Part(("LongTermNotesPayable", "NotesPayableNoncurrent")),
                    Part(("NotesPayableCurrent", "DebtCurrent")),
                ),
                *_DEBT,
            )
        }
    )
)


def flow_tags(cik: int, measure: CashFlowMeasure) -> tuple[str, ...]:
    """Return a company's tags for a line of the cash-flow statement, best first."""
    return _FLOWS_OF.get((cik, measure), FLOWS[measure])


def recipes(cik: int, measure: BalanceMeasure) -> tuple[Recipe, ...]:
    """Return a company's recipes for a line of the balance sheet, best first."""
    return _BALANCES_OF.get((cik, measure), BALANCES[measure])


def tags(cik: int) -> tuple[str, ...]:
    """Return every tag that a company's figures need, each once, capex first."""
    return tuple(dict.fromkeys((*cash_flow_tags(cik), *balance_tags(cik))))


def cash_flow_tags(cik: int) -> tuple[str, ...]:
    """Return the tags of a company's cash-flow statement, each once, capex first."""
    flows = (tag for measure in FLOWS for tag in flow_tags(cik, measure))
    return tuple(dict.fromkeys(flows))


def balance_tags(cik: int) -> tuple[str, ...]:
    """Return the tags of a company's balance sheet, each once."""
    lines = (
        tag
        for measure in BALANCES
        for recipe in recipes(cik, measure)
        for part in recipe
        for tag in part.tags
    )
    return tuple(dict.fromkeys(lines))
