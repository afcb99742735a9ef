"""Numbers with their unit, as rule files write them: `60bp`, `-15%`, `1.5tn`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.catalogue import Metric, Unit, Worse

_NUMBER = r"[-+]?\d{1,12}(?:\.\d{1,9})?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([A-Za-z%$]*)", re.ASCII)

SUFFIXES: Mapping[Unit, Mapping[str, float]] = MappingProxyType(
    {
        Unit.PERCENT: {"%": 0.01},
        Unit.TIMES: {"x": 1.0},
        Unit.BP: {"bp": 1.0},
        Unit.USD: {"usd": 1.0},
        Unit.USD_BN: {"bn": 1.0, "tn": 1000.0, "mm": 0.001},
        Unit.USD_MM: {"mm": 1.0, "bn": 1000.0},
        Unit.BUSINESS_DAYS: {"bd": 1.0},
        Unit.DAYS: {"d": 1.0},
        Unit.COUNT: {"": 1.0},
        Unit.SD: {"sd": 1.0},
    }
)
"""What may follow a number, the usual one first, and what it multiplies by."""


_CONDITION = re.compile(r"([<>])\s*(.*)", re.DOTALL)


class UnfitError(ValueError):
    """Text that is no quantity or level of a metric; the message: what is expected."""


def quantity(text: str, metric: Metric) -> float:
    """Return a number with its unit in the metric's own unit: `-15%` is -0.15.

    Raises `UnfitError` when the text is no number, or its unit is missing or wrong.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise UnfitError(f'a number in {unit_name(metric)}, as "5{suffix_of(metric)}"')
    scale = SUFFIXES[metric.unit].get(match[2].lower())
    if scale is None:
        raise UnfitError(f'{unit_name(metric)}: write "{_mended(text, metric)}"')
    # A percentage is divided: 15 / 100 is the float nearest to 0.15.
    number = float(match[1])
    return number / 100 if metric.unit is Unit.PERCENT else number * scale


def condition(text: str, metric: Metric) -> tuple[bool, float]:
    """Return whether above is adverse, and the threshold, of a level: `> 60bp`.

    Raises `UnfitError` when the form, the unit or the direction is wrong; the message
    then holds the level as it was probably meant.
    """
    match = _CONDITION.fullmatch(text.strip())
    number = match[2].strip() if match else text.strip()
    sign = {Worse.HIGHER: ">", Worse.LOWER: "<"}.get(
        metric.worse, match[1] if match else ">"
    )
    if _QUANTITY.fullmatch(number) is None:
        raise UnfitError(f'a level as "{sign} {_example(metric)}"')
    meant = f'"{sign} {_signed(_mended(number, metric), metric, text)}"'
    try:
        threshold = quantity(number, metric)
    except UnfitError:
        raise UnfitError(f"{unit_name(metric)}: write {meant}") from None
    if match is None:
        raise UnfitError(f"a level: write {meant}")
    if match[1] != sign:
        raise UnfitError(f'"{sign}", since {metric.worse} is worse: write {meant}')
    return sign == ">", threshold


def unit_name(metric: Metric) -> str:
    """Name the unit that a metric's levels are written in."""
    return suffix_of(metric) or "a plain count"


def suffix_of(metric: Metric) -> str:
    """Return the usual suffix of a metric's levels."""
    return next(iter(SUFFIXES[metric.unit]))


def write(value: float, metric: Metric) -> str:
    """Write a value in its metric's unit, the way a rule file would."""
    scaled = value * 100 if metric.unit is Unit.PERCENT else value
    return f"{round(scaled, 9):.12g}{suffix_of(metric)}"


def _example(metric: Metric) -> str:
    """Return a quantity of the right form."""
    low = metric.unit is Unit.PERCENT and metric.worse is Worse.LOWER
    return f"{'-20' if low else '20'}{suffix_of(metric)}"


def _mended(text: str, metric: Metric) -> str:
    """Return a quantity as it was probably meant, with the metric's unit."""
    match = _QUANTITY.fullmatch(text.strip())
    assert match is not None
    number, suffix = match[1].lstrip("+"), match[2].lower()
    if suffix in SUFFIXES[metric.unit]:
        return number + suffix
    if metric.unit is Unit.PERCENT and abs(float(number)) < 1:
        return f"{round(float(number) * 100, 9):.12g}%"
    return number + suffix_of(metric)


def _signed(number: str, metric: Metric, text: str) -> str:
    """Turn the sign of a fall that was written as a positive percentage above."""
    fall = metric.unit is Unit.PERCENT and metric.worse is Worse.LOWER
    wrong = fall and text.strip().startswith(">") and not number.startswith("-")
    return f"-{number}" if wrong else number
