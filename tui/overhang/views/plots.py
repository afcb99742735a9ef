"""The charts the screens show, each made from a snapshot or a series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from overhang.core.catalogue import METRICS, Pane
from overhang.core.events import Deal, Forecast, ForecastMeasure, Guidance, is_senior
from overhang.core.metrics import guidance
from overhang.core.metrics.evidence import joined
from overhang.core.observations import CashFlow, CashFlowMeasure
from overhang.core.records import Bound
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.bars import bar_chart
from overhang.views.base import Line, Tone
from overhang.views.chart import line_chart, scatter
from overhang.views.figures import figures_of
from overhang.views.guidance import guided, of_issuer
from overhang.views.points import Bar, Point, Rung
from overhang.views.words import TONES, broker_name

_QUARTERS = 8
_YEARS = 5


def metric_chart(
    snapshot: Snapshot,
    subject: str,
    metric: str,
    points: Sequence[Point],
    width: int,
    height: int,
    *,
    ascii_only: bool = False,
) -> list[Line]:
    """Draw one metric's series with its rule's levels as lines.

    Daily closes and what follows from them are joined, with the extreme marked;
    everything else is sparse, so its points stand alone.
    """
    unit, levels = METRICS[metric].unit, rungs(snapshot, subject, metric)
    if METRICS[metric].pane is not Pane.EQUITY:
        return scatter(points, width, height, unit, levels, ascii_only=ascii_only)
    extreme = None
    if points:
        pick = min if "drawdown" in metric else max
        found = pick(points, key=lambda each: each.value)
        word = "low" if "drawdown" in metric else "high"
        written = fmt.figure(found.value, unit)
        extreme = (found.day, f"{word} {written} {fmt.date(found.day)}")
    return line_chart(
        points, width, height, unit, levels, extreme, ascii_only=ascii_only
    )


def rungs(snapshot: Snapshot, subject: str, metric: str) -> list[Rung]:
    """Return the levels of a figure's worst rule as lines of a chart."""
    standing = figures_of(snapshot).standing(subject, metric)
    unit = METRICS[metric].unit
    return [
        Rung(
            each.threshold,
            TONES[each.severity],
            f" {each.severity.name.lower()} {fmt.level(each.threshold, unit)}",
        )
        for each in (standing.levels if standing else ())
        if each.severity is not Severity.NONE
    ]


def cds_chart(
    snapshot: Snapshot, code: str, width: int, height: int, *, ascii_only: bool = False
) -> list[Line]:
    """Draw an issuer's 5Y marks and the levels of its rule."""
    points = marks_of(snapshot, code)
    return metric_chart(
        snapshot, code, "cds.5y", points, width, height, ascii_only=ascii_only
    )


def marks_of(snapshot: Snapshot, code: str) -> list[Point]:
    """Return an issuer's 5Y marks as points, oldest first."""
    return [
        Point(each.date, each.spread_bp, each.bound, each.source, each.date_precision)
        for each in sorted(snapshot.facts.marks, key=lambda one: one.date)
        if each.issuer == code and each.tenor == "5Y"
    ]


def capex_chart(
    snapshot: Snapshot, code: str, width: int, height: int, *, ascii_only: bool = False
) -> list[Line]:
    """Draw capex by fiscal year, USD bn, then guidance and brokers' forecasts.

    A forecast of several years is drawn as its average a year and says so.
    """
    facts = snapshot.facts
    spent = [each for each in facts.cash_flow if _is_yearly_capex(each, code)]
    spent.sort(key=lambda each: each.period_end)
    said = _in_force(of_issuer(facts.guidance, code))
    bars = [
        _spent(each, next((one for one in said if _same_year(one, each)), None))
        for each in spent[-_YEARS:]
    ]
    bars += [_guided(each) for each in said if each.period_end >= snapshot.clock.today]
    bars += [
        _forecast(each)
        for each in facts.forecasts
        if each.scope == code
        and each.measure is ForecastMeasure.CAPEX
        and not each.actual
        and each.period_end >= snapshot.clock.today
    ]
    return bar_chart(bars, width, height, ascii_only=ascii_only)


def issuance_chart(
    snapshot: Snapshot,
    code: str,
    width: int,
    height: int,
    *,
    counts: Callable[[Deal], bool] = is_senior,
    ascii_only: bool = False,
) -> list[Line]:
    """Draw what was sold by calendar quarter of pricing, USD bn: senior notes.

    `counts` picks other deals instead. A quarter with a deal of unknown size is
    written as a floor.
    """
    today = snapshot.clock.today
    last = today.year * 4 + (today.month - 1) // 3
    sums = dict.fromkeys(range(last - _QUARTERS + 1, last + 1), 0.0)
    bounds: dict[int, list[Bound]] = {}
    for each in snapshot.facts.deals:
        quarter = _quarter(each.priced_on)
        if each.issuer == code and counts(each) and quarter in sums:
            sums[quarter] += each.size_bn or 0.0
            bound = Bound.FLOOR if each.size_bn is None else each.size_bound
            bounds.setdefault(quarter, []).append(bound)
    bars = [
        Bar(
            f"{at // 4 % 100:02d}Q{at % 4 + 1}",
            total,
            tone=Tone.CHART,
            text=_sold(total, joined(bounds.get(at, ()))),
        )
        for at, total in sums.items()
    ]
    return bar_chart(bars, width, height, ascii_only=ascii_only)


def _sold(total: float, bound: Bound) -> str:
    """Write a quarter's sum; where no size at all is known, `>0`."""
    unknown = not total and bound is not Bound.EXACT
    return fmt.bounded("0" if unknown else fmt.billions(total), bound)


def _quarter(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _is_yearly_capex(flow: CashFlow, code: str) -> bool:
    yearly = flow.months == 12 and flow.period.startswith(("FY", "CY"))
    return yearly and flow.issuer == code and flow.measure is CashFlowMeasure.CAPEX


def _in_force(statements: Sequence[Guidance]) -> list[Guidance]:
    """Keep the newest number for each full year, in order of the years."""
    found: dict[str, Guidance] = {}
    for each in reversed(statements):
        if guidance.is_full_year(each) and guidance.ends(each) != (None, None):
            found[each.period] = each
    return sorted(found.values(), key=lambda each: each.period_end)


def _same_year(statement: Guidance, flow: CashFlow) -> bool:
    return statement.period_end == flow.period_end


def _spent(flow: CashFlow, said: Guidance | None) -> Bar:
    low, high = guidance.ends(said) if said else (None, None)
    return Bar(flow.period, flow.value_usd_mm / 1000, low, high)


def _guided(statement: Guidance) -> Bar:
    low, high = guidance.ends(statement)
    return Bar(statement.period, low=low, high=high, text=guided(statement))


def _forecast(forecast: Forecast) -> Bar:
    years = max(1, round((forecast.period_end - forecast.period_start).days / 365.25))
    name = broker_name(forecast.broker)
    average = forecast.value_usd_bn / years
    if years == 1:
        return Bar(f"{name} {forecast.period_end:%y}", average, tone=Tone.MUTED)
    text = f"{fmt.billions(average)}/y"
    label = f"{name} {forecast.period_start:%y}-{forecast.period_end:%y}"
    return Bar(label, average, tone=Tone.MUTED, text=text)
