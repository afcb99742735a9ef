"""Rows of the slow tables, built in a line: guidance, cash flow, balances, deals."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec

from overhang.core.events import (
    Deal,
    Forecast,
    ForecastMeasure,
    Guidance,
    GuidanceForm,
    Instrument,
)
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.evidence import Row
from overhang.core.observations import (
    Balance,
    BalanceMeasure,
    CashFlow,
    CashFlowMeasure,
)
from overhang.core.records import Quality, Record
from overhang.core.snapshot import Clock
from overhang.core.tables import TABLES
from support.measured import KNOWN, VECTORS, calendars, versions
from support.shipped import DATA, records

TODAY = date(2026, 10, 9)


def day(text: str) -> date:
    return date.fromisoformat(text)


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def row(record: Any, number: int = 1) -> Row[Any]:
    return Row(record, KNOWN, number)


def rows(*records: Record) -> list[Row[Any]]:
    return [row(each, number) for number, each in enumerate(records, 1)]


def guided(
    given_on: str,
    low: float | None = None,
    high: float | None = None,
    *,
    form: GuidanceForm = GuidanceForm.RANGE,
    period: str = "CY2026",
    definition: str = "cash capex",
    comparable: bool = True,
    issuer: str = "AAA",
) -> Guidance:
    """Give a statement on a calendar year, a fiscal year to June, or a quarter."""
    year = int(period[2:6])
    start, end = date(year, 1, 1), date(year, 12, 31)
    if period.startswith("FY"):
        start, end = date(year - 1, 7, 1), date(year, 6, 30)
    if "Q" in period:
        end = start + timedelta(days=91)
    return Guidance(
        issuer=issuer,
        given_on=day(given_on),
        period=period,
        period_start=start,
        period_end=end,
        form=form,
        low_usd_bn=low,
        high_usd_bn=high,
        definition=definition,
        comparable=comparable,
        source="call",
        quality=Quality.REPORTED,
    )


def forecast(
    given_on: str, value: float, period: str = "CY2026", **more: Any
) -> Forecast:
    start, end = {
        "CY2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "2025-27": (date(2025, 1, 1), date(2027, 12, 31)),
    }[period]
    given = {
        "broker": "Goldman",
        "scope": "AAA",
        "measure": ForecastMeasure.CAPEX,
        **more,
    }
    return Forecast(
        given_on=day(given_on),
        period=period,
        period_start=start,
        period_end=end,
        value_usd_bn=value,
        source="note",
        quality=Quality.PRESS,
        **given,
    )


def flow(
    period: str,
    end: str,
    value: float,
    *,
    months: int = 3,
    measure: CashFlowMeasure = CashFlowMeasure.CAPEX,
    issuer: str = "AAA",
    quality: Quality = Quality.REPORTED,
) -> CashFlow:
    return CashFlow(
        issuer=issuer,
        period=period,
        period_end=day(end),
        months=months,
        measure=measure,
        value_usd_mm=value,
        source="10-Q",
        quality=quality,
    )


def balance(on: str, measure: BalanceMeasure, value: float, **more: Any) -> Balance:
    given = {"issuer": "AAA", "source": "10-Q", "quality": Quality.REPORTED, **more}
    return Balance(date=day(on), measure=measure, value_usd_mm=value, **given)


def deal(priced_on: str, size: float | None, **more: Any) -> Deal:
    given = {
        "deal_id": f"{priced_on} {size} {sorted(more)}",
        "issuer": "AAA",
        "instrument": Instrument.SENIOR,
        "currency": "USD",
        "source": "press",
        "quality": Quality.PRESS,
        **more,
    }
    return Deal(priced_on=day(priced_on), size_bn=size, **given)


@cache
def shipped() -> Inputs:
    """Measure from everything in `data/`, read without the product's own sources."""
    raw = tomllib.loads((DATA / "universe.toml").read_text("utf-8"))
    return Inputs(
        tables={name: versions(records(name)) for name in TABLES},
        universe=msgspec.convert(raw, Universe),
        clock=Clock(today=TODAY, shipped=True),
        calendars=calendars(),
    )
