"""How the words of an alert write figures: as a rule file would, with their unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from overhang.core.catalogue import Metric, Unit
from overhang.core.rules.units import SUFFIXES, dressed

_DECIMALS: Mapping[Unit, int] = MappingProxyType(
    {
        Unit.PERCENT: 1,
        Unit.RATE: 2,
        Unit.TIMES: 2,
        Unit.BP: 1,
        Unit.USD: 2,
        Unit.USD_BN: 1,
        Unit.USD_PER_BP: 1,
        Unit.SD: 1,
    }
)


def write(value: float, metric: Metric) -> str:
    """Write a value exactly, in its metric's unit, the way a rule file would."""
    return exactly(value, metric.unit)


def exactly(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Write a value exactly, in its unit."""
    return _written(value, unit, 9, signed=signed)


# A figure that moves moves many levels, and each of them says it.
@lru_cache(maxsize=1 << 12)
def said(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Write a value with its unit and as many decimals as a sentence needs."""
    return _written(value, unit, _DECIMALS.get(unit, 0), signed=signed)


def _written(value: float, unit: Unit, decimals: int, *, signed: bool) -> str:
    """Write a value with at most so many decimals, in the largest fitting suffix.

    `signed`: what rose says so.
    """
    suffix = next(iter(SUFFIXES[unit]))
    shown = value * 100 if unit in (Unit.PERCENT, Unit.RATE) else value
    if unit is Unit.USD_PER_BP:
        fitting = (each for each in SUFFIXES[unit].items() if abs(value) >= each[1])
        suffix, scale = max(fitting, key=lambda each: each[1], default=(suffix, 1.0))
        shown = value / scale
    # Adding zero takes the sign off a rounded zero.
    number = f"{round(shown, decimals) + 0.0:.{decimals}f}"
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    plus = "+" if signed and float(plain) > 0 else ""
    return plus + dressed(plain, suffix)
