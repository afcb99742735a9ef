"""How figures are written: each unit in one place, so no two screens disagree.

A minus is an ASCII hyphen, so a copied figure pastes as a number. Decimals are fixed
per unit, so right-aligned figures align on the point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isfinite
from zoneinfo import ZoneInfo

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.records import Bound, Precision

ABSENT = "n/a"
"""A figure that is not there: a state, explained by its reason."""

_BARS = "▁▂▃▄▅▆▇█"


def number(value: float, decimals: int, *, signed: bool = False) -> str:
    """Write a number with thousands separators; a rounded zero has no sign."""
    text = f"{value:{'+' if signed else ''},.{decimals}f}"
    return text.lstrip("+-") if not text.strip("+-0.,") else text


def percent(fraction: float, *, signed: bool = False) -> str:
    """Write -0.581 as `-58.1%`."""
    return number(fraction * 100, 1, signed=signed) + "%"


def rate(fraction: float, *, signed: bool = False) -> str:
    """Write a rate of 0.0413 a year as `4.13%`."""
    return number(fraction * 100, 2, signed=signed) + "%"


def times(ratio: float, *, signed: bool = False) -> str:
    """Write 5.16 as `5.16x`."""
    return number(ratio, 2, signed=signed) + "x"


def basis_points(value: float, *, signed: bool = False) -> str:
    """Write 227.5 basis points as `227.5`."""
    return number(value, 1, signed=signed)


def price(usd: float, *, signed: bool = False) -> str:
    """Write a price a share: `1,142.07`."""
    return number(usd, 2, signed=signed)


def billions(usd_bn: float, *, signed: bool = False) -> str:
    """Write USD bn: `1,234.5`."""
    return number(usd_bn, 1, signed=signed)


def millions(usd_mm: float, *, signed: bool = False) -> str:
    """Write USD mm: `12,345`."""
    return number(usd_mm, 0, signed=signed)


def dollars(usd_per_bp: float, *, signed: bool = False) -> str:
    """Write dollars for each basis point: `-50,000`."""
    return number(usd_per_bp, 0, signed=signed)


def count(value: float, *, signed: bool = False) -> str:
    """Write a whole number: `6`."""
    return number(value, 0, signed=signed)


def deviations(value: float, *, signed: bool = False) -> str:
    """Write standard deviations: `2.1`."""
    return number(value, 1, signed=signed)


_WRITERS = {
    Unit.PERCENT: percent,
    Unit.RATE: rate,
    Unit.TIMES: times,
    Unit.BP: basis_points,
    Unit.USD: price,
    Unit.USD_BN: billions,
    Unit.USD_MM: millions,
    Unit.USD_PER_BP: dollars,
    Unit.BUSINESS_DAYS: count,
    Unit.DAYS: count,
    Unit.COUNT: count,
    Unit.SD: deviations,
}
_UNITS = frozenset(unit.value for unit in Unit)
_AROUND = {
    Unit.BP: ("", "bp"),
    Unit.USD: ("USD ", ""),
    Unit.USD_BN: ("USD ", "bn"),
    Unit.USD_MM: ("USD ", "mm"),
    Unit.USD_PER_BP: ("USD ", "/bp"),
    Unit.BUSINESS_DAYS: ("", "bd"),
    Unit.DAYS: ("", "d"),
    Unit.SD: ("", "sd"),
}


def figure(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Write a value as a cell whose column names the unit; % and x stay with it."""
    return _WRITERS[unit](value, signed=signed)


def quantity(value: float, unit: str, *, signed: bool = False) -> str:
    """Write a value with its unit, as it stands in a sentence: `USD 25.0bn`."""
    if unit not in _UNITS:
        return f"{trimmed(value)} {unit}".rstrip()
    known = Unit(unit)
    return _around(figure(value, known, signed=signed), known)


def _around(text: str, unit: str) -> str:
    """Put a unit around a number; the sign stays in front: `-USD 23.7bn`."""
    before, after = _AROUND[Unit(unit)] if unit in _AROUND else ("", "")
    number = text.lstrip("+-")
    return text[: len(text) - len(number)] + before + number + after


def step(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Write a difference of two figures as a cell; of percentages in points: `13.7pp`.

    A share of a share is never meant: -12.7% is 2.3pp from -15%, not 2.3%. Two rates
    differ by basis points.
    """
    if unit is Unit.PERCENT:
        return number(value * 100, 1, signed=signed) + "pp"
    if unit is Unit.RATE:
        return basis_points(value * 1e4, signed=signed)
    return figure(value, unit, signed=signed)


def distance(value: float, unit: Unit) -> str:
    """Write a difference with its unit, as it stands in a sentence: `USD 25.0bn`."""
    if unit is Unit.RATE:
        return quantity(value * 1e4, Unit.BP)
    return step(value, unit) if unit is Unit.PERCENT else quantity(value, unit)


def level(threshold: float, unit: str) -> str:
    """Write a rule's level without needless decimals: `-50%`, `100bp`, `USD 500bn`.

    Of a unit that is not known the number alone.
    """
    if unit in (Unit.PERCENT, Unit.RATE):
        return trimmed(threshold * 100) + "%"
    if unit is Unit.TIMES:
        return trimmed(threshold) + "x"
    return _around(trimmed(threshold), unit)


def trimmed(value: float) -> str:
    """Write a number with as many decimals as it has, at most four."""
    text = number(value, 4).rstrip("0").rstrip(".")
    return text or "0"


def bounded(text: str, bound: Bound) -> str:
    """Mark a figure that is not exact: `>5.00x`, `<60.0`, `c.160.0`."""
    return bound.mark + text


def date(day: dt.date, precision: Precision = Precision.DAY) -> str:
    """Write a day as `09 Oct 26`, or `Oct 26` when only the month is known."""
    text = short(day, precision)
    return text if precision is Precision.MONTH else text.rjust(len("09 Oct 26"), "0")


def moment(at: dt.datetime, zone: ZoneInfo) -> str:
    """Write an aware time in one zone, labelled: `09 Oct 26 16:00 EDT`."""
    local = at.astimezone(zone)
    return f"{date(local)} {local:%H:%M %Z}"


def clock(at: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> str:
    """Write an aware time beside `now`: `16:00` of the same day, else with its day."""
    local = at.astimezone(zone)
    same = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if same else f"{local:%d %b %H:%M}"


def elapsed(span: dt.timedelta) -> str:
    """Write how long something has lasted: `now`, `12m`, `3h05m`, `2d`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h{minutes % 60:02}m" if hours < 48 else f"{hours // 24}d"


def age(business_days: int | None) -> str:
    """Write an age as `3bd`; nothing when there is none."""
    return "" if business_days is None else f"{business_days}bd"


def sparkline(trail: Sequence[float], width: int = 12) -> str:
    """Draw the last `width` values between their own low and high."""
    tail = trail[-width:]
    if len(tail) < 2:
        return ""
    low, span = min(tail), max(tail) - min(tail)
    if not span or not isfinite(span):
        return _BARS[3] * len(tail)
    top = len(_BARS) - 1
    return "".join(_BARS[round((each - low) / span * top)] for each in tail)
