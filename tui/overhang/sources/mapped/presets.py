"""Vendors whose answers are known: the address, the mapping, and on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from overhang.config.feeds import QuotesOptions
from overhang.core.rights import Rights


class Preset(NamedTuple):
    """One vendor's answers about closes, as its documents and clients have them."""

    url: str
    """One request an issuer: `{symbol}`, and `{from}` and `{to}` as ISO days."""
    rows: str
    fields: Mapping[str, str]
    key_name: str
    source: str
    licence: str
    rights: Rights = Rights.DISPLAY
    dates: str = ""
    personal: str = ""
    """Why it is off unless one person uses it alone; empty: it may run."""


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "polygon": Preset(
            "https://api.polygon.io/v2/aggs/ticker/{symbol}/range/1/day/{from}/{to}"
            "?adjusted=true&limit=5000",
            "results",
            {"date": "t", "close_usd": "c"},
            "bearer",
            "Polygon",
            "your Polygon plan; a firm needs a business plan",
            dates="unix-ms",
        ),
        "alphavantage": Preset(
            "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol={symbol}",
            '"Global Quote"',
            {"date": "07. latest trading day", "close_usd": "05. price"},
            "query:apikey",
            "Alpha Vantage",
            "your Alpha Vantage plan; a firm needs a commercial one",
        ),
        "finnhub": Preset(
            "https://finnhub.io/api/v1/quote?symbol={symbol}",
            "",
            {"at": "t", "close_usd": "c"},
            "header:X-Finnhub-Token",
            "Finnhub",
            "the free plan is for personal use; a firm needs a paid one",
            dates="unix",
            personal="Finnhub's free plan is for personal use only",
        ),
        "twelvedata": Preset(
            "https://api.twelvedata.com/time_series?symbol={symbol}&interval=1day"
            "&start_date={from}&end_date={to}",
            "values",
            {"date": "datetime", "close_usd": "close"},
            "query:apikey",
            "Twelve Data",
            "your Twelve Data plan; a firm needs a business plan",
        ),
        "fmp": Preset(
            "https://financialmodelingprep.com/stable/quote?symbol={symbol}",
            "",
            {"at": "timestamp", "close_usd": "price"},
            "query:apikey",
            "Financial Modeling Prep",
            "your FMP plan; display and redistribution need an agreement of their own",
            dates="unix",
        ),
        "yahoo": Preset(
            "https://query1.finance.yahoo.com/v8/finance/chart/{symbol}"
            "?range=1d&interval=1d",
            "chart.result[].meta",
            {"at": "regularMarketTime", "close_usd": "regularMarketPrice"},
            "",
            "Yahoo Finance",
            "personal use only; nothing may be passed on",
            dates="unix",
            personal="Yahoo's terms allow personal use only",
        ),
    }
)
"""By the name that `preset` takes."""

TABLE = "closes"
"""The table of every preset."""


def filled(options: QuotesOptions) -> QuotesOptions:
    """Return the options with what the preset says where they say nothing."""
    preset = PRESETS.get(options.preset)
    if preset is None:
        return options
    return replace(
        options,
        table=options.table or TABLE,
        fields={**preset.fields, **options.fields},
        rows=options.rows or preset.rows,
        dates=options.dates or preset.dates,
        timezone=options.timezone or ("America/New_York" if preset.dates else ""),
        key_name=options.key_name or preset.key_name,
        each=True,
    )


def off(options: QuotesOptions) -> str:
    """Say why a feed may not run; empty: it may."""
    preset = PRESETS.get(options.preset)
    if preset is None or not preset.personal or options.personal_use:
        return ""
    return f"{preset.personal}: set personal_use = true if that is what this is"
