"""What was said of the sample issuers: guidance, ratings, forecasts, facts."""

from __future__ import annotations

import datetime as dt

from overhang.core.events import (
    Fact,
    Forecast,
    ForecastMeasure,
    Guidance,
    GuidanceForm,
    Rating,
)
from overhang.core.records import Quality


def _said(
    code: str,
    given_on: dt.date,
    form: GuidanceForm,
    low: float | None = None,
    high: float | None = None,
    period: str = "CY2026",
    comparable: bool = True,
) -> Guidance:
    return Guidance(
        issuer=code,
        given_on=given_on,
        period=period,
        period_start=dt.date(2026, 1, 1),
        period_end=dt.date(2026, 12, 31),
        form=form,
        low_usd_bn=low,
        high_usd_bn=high,
        definition="cash capex" if code != "MSFT" else "incl. finance leases",
        comparable=comparable,
        quote="as said on the call",
        source=f"{code} results call",
        quality=Quality.REPORTED,
    )


_RANGE, _POINT = GuidanceForm.RANGE, GuidanceForm.POINT
GUIDANCE = (
    _said("GOOGL", dt.date(2026, 2, 4), _RANGE, 175, 185),
    _said("GOOGL", dt.date(2026, 4, 29), _RANGE, 180, 190),
    _said("GOOGL", dt.date(2026, 7, 22), _RANGE, 195, 205),
    _said("AMZN", dt.date(2026, 2, 5), _POINT, 200, 200),
    _said("AMZN", dt.date(2026, 7, 30), _POINT, 220, 220),
    _said("META", dt.date(2026, 4, 29), _RANGE, 125, 145),
    _said("META", dt.date(2026, 7, 29), _RANGE, 130, 145),
    _said("MSFT", dt.date(2026, 4, 29), _POINT, 190, 190),
    _said("MSFT", dt.date(2026, 7, 29), _POINT, 175, 175, comparable=False),
    _said("MSFT", dt.date(2026, 7, 29), GuidanceForm.WORDS, period="FY2027"),
    _said("ORCL", dt.date(2025, 6, 11), GuidanceForm.FLOOR, 25, period="FY2026"),
)


def _rated(
    code: str, agency: str, rating: str, outlook: str, day: dt.date, note: str = ""
) -> Rating:
    return Rating(
        issuer=code,
        agency=agency,
        rating=rating,
        outlook=outlook,
        date=day,
        note=note,
        source="agency release",
        quality=Quality.PRESS,
    )


RATINGS = (
    _rated("ORCL", "S&P", "BBB", "negative", dt.date(2026, 2, 1)),
    _rated("ORCL", "S&P", "BBB-", "stable", dt.date(2026, 7, 9), "cut from BBB"),
    _rated("ORCL", "Moody's", "Baa2", "negative", dt.date(2026, 2, 1)),
    _rated("META", "S&P", "AA-", "stable", dt.date(2025, 10, 30)),
    _rated("META", "Moody's", "Aa3", "stable", dt.date(2026, 2, 1)),
    _rated("AMZN", "S&P", "AA", "stable", dt.date(2026, 2, 1)),
)


def _forecast(
    broker: str,
    scope: str,
    measure: ForecastMeasure,
    period: str,
    years: tuple[int, int],
    value: float,
    actual: bool = False,
) -> Forecast:
    return Forecast(
        broker=broker,
        given_on=dt.date(2026, 2, 13),
        scope=scope,
        measure=measure,
        period=period,
        period_start=dt.date(years[0], 1, 1),
        period_end=dt.date(years[1], 12, 31),
        value_usd_bn=value,
        actual=actual,
        source="source article",
        quality=Quality.PRESS,
    )


_BORROWING, _CAPEX = ForecastMeasure.BORROWING, ForecastMeasure.CAPEX
FORECASTS = (
    _forecast("Morgan Stanley", "hyperscalers", _BORROWING, "2026", (2026, 2026), 400),
    _forecast(
        "Morgan Stanley", "hyperscalers", _BORROWING, "2025", (2025, 2025), 165, True
    ),
    _forecast("Goldman Sachs", "META", _CAPEX, "2025-2027", (2025, 2027), 279),
    _forecast("Goldman Sachs", "META", _CAPEX, "CY2026", (2026, 2026), 125),
)
FACTS = (
    Fact(
        fact_id="ai-share-ig",
        date=dt.date(2025, 12, 31),
        scope="ai",
        topic="debt",
        label="AI share of US IG",
        value=14.0,
        unit="%",
        source="source article",
        quality=Quality.PRESS,
    ),
    Fact(
        fact_id="meta-net-debt",
        date=dt.date(2026, 2, 13),
        scope="META",
        topic="debt",
        label="Net debt",
        words="net-debt neutral -> net debt positive",
        quote="Meta 已暗示可能从净债务中性转变为净债务为正",
        source="source article",
        quality=Quality.PRESS,
    ),
)
