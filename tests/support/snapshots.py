"""A hand-built snapshot: five issuers, and every state a figure can be in.

Figures are near the shipped set's but made up: tests assert on what is here.
"""

from __future__ import annotations

import datetime as dt

from overhang.core.events import (
    Deal,
    Fact,
    Forecast,
    ForecastMeasure,
    Guidance,
    GuidanceForm,
    Instrument,
    Rating,
    Results,
    Timing,
    Tranche,
)
from overhang.core.issuers import CdsIdentity, Group, Issuer, Shares, Universe
from overhang.core.observations import (
    ActivityMeasure,
    Balance,
    BalanceMeasure,
    CashFlow,
    CashFlowMeasure,
    CdsActivity,
    CdsMark,
)
from overhang.core.records import Bound, Precision, Quality
from overhang.core.snapshot import (
    Clock,
    Facts,
    Input,
    Level,
    Reading,
    Severity,
    Snapshot,
    SourceHealth,
    SourceState,
    Standing,
    State,
)

TODAY = dt.date(2026, 10, 9)
TAKEN = dt.datetime(2026, 10, 9, 20, 5, tzinfo=dt.UTC)
_PEAK = dt.date(2025, 10, 28)
_NAMES = {
    "MSFT": ("Microsoft", "Microsoft Corporation", 789019, "06-30", 7430.0),
    "AMZN": ("Amazon", "Amazon.com, Inc.", 1018724, "12-31", 10650.0),
    "GOOGL": ("Alphabet", "Alphabet Inc.", 1652044, "12-31", 12090.0),
    "META": ("Meta", "Meta Platforms, Inc.", 1326801, "12-31", 2548.0),
    "ORCL": ("Oracle", "Oracle Corporation", 1341439, "05-31", 3024.0),
}
UNIVERSE = Universe(
    issuer={
        code: Issuer(
            name=name,
            entity=entity,
            cik=cik,
            fiscal_year_end=end,
            shares=Shares(
                millions=shares, on=TODAY, source="10-Q cover", quality="reported"
            ),
            cds=CdsIdentity(entity=entity),
        )
        for code, (name, entity, cik, end, shares) in _NAMES.items()
    },
    group={
        "four": Group(title="The four", members=("MSFT", "AMZN", "GOOGL", "META")),
        "five": Group(title="The five", members=tuple(_NAMES)),
    },
)


def reading(
    value: float | None,
    about: dt.date | None = TODAY,
    age: int | None = 0,
    state: State = State.FRESH,
    label: str = "",
    bound: Bound = Bound.EXACT,
    quality: Quality = Quality.REPORTED,
    reason: str = "",
    inputs: tuple[Input, ...] = (),
    trail: tuple[float, ...] = (),
) -> Reading:
    """Make a reading with the fields a test cares for."""
    return Reading(
        value=value,
        about=about,
        age=age,
        state=state,
        label=label,
        bound=bound,
        quality=quality,
        reason=reason,
        inputs=inputs,
        trail=trail,
        known_at=TAKEN,
    )


def absent(reason: str) -> Reading:
    """Make a reading that is not there."""
    return Reading(value=None, state=State.ABSENT, reason=reason)


def _equity(
    close: float, high: float, day: float, results: float, lost: float
) -> dict[str, Reading]:
    drop = close / high - 1
    peak = Input("peak close", high, "USD", _PEAK, "closes.csv", Quality.COMPOSITE)
    last = Input("close", close, "USD", TODAY, "closes.csv", Quality.COMPOSITE)
    trail = tuple(high * (1 + drop * step / 11) for step in range(12))
    high_words = "high 28 Oct 25"
    return {
        "equity.close": reading(close, trail=trail),
        "equity.chg.1d": reading(day),
        "equity.chg.5d": reading(day * 3),
        "equity.chg.1m": reading(day * 7),
        "equity.drawdown.52w": reading(drop, label=high_words, inputs=(peak, last)),
        "equity.drawdown.peak": reading(drop, label=high_words, inputs=(peak, last)),
        "equity.drawdown.results": reading(results),
        "equity.days_from_peak": reading(346.0),
        "equity.value_lost": reading(lost),
        "equity.to_recover": reading(high / close - 1),
    }


def _cds(
    mark: float,
    about: dt.date,
    age: int,
    state: State,
    quality: Quality,
    bound: Bound = Bound.EXACT,
) -> dict[str, Reading]:
    none = absent("no mark on the business day before")
    return {
        "cds.5y": reading(
            mark, about, age, state, "20 Dec 31", bound, quality, trail=(40, 60, mark)
        ),
        "cds.5y.chg.1d": none,
        "cds.5y.chg.1w": none,
        "cds.5y.chg.1m": none,
        "cds.mark_age": reading(float(age)),
    }


_AUGUST = dt.date(2026, 8, 31)
_SECOND = Quality.SECONDARY
_READINGS: dict[str, dict[str, Reading]] = {
    "MSFT": {
        **_equity(428.64, 542.07, -0.0042, 0.031, -95.5),
        "capex.to_ocf.ltm": absent("FY26 Q3 and Q4 cash flow not reported here"),
        "capex.guidance.mid": reading(175.0, label="CY2026"),
        "capex.guidance.revision": absent("definition changed"),
        "debt.issued.ytd": reading(0.0),
        "debt.issued.ltm": reading(0.0),
        **_cds(48, _AUGUST, 28, State.DEAD, _SECOND, Bound.APPROX),
    },
    "AMZN": {
        **_equity(205.10, 258.60, -0.0113, -0.062, 150.2),
        "capex.to_ocf.ltm": reading(
            0.93, dt.date(2026, 3, 31), 134, State.STALE, "LTM Mar-26"
        ),
        "capex.guidance.mid": reading(
            220.0, dt.date(2026, 7, 30), 50, label="CY2026", bound=Bound.APPROX
        ),
        "capex.guidance.revision": reading(0.10),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(40.0),
        "debt.last.size": reading(25.0, dt.date(2026, 7, 15)),
        "debt.last.cover": absent("no book reported"),
        "debt.last.nic": reading(11.0, bound=Bound.MIDPOINT, quality=Quality.PRESS),
        **_cds(64, _AUGUST, 28, State.DEAD, _SECOND),
    },
    "GOOGL": {
        **_equity(306.57, 344.90, 0.0059, -0.021, 79.0),
        "capex.to_ocf.ltm": reading(0.87, dt.date(2025, 12, 31), 193, label="FY2025"),
        "capex.guidance.mid": reading(
            200.0, dt.date(2026, 7, 22), 56, label="CY2026", bound=Bound.MIDPOINT
        ),
        "capex.guidance.revision": reading(200 / 185 - 1),
        "capex.guidance.raises": reading(2.0),
        "debt.issued.ytd": reading(45.0),
        "debt.issued.ltm": reading(62.5),
        "debt.last.size": reading(25.0, dt.date(2026, 8, 5)),
        "debt.last.cover": reading(4.6, bound=Bound.FLOOR, quality=Quality.PRESS),
        "debt.last.upsize": reading(0.25),
        "cds.dealers": reading(6.0, dt.date(2025, 12, 31), 193, State.DEAD),
        "cds.net_notional": reading(
            895.0, dt.date(2026, 2, 6), 168, State.DEAD, bound=Bound.APPROX
        ),
        **_cds(58, _AUGUST, 28, State.DEAD, _SECOND),
    },
    "META": {
        **_equity(640.87, 790.00, -0.0021, -0.012, 20.0),
        "capex.to_ocf.ltm": reading(0.79, dt.date(2026, 6, 30), 70, label="LTM Jun-26"),
        "capex.fcf.ltm": reading(24.1, dt.date(2026, 6, 30), 70, label="LTM Jun-26"),
        "capex.guidance.mid": reading(
            137.5, dt.date(2026, 7, 29), 51, label="CY2026", bound=Bound.MIDPOINT
        ),
        "capex.guidance.revision": reading(137.5 / 135 - 1),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(55.0),
        "debt.vehicles.ltm": reading(39.8),
        "debt.last.size": reading(25.0, dt.date(2026, 4, 30)),
        "debt.last.cover": reading(3.84),
        "cds.net_notional": reading(687.0, dt.date(2026, 2, 6), 168, State.DEAD),
        **_cds(94, _AUGUST, 28, State.DEAD, _SECOND),
    },
    "ORCL": {
        **_equity(137.55, 328.33, -0.0334, -0.184, 93.8),
        "capex.to_ocf.ltm": reading(1.72, dt.date(2026, 8, 31), 28, label="LTM Aug-26"),
        "capex.fcf.ltm": reading(-23.7, dt.date(2026, 8, 31), 28, label="LTM Aug-26"),
        "capex.guidance.mid": absent("no guidance for a period still open"),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(25.0),
        "debt.vehicles.ltm": reading(14.0),
        "debt.last.size": reading(25.0, dt.date(2026, 2, 2)),
        "debt.last.cover": reading(5.16, quality=Quality.PRESS),
        **_cds(227, dt.date(2026, 9, 28), 8, State.DEAD, _SECOND),
    },
    "group:four": {
        "group.value_lost": reading(153.7),
        "group.value_lost.pct": reading(0.013),
    },
    "group:five": {
        "group.value_lost": reading(247.5),
        "group.value_lost.pct": reading(0.021),
        "group.capex.guidance": reading(782.5, bound=Bound.FLOOR),
        "group.capex.to_ocf": reading(0.91, label="LTM and FY mixed"),
        "group.issued.ytd": reading(120.0),
        "group.issued.ltm": reading(182.5),
        "group.cds.basket": reading(98.2, _AUGUST, 28, State.STALE),
    },
}


def _standing(
    subject: str, metric: str, rule: str, steps: tuple[float, float, float], above: bool
) -> Standing:
    """Judge a reading as the engine would, without hysteresis."""
    found = _READINGS[subject][metric]
    levels = tuple(
        Level(severity, step)
        for severity, step in zip(
            (Severity.INFO, Severity.WARN, Severity.CRIT), steps, strict=True
        )
    )
    value = found.value
    past = [
        each
        for each in levels
        if value is not None
        and (value > each.threshold if above else value < each.threshold)
    ]
    ahead = [each for each in levels if each not in past]
    following = ahead[0] if ahead and value is not None else None
    return Standing(
        rule=rule,
        subject=subject,
        metric=metric,
        severity=past[-1].severity if past else Severity.NONE,
        value=value,
        state=found.state,
        levels=levels,
        above=above,
        next=following,
        room=abs(following.threshold - (value or 0.0)) if following else None,
        breached=past[-1] if past else None,
        note="1.00x: free cash flow is zero" if metric.startswith("capex") else "",
    )


def _standings() -> tuple[Standing, ...]:
    found: list[Standing] = []
    for code in _NAMES:
        oracle = code == "ORCL"
        falls = (-0.25, -0.35, -0.50) if oracle else (-0.15, -0.20, -0.30)
        spreads = (150.0, 200.0, 300.0) if oracle else (60.0, 80.0, 100.0)
        ratios = (1.0, 1.3, 1.6) if oracle else (0.70, 0.85, 1.00)
        found += [
            _standing(code, "equity.drawdown.52w", "equity-dd-52w", falls, False),
            _standing(code, "cds.5y", "cds-5y-level", spreads, True),
            _standing(code, "capex.to_ocf.ltm", "capex-over-ocf", ratios, True),
        ]
    found.append(
        _standing(
            "group:five",
            "group.issued.ltm",
            "issuance-ltm-group",
            (120.0, 250.0, 400.0),
            True,
        )
    )
    return tuple(found)


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
_GUIDANCE = (
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
_DEALS = (
    Deal(
        deal_id="ORCL-2026-02",
        issuer="ORCL",
        priced_on=dt.date(2026, 2, 2),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        orders_bn=129.0,
        tranches=8,
        longest="40y",
        source="424B5",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="ORCL-SALINE",
        issuer="ORCL",
        priced_on=dt.date(2026, 4, 15),
        date_precision=Precision.MONTH,
        instrument=Instrument.VEHICLE,
        vehicle="Saline Township campus",
        currency="USD",
        size_bn=14.0,
        source="press",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-2026-08",
        issuer="GOOGL",
        priced_on=dt.date(2026, 8, 5),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        launch_bn=20.0,
        orders_bn=115.0,
        orders_bound=Bound.FLOOR,
        longest_ipt_bp=130.0,
        longest_spread_bp=105.0,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-GBP",
        issuer="GOOGL",
        priced_on=dt.date(2026, 2, 10),
        instrument=Instrument.SENIOR,
        currency="GBP",
        size_bn=5.5,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-CHF",
        issuer="GOOGL",
        priced_on=dt.date(2026, 2, 10),
        instrument=Instrument.SENIOR,
        currency="CHF",
        size_bn=3.06,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="META-2026-04",
        issuer="META",
        priced_on=dt.date(2026, 4, 30),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        orders_bn=96.0,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="AMZN-2026-07",
        issuer="AMZN",
        priced_on=dt.date(2026, 7, 15),
        date_precision=Precision.MONTH,
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        nic_low_bp=10.0,
        nic_high_bp=12.0,
        source="press",
        quality=Quality.PRESS,
    ),
)
_TRANCHES = tuple(
    Tranche(
        deal_id="ORCL-2026-02",
        tranche=at,
        priced_on=dt.date(2026, 2, 2),
        maturity=maturity,
        size_bn=size,
        coupon=coupon,
        source="424B5",
        quality=Quality.REPORTED,
    )
    for at, (maturity, size, coupon) in enumerate(
        [("2029-02", 3.5, "SOFR+1.11%"), ("2066-02", 2.75, "6.85")], start=1
    )
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


_RATINGS = (
    _rated("ORCL", "S&P", "BBB", "negative", dt.date(2026, 2, 1)),
    _rated("ORCL", "S&P", "BBB-", "stable", dt.date(2026, 7, 9), "cut from BBB"),
    _rated("ORCL", "Moody's", "Baa2", "negative", dt.date(2026, 2, 1)),
    _rated("META", "S&P", "AA-", "stable", dt.date(2025, 10, 30)),
    _rated("META", "Moody's", "Aa3", "stable", dt.date(2026, 2, 1)),
    _rated("AMZN", "S&P", "AA", "stable", dt.date(2026, 2, 1)),
)


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


_MARKS = (
    _mark("ORCL", dt.date(2025, 9, 15), 60, Bound.CEILING),
    _mark("ORCL", dt.date(2025, 11, 16), 105, Bound.FLOOR),
    _mark("ORCL", dt.date(2026, 2, 12), 160, Bound.APPROX, "day of the article"),
    _mark("ORCL", dt.date(2026, 9, 28), 227),
    _mark("META", _AUGUST, 94),
)
_ACTIVITY = (
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


_CASH_FLOW = (
    _flow("META", CashFlowMeasure.CAPEX, "FY2024", dt.date(2024, 12, 31), 37256.0),
    _flow("META", CashFlowMeasure.CAPEX, "FY2025", dt.date(2025, 12, 31), 69691.0),
    _flow("META", CashFlowMeasure.CAPEX, "2026Q1", dt.date(2026, 3, 31), 19840.0),
    _flow("META", CashFlowMeasure.OCF, "2026Q1", dt.date(2026, 3, 31), 32226.0),
)
_BALANCES = (
    Balance(
        issuer="META",
        date=dt.date(2026, 6, 30),
        measure=BalanceMeasure.DEBT,
        value_usd_mm=83906.0,
        source="10-Q",
        quality=Quality.REPORTED,
    ),
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
_FORECASTS = (
    _forecast("Morgan Stanley", "hyperscalers", _BORROWING, "2026", (2026, 2026), 400),
    _forecast(
        "Morgan Stanley", "hyperscalers", _BORROWING, "2025", (2025, 2025), 165, True
    ),
    _forecast("Goldman Sachs", "META", _CAPEX, "2025-2027", (2025, 2027), 279),
    _forecast("Goldman Sachs", "META", _CAPEX, "CY2026", (2026, 2026), 125),
)
_FACTS = (
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
_PLACE = "/desk/data"
_SOURCES = (
    SourceHealth(
        table="closes",
        kind="files",
        place=f"{_PLACE}/closes.csv",
        state=SourceState.OK,
        rows=2675,
        last_success=TAKEN,
        last_try=TAKEN,
        latency_ms=12.0,
    ),
    SourceHealth(
        table="cash_flow",
        kind="http",
        place="https://desk.example/data/cash_flow",
        state=SourceState.FAILED,
        rows=214,
        last_success=TAKEN - dt.timedelta(hours=3),
        last_try=TAKEN,
        latency_ms=5000.0,
        next_try=TAKEN + dt.timedelta(seconds=40),
        errors=("HTTP 503 from desk.example", "Retry-After 40 s"),
    ),
    SourceHealth(
        table="cds_activity",
        kind="files",
        place=f"{_PLACE}/cds_activity.csv",
        state=SourceState.MISSING,
        last_try=TAKEN,
        errors=(f"cds_activity.csv not found in {_PLACE}",),
    ),
)


def sample_snapshot() -> Snapshot:
    """Return a rich snapshot as of 2026-10-09: shipped data, several breaches."""
    return Snapshot(
        taken_at=TAKEN,
        clock=Clock(today=TODAY, shipped=True),
        universe=UNIVERSE,
        readings={subject: dict(mine) for subject, mine in _READINGS.items()},
        standings=_standings(),
        facts=Facts(
            guidance=_GUIDANCE,
            deals=_DEALS,
            tranches=_TRANCHES,
            ratings=_RATINGS,
            forecasts=_FORECASTS,
            facts=_FACTS,
            results=(
                Results(
                    issuer="META",
                    results_on=dt.date(2026, 7, 29),
                    timing=Timing.AMC,
                    source="8-K",
                    quality=Quality.REPORTED,
                ),
            ),
            marks=_MARKS,
            activity=_ACTIVITY,
            cash_flow=_CASH_FLOW,
            balances=_BALANCES,
        ),
        sources=_SOURCES,
        problems=("rules.toml:14: rule cds-5y-level: unit missing in '> 60'",),
    )
