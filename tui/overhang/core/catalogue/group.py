"""What is measured of a group as a whole."""

from __future__ import annotations

from overhang.core.catalogue.conventions import SENIOR, TWELVE
from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_PANE = Pane.GROUP
_PCT, _X, _BP, _BN = Unit.PERCENT, Unit.TIMES, Unit.BP, Unit.USD_BN
_UP = Worse.HIGHER
_CURVE = (
    "Constant-maturity yield of US Treasuries, bond-equivalent, in New York's "
    "afternoon; published on the next business day."
)

GROUP = (
    Metric(
        "group.value_lost",
        _PANE,
        "Market value lost",
        _BN,
        _UP,
        "sum over issuers of shares x (own reference close - P)",
        "Each since its own results; a group's percentage is the sum lost "
        "over the sum at reference, never a mean of percentages.",
    ),
    Metric(
        "group.value_lost.pct",
        _PANE,
        "Market value lost, %",
        _PCT,
        _UP,
        "sum lost / sum of shares x reference close",
    ),
    Metric(
        "group.capex.guidance",
        _PANE,
        "Group capex guidance",
        _BN,
        _UP,
        "sum of midpoints; a floor counts as its floor and makes the sum one",
        "Periods and definitions differ by issuer: the inputs say how.",
    ),
    Metric(
        "group.capex.to_ocf",
        _PANE,
        "Group capex / OCF",
        _X,
        _UP,
        "sum of capex / sum of OCF, twelve months each",
        TWELVE,
    ),
    Metric("group.issued.ytd", _PANE, "Issued YTD", _BN, _UP, "sum", SENIOR),
    Metric("group.issued.ltm", _PANE, "Issued LTM", _BN, _UP, "sum", SENIOR),
    Metric(
        "group.cds.basket",
        _PANE,
        "CDS basket",
        _BP,
        _UP,
        "equal-weight mean of the members' 5Y marks",
    ),
    Metric(
        "group.ai_share_ig",
        _PANE,
        "AI share of US IG",
        _PCT,
        _UP,
        "AI-related debt / US investment-grade market",
        "A theme, wider than the issuers watched.",
    ),
    Metric(
        "group.rates.sofr",
        _PANE,
        "SOFR",
        Unit.RATE,
        Worse.NEITHER,
        "as published",
        "Overnight; published on the morning of the next business day.",
    ),
    *(
        Metric(
            f"group.rates.ust.{years}y",
            _PANE,
            f"Treasury {years}Y",
            Unit.RATE,
            Worse.NEITHER,
            "as published",
            _CURVE,
        )
        for years in (2, 5, 10)
    ),
    Metric(
        "group.rates.2s10s",
        _PANE,
        "Treasury 2s10s",
        _BP,
        Worse.NEITHER,
        "10Y yield - 2Y yield of one day",
        _CURVE,
    ),
)
