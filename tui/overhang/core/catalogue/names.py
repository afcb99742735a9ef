"""What a metric is called in a few words, and which metrics are changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "equity.close": "close",
        "equity.to_recover": "to recover the peak",
        "equity.days_from_peak": "days since the peak",
        "equity.market_value": "market value",
        "equity.vs_group": "against the group",
        "capex.ocf_cover": "OCF cover",
        "capex.funding_gap": "funding gap",
        "debt.vehicles.ltm": "vehicles LTM",
        "debt.last.upsize": "upsizing",
        "debt.last.tightening": "tightening from IPT",
        "debt.filings": "deal filings",
        "debt.total": "total debt",
        "debt.net": "net debt",
        "cds.vs_basket": "CDS against the basket",
        "group.capex.guidance": "capex guidance",
        "group.ai_share_ig": "AI share of US IG",
        "equity.chg.1d": "1D price change",
        "equity.chg.5d": "5D price change",
        "equity.chg.1m": "1M price change",
        "equity.drawdown.peak": "drawdown from peak",
        "equity.drawdown.52w": "52w drawdown",
        "equity.drawdown.results": "since results",
        "equity.value_lost": "value lost since results",
        "equity.value_lost.peak": "value lost from peak",
        "equity.vol.60d": "60d volatility",
        "capex.guidance.low": "guidance low",
        "capex.guidance.mid": "guidance midpoint",
        "capex.guidance.high": "guidance high",
        "capex.guidance.revision": "guidance revision",
        "capex.guidance.raises": "guidance raises this year",
        "capex.guidance.vs_forecast": "guidance against forecast",
        "capex.actual": "capex 12m",
        "capex.ocf": "OCF 12m",
        "capex.to_ocf.ltm": "capex/OCF",
        "capex.fcf.ltm": "FCF after capex",
        "capex.leases_not_commenced": "leases not commenced",
        "debt.issued.ytd": "issued YTD",
        "debt.issued.ltm": "issued LTM",
        "debt.last.size": "last deal",
        "debt.last.cover": "cover",
        "debt.last.nic": "NIC",
        "cds.5y": "CDS 5Y",
        "cds.5y.par": "CDS 5Y par",
        "cds.5y.chg.1d": "CDS 1D",
        "cds.5y.chg.1w": "CDS 1W",
        "cds.5y.chg.1m": "CDS 1M",
        "cds.5y.chg.ytd": "CDS YTD",
        "cds.5y.z.60d": "CDS z 60d",
        "cds.mark_age": "CDS mark age",
        "cds.net_notional": "net notional",
        "cds.dealers": "dealers",
        "index.cdx_ig.5y": "CDX IG 5Y",
        "position.cs01": "CS01",
        "data.stale.equity": "stale drawdown figures",
        "data.stale.capex": "stale capex figures",
        "data.stale.debt": "stale debt figures",
        "data.stale.cds": "stale CDS figures",
        "group.value_lost": "value lost",
        "group.value_lost.pct": "value lost, %",
        "group.issued.ytd": "issued YTD",
        "group.issued.ltm": "issued LTM",
        "group.capex.to_ocf": "capex/OCF",
        "group.cds.basket": "CDS basket",
        "group.rates.sofr": "SOFR",
        "group.rates.ust.2y": "UST 2Y",
        "group.rates.ust.5y": "UST 5Y",
        "group.rates.ust.10y": "UST 10Y",
        "group.rates.2s10s": "2s10s",
    }
)
_CHANGES = frozenset(
    {
        "equity.chg.1d",
        "equity.chg.5d",
        "equity.chg.1m",
        "equity.drawdown.results",
        "equity.vs_group",
        "capex.guidance.revision",
        "capex.guidance.vs_forecast",
        "debt.last.upsize",
        "cds.5y.chg.1d",
        "cds.5y.chg.1w",
        "cds.5y.chg.1m",
        "cds.5y.chg.ytd",
        "cds.5y.z.60d",
    }
)
"""Written with their sign."""


def short(metric: str) -> str:
    """Name a metric in a few words for a note: `52w drawdown`."""
    return _SHORT[metric]


def is_change(metric: str) -> bool:
    """Whether the metric is a change: written with its sign, toned by its side."""
    return metric in _CHANGES
