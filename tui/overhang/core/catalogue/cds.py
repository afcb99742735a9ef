"""What is measured of credit: the 5Y mark, its changes, who trades it."""

from __future__ import annotations

from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_PANE = Pane.CDS
_X, _BP, _MM = Unit.TIMES, Unit.BP, Unit.USD_MM
_UP, _DOWN = Worse.HIGHER, Worse.LOWER
_CONTRACT = (
    "Both marks must be exact, of one quality and of one maturity date; across a "
    "roll or without a mark on the earlier business day there is no change."
)

CDS = (
    Metric(
        "cds.5y",
        _PANE,
        "CDS 5Y",
        _BP,
        _UP,
        "last mark of the 5Y on-the-run contract",
        "Quoted spread unless the mark says par; press marks are not composites.",
    ),
    Metric(
        "cds.5y.par",
        _PANE,
        "CDS 5Y par",
        _BP,
        _UP,
        "last mark of the 5Y on-the-run contract that is a par spread",
        "A quoted spread is never called par: without a par mark there is none.",
    ),
    Metric("cds.5y.chg.1d", _PANE, "CDS 5Y 1D", _BP, _UP, "S - S[-1 bd]", _CONTRACT),
    Metric("cds.5y.chg.1w", _PANE, "CDS 5Y 1W", _BP, _UP, "S - S[-5 bd]", _CONTRACT),
    Metric("cds.5y.chg.1m", _PANE, "CDS 5Y 1M", _BP, _UP, "S - S[-21 bd]", _CONTRACT),
    Metric(
        "cds.5y.chg.ytd",
        _PANE,
        "CDS 5Y YTD",
        _BP,
        _UP,
        "S - S[last close of the prior year]",
        _CONTRACT,
    ),
    Metric(
        "cds.5y.z.60d",
        _PANE,
        "CDS 5Y z-score 60d",
        Unit.SD,
        _UP,
        "(last daily change - mean) / sd of the 60 changes before",
        "Under 40 changes, or most of them carried marks: none.",
    ),
    Metric(
        "cds.mark_age",
        _PANE,
        "CDS mark age",
        Unit.BUSINESS_DAYS,
        _UP,
        "SIFMA business days since the mark",
    ),
    Metric(
        "cds.net_notional",
        _PANE,
        "CDS net notional",
        _MM,
        _UP,
        "outstanding protection net of offsetting trades",
        "From the DTCC tables; never a sum of trades.",
    ),
    Metric("cds.dealers", _PANE, "CDS dealers", Unit.COUNT, _DOWN, "dealers quoting"),
    Metric(
        "cds.vs_basket",
        _PANE,
        "CDS 5Y against the basket",
        _X,
        _UP,
        "5Y / equal-weight mean of the group's 5Y marks",
    ),
)
