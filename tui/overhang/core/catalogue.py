"""Every metric by name: unit, adverse side, formula. What readings are read with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Unit(StrEnum):
    """How a value is meant and written."""

    PERCENT = "%"
    """Held as a fraction: -0.27 is -27 %."""
    TIMES = "x"
    BP = "bp"
    USD = "USD"
    """A price a share."""
    USD_BN = "USD bn"
    USD_MM = "USD mm"
    BUSINESS_DAYS = "bd"
    DAYS = "d"
    COUNT = "count"
    SD = "sd"
    """Standard deviations."""


class Worse(StrEnum):
    """Which side is adverse."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Pane(StrEnum):
    """Where a metric is at home."""

    EQUITY = "equity"
    CAPEX = "capex"
    DEBT = "debt"
    CDS = "cds"
    GROUP = "group"


class Metric(NamedTuple):
    """What one metric is."""

    id: str
    pane: Pane
    title: str
    unit: Unit
    worse: Worse
    formula: str
    convention: str = ""
    """Edge cases and the reference a trader would ask for."""


_E, _C, _D, _S, _G = Pane.EQUITY, Pane.CAPEX, Pane.DEBT, Pane.CDS, Pane.GROUP
_PCT, _X, _BP, _BN, _MM = Unit.PERCENT, Unit.TIMES, Unit.BP, Unit.USD_BN, Unit.USD_MM
_UP, _DOWN, _FLAT = Worse.HIGHER, Worse.LOWER, Worse.NEITHER

_CLOSES = "Closes adjusted for splits, not for dividends; never intraday highs."
_RESULTS = (
    "Reported after the close: reference is that day's close; before the open: the "
    "close before."
)
_CONTRACT = (
    "Both marks must be exact, of one quality and of one maturity date; across a "
    "roll or without a mark on the earlier business day there is no change."
)
_TWELVE = (
    "The last twelve months when the quarters add up to them, else the last full "
    "fiscal year; the label says which. Capex and OCF cover the same months."
)
_SENIOR = (
    "USD senior notes by settlement date, pricing date where settlement is unknown; "
    "vehicles, convertibles, equity and other currencies stay out."
)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        each.id: each
        for each in (
            Metric("equity.close", _E, "Close", Unit.USD, _FLAT, "last close", _CLOSES),
            Metric("equity.chg.1d", _E, "1D", _PCT, _DOWN, "P / P[-1] - 1", _CLOSES),
            Metric("equity.chg.5d", _E, "5D", _PCT, _DOWN, "P / P[-5] - 1", _CLOSES),
            Metric("equity.chg.1m", _E, "1M", _PCT, _DOWN, "P / P[-21] - 1", _CLOSES),
            Metric(
                "equity.drawdown.peak",
                _E,
                "Drawdown from running peak",
                _PCT,
                _DOWN,
                "P / max(all closes so far) - 1",
                _CLOSES,
            ),
            Metric(
                "equity.drawdown.52w",
                _E,
                "Drawdown from 52-week high",
                _PCT,
                _DOWN,
                "P / max(closes of the last 364 calendar days) - 1",
                _CLOSES,
            ),
            Metric(
                "equity.drawdown.results",
                _E,
                "Since last results",
                _PCT,
                _DOWN,
                "P / reference close - 1",
                _RESULTS,
            ),
            Metric(
                "equity.to_recover",
                _E,
                "To recover the peak",
                _PCT,
                _UP,
                "peak / P - 1",
                _CLOSES,
            ),
            Metric(
                "equity.days_from_peak",
                _E,
                "Days since the peak",
                Unit.DAYS,
                _UP,
                "calendar days from the peak close to the last close",
            ),
            Metric(
                "equity.value_lost",
                _E,
                "Market value lost since results",
                _BN,
                _UP,
                "shares x (reference close - P)",
                "Shares held fixed, all classes. " + _RESULTS,
            ),
            Metric(
                "equity.value_lost.peak",
                _E,
                "Market value lost from the peak",
                _BN,
                _UP,
                "shares x (peak close - P)",
                "Shares held fixed, all classes.",
            ),
            Metric(
                "equity.market_value",
                _E,
                "Market value",
                _BN,
                _FLAT,
                "shares x P",
                "Shares held fixed, all classes.",
            ),
            Metric(
                "equity.vs_group",
                _E,
                "Against the group",
                _PCT,
                _DOWN,
                "52-week drawdown - mean of the other issuers' 52-week drawdowns",
            ),
            Metric(
                "equity.vol.60d",
                _E,
                "Realised volatility, 60 days",
                _PCT,
                _UP,
                "sd(ln returns, 60 d) x sqrt(252)",
            ),
            Metric("capex.guidance.low", _C, "Guidance low", _BN, _UP, "as given"),
            Metric(
                "capex.guidance.mid",
                _C,
                "Guidance midpoint",
                _BN,
                _UP,
                "(low + high) / 2",
                "A floor, a ceiling or words have no midpoint.",
            ),
            Metric("capex.guidance.high", _C, "Guidance high", _BN, _UP, "as given"),
            Metric(
                "capex.guidance.revision",
                _C,
                "Guidance revision",
                _PCT,
                _UP,
                "midpoint / prior midpoint - 1",
                "Same period and definition; a definition change breaks the series "
                "and is no cut.",
            ),
            Metric(
                "capex.guidance.raises",
                _C,
                "Raises this year",
                Unit.COUNT,
                _UP,
                "statements this calendar year whose midpoint rose",
            ),
            Metric(
                "capex.guidance.vs_forecast",
                _C,
                "Against broker forecast",
                _PCT,
                _UP,
                "midpoint / forecast for the same period - 1",
                "The forecast's date is shown; a three-year sum is never compared "
                "with a year.",
            ),
            Metric(
                "capex.actual",
                _C,
                "Capex, twelve months",
                _BN,
                _UP,
                "sum of cash capex",
                _TWELVE,
            ),
            Metric(
                "capex.ocf",
                _C,
                "Operating cash flow, twelve months",
                _BN,
                _DOWN,
                "sum of operating cash flow",
                _TWELVE,
            ),
            Metric(
                "capex.to_ocf.ltm",
                _C,
                "Capex / OCF",
                _X,
                _UP,
                "capex / operating cash flow",
                _TWELVE + " OCF of zero or less: not meaningful.",
            ),
            Metric(
                "capex.ocf_cover",
                _C,
                "OCF cover",
                _X,
                _DOWN,
                "operating cash flow / capex",
                _TWELVE,
            ),
            Metric(
                "capex.fcf.ltm",
                _C,
                "Free cash flow after capex",
                _BN,
                _DOWN,
                "operating cash flow - capex",
                _TWELVE + " Before buybacks, dividends and finance leases.",
            ),
            Metric(
                "capex.funding_gap",
                _C,
                "Funding gap",
                _BN,
                _UP,
                "max(0, -(FCF - lease principal - dividends - buybacks))",
                _TWELVE,
            ),
            Metric(
                "capex.leases_not_commenced",
                _C,
                "Leases signed, not commenced",
                _BN,
                _UP,
                "as reported in the lease note",
            ),
            Metric("debt.issued.ytd", _D, "Issued YTD", _BN, _UP, "sum", _SENIOR),
            Metric("debt.issued.ltm", _D, "Issued LTM", _BN, _UP, "sum", _SENIOR),
            Metric(
                "debt.vehicles.ltm",
                _D,
                "Vehicles LTM",
                _BN,
                _UP,
                "sum of off-balance-sheet vehicles' USD debt",
                "Flagged, never summed with senior notes.",
            ),
            Metric("debt.last.size", _D, "Last deal", _BN, _UP, "final size", _SENIOR),
            Metric(
                "debt.last.cover",
                _D,
                "Cover",
                _X,
                _DOWN,
                "peak book / final size",
                'A press "more than" is a floor.',
            ),
            Metric(
                "debt.last.upsize",
                _D,
                "Upsizing",
                _PCT,
                _UP,
                "final / launch - 1",
                "No launch size: none.",
            ),
            Metric(
                "debt.last.nic",
                _D,
                "New-issue concession",
                _BP,
                _UP,
                "pricing - secondary fair value",
                "As the press reports it; the middle of a range.",
            ),
            Metric(
                "debt.last.tightening",
                _D,
                "Tightening from IPT",
                _BP,
                _DOWN,
                "IPT - pricing, longest tranche",
            ),
            Metric("debt.total", _D, "Total debt", _BN, _UP, "as reported"),
            Metric(
                "debt.net",
                _D,
                "Net debt",
                _BN,
                _UP,
                "debt + finance leases - cash - marketable securities",
                "All of one balance-sheet date.",
            ),
            Metric(
                "cds.5y",
                _S,
                "CDS 5Y",
                _BP,
                _UP,
                "last mark of the 5Y on-the-run contract",
                "Quoted spread unless the mark says par; press marks are not "
                "composites.",
            ),
            Metric("cds.5y.chg.1d", _S, "1D", _BP, _UP, "S - S[-1 bd]", _CONTRACT),
            Metric("cds.5y.chg.1w", _S, "1W", _BP, _UP, "S - S[-5 bd]", _CONTRACT),
            Metric("cds.5y.chg.1m", _S, "1M", _BP, _UP, "S - S[-21 bd]", _CONTRACT),
            Metric(
                "cds.5y.chg.ytd",
                _S,
                "YTD",
                _BP,
                _UP,
                "S - S[last close of the prior year]",
                _CONTRACT,
            ),
            Metric(
                "cds.5y.z.60d",
                _S,
                "z-score, 60 days",
                Unit.SD,
                _UP,
                "(last daily change - mean) / sd of the 60 changes before",
                "Under 40 changes, or most of them carried marks: none.",
            ),
            Metric(
                "cds.mark_age",
                _S,
                "Mark age",
                Unit.BUSINESS_DAYS,
                _UP,
                "SIFMA business days since the mark",
            ),
            Metric(
                "cds.net_notional",
                _S,
                "Net notional",
                _MM,
                _UP,
                "outstanding protection net of offsetting trades",
                "From the DTCC tables; never a sum of trades.",
            ),
            Metric("cds.dealers", _S, "Dealers", Unit.COUNT, _DOWN, "dealers quoting"),
            Metric(
                "cds.vs_basket",
                _S,
                "Against the basket",
                _X,
                _UP,
                "5Y / equal-weight mean of the group's 5Y marks",
            ),
            Metric(
                "group.value_lost",
                _G,
                "Market value lost",
                _BN,
                _UP,
                "sum over issuers of shares x (own reference close - P)",
                "Each since its own results; a group's percentage is the sum lost "
                "over the sum at reference, never a mean of percentages.",
            ),
            Metric(
                "group.value_lost.pct",
                _G,
                "Market value lost, %",
                _PCT,
                _UP,
                "sum lost / sum of shares x reference close",
            ),
            Metric(
                "group.capex.guidance",
                _G,
                "Group capex guidance",
                _BN,
                _UP,
                "sum of midpoints; a floor counts as its floor and makes the sum one",
                "Periods and definitions differ by issuer: the inputs say how.",
            ),
            Metric(
                "group.capex.to_ocf",
                _G,
                "Group capex / OCF",
                _X,
                _UP,
                "sum of capex / sum of OCF, twelve months each",
                _TWELVE,
            ),
            Metric("group.issued.ytd", _G, "Issued YTD", _BN, _UP, "sum", _SENIOR),
            Metric("group.issued.ltm", _G, "Issued LTM", _BN, _UP, "sum", _SENIOR),
            Metric(
                "group.cds.basket",
                _G,
                "CDS basket",
                _BP,
                _UP,
                "equal-weight mean of the members' 5Y marks",
            ),
            Metric(
                "group.ai_share_ig",
                _G,
                "AI share of US IG",
                _PCT,
                _UP,
                "AI-related debt / US investment-grade market",
                "A theme, wider than the issuers watched.",
            ),
        )
    }
)
"""By id. A metric of pane `group` is measured for groups, the others for issuers."""
