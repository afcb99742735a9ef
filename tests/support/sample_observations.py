"""What was observed of the sample issuers: CDS and statements."""

from __future__ import annotations

import datetime as dt

from overhang.core.observations import (
    ActivityMeasure,
    Balance,
    BalanceMeasure,
    CashFlow,
    CashFlowMeasure,
    CdsActivity,
    CdsMark,
)
from overhang.core.records import Bound, Quality
from support.sample_universe import AUGUST


def _mark(
    code: str, day: dt.date, spread: float, bound: Bound = Bound.EXACT, note: str = ""
) -> CdsMark:
    return CdsMark(
        issuer=code,
        date=day,
        tenor="5Y",
        spread_bp=spread,
        bound=bound,
        source="press",
        quality=Quality.PRESS,
        note=note,
    )


MARKS = (
    _mark("ORCL", dt.date(2025, 9, 15), 60, Bound.CEILING),
    _mark("ORCL", dt.date(2025, 11, 16), 105, Bound.FLOOR),
    _mark("ORCL", dt.date(2026, 2, 12), 160, Bound.APPROX, "day of the article"),
    _mark("ORCL", dt.date(2026, 9, 28), 227),
    _mark("META", AUGUST, 94),
)
ACTIVITY = (
    CdsActivity(
        issuer="GOOGL",
        date=dt.date(2026, 2, 6),
        measure=ActivityMeasure.NET_NOTIONAL,
        value=895.0,
        bound=Bound.APPROX,
        source="Bloomberg, DTCC",
        quality=Quality.PRESS,
    ),
    CdsActivity(
        issuer="GOOGL",
        date=dt.date(2025, 12, 31),
        measure=ActivityMeasure.DEALERS,
        value=6.0,
        source="DTCC",
        quality=Quality.PRESS,
    ),
)


def _flow(
    code: str, measure: CashFlowMeasure, label: str, end: dt.date, value: float
) -> CashFlow:
    return CashFlow(
        issuer=code,
        period=label,
        period_end=end,
        months=12 if label.startswith("FY") else 3,
        measure=measure,
        value_usd_mm=value,
        source="10-Q",
        quality=Quality.REPORTED,
    )


CASH_FLOW = (
    _flow("META", CashFlowMeasure.CAPEX, "FY2024", dt.date(2024, 12, 31), 37256.0),
    _flow("META", CashFlowMeasure.CAPEX, "FY2025", dt.date(2025, 12, 31), 69691.0),
    _flow("META", CashFlowMeasure.CAPEX, "2026Q1", dt.date(2026, 3, 31), 19840.0),
    _flow("META", CashFlowMeasure.OCF, "2026Q1", dt.date(2026, 3, 31), 32226.0),
)
BALANCES = (
    Balance(
        issuer="META",
        date=dt.date(2026, 6, 30),
        measure=BalanceMeasure.DEBT,
        value_usd_mm=83906.0,
        source="10-Q",
        quality=Quality.REPORTED,
    ),
)
