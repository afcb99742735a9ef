"""What money costs: SOFR and three points of the Treasury curve, for every group."""

from __future__ import annotations

from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.evidence import (
    Row,
    absent,
    cited,
    computed,
    newest,
    rows_by_issuer,
)
from overhang.core.observations import Rate, RateSeries
from overhang.core.snapshot import Reading

NO_RATES = "no rates: no feed brings them"


class _Point(NamedTuple):
    """One rate that is followed."""

    series: RateSeries
    tenor: str


_POINTS = {
    "group.rates.sofr": _Point(RateSeries.SOFR, "ON"),
    "group.rates.ust.2y": _Point(RateSeries.TREASURY, "2Y"),
    "group.rates.ust.5y": _Point(RateSeries.TREASURY, "5Y"),
    "group.rates.ust.10y": _Point(RateSeries.TREASURY, "10Y"),
}
_SHORT, _LONG = _Point(RateSeries.TREASURY, "2Y"), _Point(RateSeries.TREASURY, "10Y")


def rates(inputs: Inputs) -> dict[str, Reading]:
    """Measure `group.rates.*`: the same for every group."""
    series = rows_by_issuer(inputs, "rates", Rate, key="series")
    points: dict[_Point, list[Row[Rate]]] = {}
    for rows in series.values():
        for row in rows:
            points.setdefault(_Point(row.record.series, row.record.tenor), []).append(
                row
            )
    measured = {
        metric: _level(inputs, points.get(point, ()), point)
        for metric, point in _POINTS.items()
    }
    return measured | {"group.rates.2s10s": _slope(inputs, points)}


def _level(inputs: Inputs, rows: list[Row[Rate]] | tuple[()], point: _Point) -> Reading:
    if not rows:
        return absent(NO_RATES)
    last = rows[-1]
    return _reading(inputs, last.record.rate_pct / 100, [(point.tenor, last)])


def _slope(inputs: Inputs, points: dict[_Point, list[Row[Rate]]]) -> Reading:
    """Take the ten-year less the two-year yield, of the last day that has both."""
    shorts = {row.record.date: row for row in points.get(_SHORT, ())}
    longs = {row.record.date: row for row in points.get(_LONG, ())}
    both = shorts.keys() & longs.keys()
    if not both:
        one = bool(shorts or longs)
        return absent("no day with both 2Y and 10Y" if one else NO_RATES)
    day = max(both)
    near, far = shorts[day], longs[day]
    # Published to 0.01%: a slope of 60bp must not stand below a level of 60bp.
    value = round((far.record.rate_pct - near.record.rate_pct) * 100, 6)
    return _reading(inputs, value, [("10Y", far), ("2Y", near)])


def _reading(
    inputs: Inputs, value: float, cites: list[tuple[str, Row[Rate]]]
) -> Reading:
    rows = [row for _, row in cites]
    day = rows[0].record.date
    age = state_of(Kind.RATE, day, inputs.clock, inputs.calendars)
    return Reading(
        value=value,
        state=age.state,
        reason=age.reason,
        about=day,
        known_at=newest(rows),
        age=age.age,
        label=short(day),
        quality=computed(rows),
        inputs=tuple(
            cited(name, row.record.rate_pct / 100, Unit.RATE, row, row.record.note)
            for name, row in cites
        ),
    )
