"""What protection costs: the 5Y level, its changes, its age and how deep it trades."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from overhang.core.calendars import Market
from overhang.core.dates import short
from overhang.core.metrics import basket, depth
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import absent
from overhang.core.metrics.marks import Marks, marks, of_convention
from overhang.core.metrics.spread import (
    Spread,
    change,
    level,
    open_spread,
    quote,
    zscore,
)
from overhang.core.observations import Convention
from overhang.core.snapshot import Reading

NO_MARK = "no mark"
_PAR = "cds.5y.par"
_Z_WINDOW = 60


def cds(inputs: Inputs) -> Readings:
    """Measure every `cds.*` metric for every issuer of the universe."""
    found = marks(inputs)
    readings: Readings = {}
    for code in inputs.universe.codes:
        mine = found.get(code)
        if mine is None:
            readings[code] = dict.fromkeys((*_MEASURES, _PAR), absent(NO_MARK))
            continue
        spread = open_spread(inputs, mine)
        readings[code] = {name: measure(spread) for name, measure in _MEASURES.items()}
        par = par_marks(mine)
        readings[code][_PAR] = (
            absent(par) if isinstance(par, str) else level(open_spread(inputs, par))
        )
    for code, more in depth.depth(inputs).items():
        readings[code].update(more)
    for code, against in basket.compared(inputs.universe, readings).items():
        readings[code]["cds.vs_basket"] = against
    return readings


def par_marks(marks: Marks) -> Marks | str:
    """Return the marks that are par spreads, or why there are none.

    A quoted spread assumes a flat curve and is another number.
    """
    par = of_convention(marks, Convention.PAR)
    if par:
        return par
    said = next(reversed(marks.values()))[0].record.convention
    quoted = said is Convention.QUOTED
    return f"{'quoted spread' if quoted else 'convention unstated'}, not par"


def _mark_age(spread: Spread) -> Reading:
    """Count the age; an age is never out of date itself."""
    mark = spread.last
    return Reading(
        value=float(spread.fresh.age),
        about=spread.day,
        precision=mark.record.date_precision,
        known_at=mark.known_at,
        age=spread.fresh.age,
        label=f"mark of {short(spread.day, mark.record.date_precision)}",
        quality=mark.record.quality,
        inputs=quote(mark)[:1],
    )


def _year_end(spread: Spread) -> date:
    last = date(spread.day.year - 1, 12, 31)
    return spread.calendars.last_session(Market.SIFMA, last)


_MEASURES: Mapping[str, Callable[[Spread], Reading]] = MappingProxyType(
    {
        "cds.5y": level,
        "cds.5y.chg.1d": lambda spread: change(spread, spread.back(1)),
        "cds.5y.chg.1w": lambda spread: change(spread, spread.back(5)),
        "cds.5y.chg.1m": lambda spread: change(spread, spread.back(21)),
        "cds.5y.chg.ytd": lambda spread: change(spread, _year_end(spread)),
        "cds.5y.z.60d": lambda spread: zscore(spread, _Z_WINDOW),
        "cds.mark_age": _mark_age,
    }
)
"""What is measured from one issuer's marks alone."""
