"""What is measured of borrowing: issuance, the last deal, balances."""

from __future__ import annotations

from overhang.core.catalogue.conventions import SENIOR
from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_PANE = Pane.DEBT
_PCT, _X, _BP, _BN = Unit.PERCENT, Unit.TIMES, Unit.BP, Unit.USD_BN
_UP, _DOWN = Worse.HIGHER, Worse.LOWER

DEBT = (
    Metric("debt.issued.ytd", _PANE, "Issued YTD", _BN, _UP, "sum", SENIOR),
    Metric("debt.issued.ltm", _PANE, "Issued LTM", _BN, _UP, "sum", SENIOR),
    Metric(
        "debt.vehicles.ltm",
        _PANE,
        "Vehicles' debt LTM",
        _BN,
        _UP,
        "sum of off-balance-sheet vehicles' USD debt",
        "Flagged, never summed with senior notes.",
    ),
    Metric("debt.last.size", _PANE, "Last deal size", _BN, _UP, "final size", SENIOR),
    Metric(
        "debt.last.cover",
        _PANE,
        "Last deal cover",
        _X,
        _DOWN,
        "peak book / final size",
        'A press "more than" is a floor.',
    ),
    Metric(
        "debt.last.upsize",
        _PANE,
        "Last deal upsizing",
        _PCT,
        _UP,
        "final / launch - 1",
        "No launch size: none.",
    ),
    Metric(
        "debt.last.nic",
        _PANE,
        "New-issue concession",
        _BP,
        _UP,
        "pricing - secondary fair value",
        "As the press reports it; the middle of a range.",
    ),
    Metric(
        "debt.last.tightening",
        _PANE,
        "Last deal tightening from IPT",
        _BP,
        _DOWN,
        "IPT - pricing, longest tranche",
    ),
    Metric(
        "debt.filings",
        _PANE,
        "Deal filings",
        Unit.COUNT,
        _UP,
        "filings of 5 business days that may be a deal",
        "8-K items 2.03 and 8.01, FWP, 424B2, 424B5: the document says whether one is. "
        "144A deals and vehicles' debt are not filed.",
    ),
    Metric("debt.total", _PANE, "Total debt", _BN, _UP, "as reported"),
    Metric(
        "debt.net",
        _PANE,
        "Net debt",
        _BN,
        _UP,
        "debt + finance leases - cash - marketable securities",
        "All of one balance-sheet date.",
    ),
)
