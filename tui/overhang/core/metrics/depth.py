"""How deep a CDS market is: net notional and dealers, from the weekly tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import Row, absent, cited, rows_by_issuer
from overhang.core.observations import ActivityMeasure, CdsActivity
from overhang.core.snapshot import Input, Reading

_TRAIL = 30
_MEASURES: Mapping[str, tuple[ActivityMeasure, Unit, str]] = MappingProxyType(
    {
        "cds.net_notional": (
            ActivityMeasure.NET_NOTIONAL,
            Unit.USD_MM,
            "net notional not published here",
        ),
        "cds.dealers": (
            ActivityMeasure.DEALERS,
            Unit.COUNT,
            "dealer count not published here",
        ),
    }
)


def depth(inputs: Inputs) -> Readings:
    """Measure net notional and dealers for every issuer of the universe."""
    rows = rows_by_issuer(inputs, "cds_activity", CdsActivity)
    readings: Readings = {}
    for code in inputs.universe.codes:
        mine = rows.get(code, ())
        readings[code] = {
            metric: _reading(
                inputs, [row for row in mine if row.record.measure is measure], unit, no
            )
            for metric, (measure, unit, no) in _MEASURES.items()
        }
    return readings


def _reading(
    inputs: Inputs, rows: Sequence[Row[CdsActivity]], unit: Unit, missing: str
) -> Reading:
    if not rows:
        return absent(missing)
    last = rows[-1]
    record = last.record
    before = [row for row in rows if row.record.date < record.date]
    fresh = state_of(Kind.WEEKLY, record.date, inputs.clock, inputs.calendars)
    cites = [_cite("last figure", last, unit)]
    if before:
        cites.append(_cite("figure before", before[-1], unit))
    return Reading(
        value=record.value,
        state=fresh.state,
        reason=fresh.reason,
        about=record.date,
        precision=record.date_precision,
        known_at=last.known_at,
        age=fresh.age,
        label=short(record.date, record.date_precision),
        bound=record.bound,
        quality=record.quality,
        inputs=tuple(cites),
        trail=tuple(row.record.value for row in rows[-_TRAIL:]),
    )


def _cite(name: str, row: Row[CdsActivity], unit: Unit) -> Input:
    said = row.record
    return cited(name, said.value, unit, row, note=said.note, bound=said.bound)
