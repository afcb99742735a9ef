"""The tables a desk brings: one name, one record type each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.events import (
    Deal,
    Fact,
    Forecast,
    Guidance,
    Rating,
    Results,
    Tranche,
)
from overhang.core.filings import Filing
from overhang.core.observations import (
    Balance,
    CashFlow,
    CdsActivity,
    CdsMark,
    Close,
    IndexMark,
    Position,
    Rate,
)
from overhang.core.records import Record
from overhang.core.tape.message import TapeMessage

TABLES: Mapping[str, type[Record]] = MappingProxyType(
    {
        "closes": Close,
        "results": Results,
        "capex_guidance": Guidance,
        "cash_flow": CashFlow,
        "balances": Balance,
        "deals": Deal,
        "tranches": Tranche,
        "ratings": Rating,
        "cds_marks": CdsMark,
        "cds_activity": CdsActivity,
        "indices": IndexMark,
        "positions": Position,
        "forecasts": Forecast,
        "facts": Fact,
        "filings": Filing,
        "rates": Rate,
        "tape": TapeMessage,
    }
)
"""Every table by name: `closes` is `closes.csv` in a folder, `BASE/closes` by HTTP."""
