"""What stands behind rules and has no table of its own: index, book, data."""

from __future__ import annotations

from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_UP = Worse.HIGHER

DESK = (
    Metric(
        "index.cdx_ig.5y",
        Pane.INDEX,
        "CDX IG 5Y",
        Unit.BP,
        _UP,
        "last level of the 5Y CDX.NA.IG",
        "One figure for the whole market, given on every issuer.",
    ),
    Metric(
        "position.cs01",
        Pane.POSITION,
        "CS01",
        Unit.USD_PER_BP,
        Worse.NEITHER,
        "what the position gains when the spread widens by 1 bp",
        "Signed: protection bought is positive, sold is negative.",
    ),
    *(
        Metric(
            f"data.stale.{pane}",
            Pane.DATA,
            f"Stale {words} figures",
            Unit.COUNT,
            _UP,
            "figures out of date by their own calendar",
            "Stale and dead ones; a figure that was never seen does not count.",
        )
        for pane, words in (
            (Pane.EQUITY, "drawdown"),
            (Pane.CAPEX, "capex"),
            (Pane.DEBT, "debt"),
            (Pane.CDS, "CDS"),
        )
    ),
)
