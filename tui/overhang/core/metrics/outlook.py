"""Readings of capex guidance: what stands, how it moved, against whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.events import Forecast, ForecastMeasure, Guidance, GuidanceForm
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics import guidance
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.evidence import (
    Row,
    absent,
    cited,
    computed,
    mirrored,
    newest,
    worst,
)
from overhang.core.records import Bound
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State

_IDS = ("low", "mid", "high", "revision", "vs_forecast")


def outlook(
    inputs: Inputs,
    said: Sequence[guidance.Statement],
    forecasts: Sequence[Row[Forecast]],
) -> dict[str, Reading]:
    """Measure `capex.guidance.*` of one issuer from its statements and forecasts."""
    raises = _raises(said, inputs.clock.today)
    standing = guidance.in_force(said)
    if standing is None:
        nothing = absent(_nothing_stands(said))
        empty = {f"capex.guidance.{each}": nothing for each in _IDS}
        return {**empty, "capex.guidance.raises": raises}
    return {
        **_range(inputs, standing),
        "capex.guidance.revision": _revision(inputs, standing),
        "capex.guidance.raises": raises,
        "capex.guidance.vs_forecast": _vs_forecast(inputs, standing, forecasts),
    }


def _nothing_stands(said: Sequence[guidance.Statement]) -> str:
    yearly = [each.record for each in said if guidance.is_full_year(each.record)]
    if yearly:
        last = yearly[-1]
        return f"words only on {short(last.given_on, last.date_precision)}"
    return "no full-year guidance" if said else "no guidance recorded"


def _range(inputs: Inputs, standing: guidance.Standing) -> dict[str, Reading]:
    current = standing.current
    form = current.record.form
    low, high = guidance.ends(current.record)
    middle = guidance.midpoint(low, high)
    cites = tuple(_ends_cited(current, "") + _ends_cited(standing.prior, "prior "))

    def reading(
        value: float | None, bound: Bound = Bound.EXACT, no: str = ""
    ) -> Reading:
        if value is None:
            return absent(no, cites)
        return _aged(inputs, standing, value, (current,), cites, bound)

    floor = Bound.FLOOR if form is GuidanceForm.FLOOR else Bound.EXACT
    ceiling = Bound.CEILING if form is GuidanceForm.CEILING else Bound.EXACT
    return {
        "capex.guidance.low": reading(low, floor, f"{form}: no low end"),
        "capex.guidance.mid": reading(middle, no=guidance.no_midpoint(current.record)),
        "capex.guidance.high": reading(high, ceiling, f"{form}: no high end"),
    }


def _revision(inputs: Inputs, standing: guidance.Standing) -> Reading:
    current, before = standing.current, standing.prior
    moved = guidance.revision(current.record, before.record if before else None)
    cites = tuple(_ends_cited(before, "prior ") + _ends_cited(current, ""))
    if moved.value is None:
        return absent(moved.reason, cites)
    rows = [each for each in (current, before) if each is not None]
    label = f"{current.record.period}, {moved.direction}"
    return _aged(inputs, standing, moved.value, rows, cites, label=label)


def _raises(said: Sequence[guidance.Statement], today: date) -> Reading:
    if not said:
        return absent("no guidance recorded")
    raised = guidance.raises(said, today.year)
    return Reading(
        value=float(len(raised)),
        about=today,
        known_at=newest(said),
        label=str(today.year),
        quality=computed(raised) if raised else None,
        inputs=tuple(
            cite for each in raised for cite in _ends_cited(each, "raised to ")
        ),
    )


def _vs_forecast(
    inputs: Inputs, standing: guidance.Standing, forecasts: Sequence[Row[Forecast]]
) -> Reading:
    """Compare with the newest forecast of exactly this period, made before it."""
    current = standing.current
    said = current.record
    middle = guidance.midpoint(*guidance.ends(said))
    if middle is None:
        return absent(guidance.no_midpoint(said))
    theirs = [
        each
        for each in forecasts
        if each.record.measure is ForecastMeasure.CAPEX and not each.record.actual
    ]
    same = [
        each
        for each in theirs
        if (each.record.period_start, each.record.period_end)
        == (said.period_start, said.period_end)
    ]
    before = [each for each in same if each.record.given_on <= said.given_on]
    if not before:
        return absent(_no_forecast(said, same or theirs))
    last = before[-1]
    moved = guidance.change(middle, last.record.value_usd_bn)
    cites = (
        *_ends_cited(current, ""),
        _forecast_cited(last),
    )
    if moved is None:
        return absent(f"{last.record.broker}'s forecast is not positive", cites)
    bound = mirrored(last.record.bound)
    label = f"{said.period}, {last.record.broker} {_given(last.record)}"
    return _aged(inputs, standing, moved, (current, last), cites, bound, label)


def _no_forecast(said: Guidance, there_is: Sequence[Row[Forecast]]) -> str:
    if not there_is:
        return f"no broker forecast for {said.period}"
    last = there_is[-1].record
    what = f"{last.broker}'s {last.value_usd_bn:g}bn"
    if last.period_end == said.period_end and last.period_start == said.period_start:
        return f"{what} of {_given(last)} came after the guidance"
    return f"{what} is for {last.period}"


def _aged(
    inputs: Inputs,
    standing: guidance.Standing,
    value: float,
    rows: Sequence[Row[Guidance] | Row[Forecast]],
    cites: tuple[Input, ...],
    bound: Bound = Bound.EXACT,
    label: str = "",
) -> Reading:
    """A reading as old as its statement; stale as well once only words follow it."""
    said = standing.current.record
    age = state_of(Kind.GUIDANCE, said.given_on, inputs.clock, inputs.calendars)
    words = guidance.words_after(standing)
    return Reading(
        value=value,
        state=worst((age.state, State.STALE)) if words else age.state,
        reason=words or age.reason,
        about=said.given_on,
        precision=said.date_precision,
        known_at=newest(rows),
        age=age.age,
        label=label or said.period,
        bound=bound,
        quality=computed(rows),
        inputs=cites,
    )


def _ends_cited(row: guidance.Statement | None, prefix: str) -> list[Input]:
    if row is None:
        return []
    said = row.record
    low, high = guidance.ends(said)
    named = [("low", low), ("high", high)] if low != high else [("point", low)]
    return [
        cited(
            f"{prefix}{said.period} {name}",
            value,
            Unit.USD_BN,
            row,
            note=said.definition,
        )
        for name, value in named
        if value is not None
    ]


def _forecast_cited(row: Row[Forecast]) -> Input:
    said = row.record
    name = f"{said.broker} {said.period}"
    return cited(name, said.value_usd_bn, Unit.USD_BN, row, bound=said.bound)


def _given(said: Forecast) -> str:
    return short(said.given_on, said.date_precision)
