"""Numbers with their unit, as rule files write them: `60bp`, `-15%`, `1.5tn`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.catalogue import Metric, Unit, Worse

_QUANTITY = re.compile(
    r"([-+]?)(\$?)(\d{1,12}(?:\.\d{1,9})?)\s*([A-Za-z%]*(?:/bp)?)", re.ASCII
)
_CONDITION = re.compile(r"([<>])\s*(.*)", re.DOTALL)

SUFFIXES: Mapping[Unit, Mapping[str, float]] = MappingProxyType(
    {
        Unit.PERCENT: {"%": 0.01},
        Unit.RATE: {"%": 0.01},
        Unit.TIMES: {"x": 1.0},
        Unit.BP: {"bp": 1.0},
        Unit.USD: {"usd": 1.0, "$": 1.0},
        Unit.USD_BN: {
            **{"bn": 1.0, "tn": 1000.0, "mm": 0.001},
            **{"$bn": 1.0, "$tn": 1000.0, "$mm": 0.001},
        },
        Unit.USD_MM: {"mm": 1.0, "bn": 1000.0, "$mm": 1.0, "$bn": 1000.0},
        Unit.USD_PER_BP: {"$/bp": 1.0, "$k/bp": 1e3, "$mm/bp": 1e6},
        Unit.BUSINESS_DAYS: {"bd": 1.0},
        Unit.DAYS: {"d": 1.0},
        Unit.COUNT: {"": 1.0},
        Unit.SD: {"sd": 1.0},
    }
)
"""What may follow a number, the usual one first, and what it multiplies by. A dollar
sign stands before the number: `$50k/bp`."""


class UnfitError(ValueError):
    """Text that is no quantity or level of a metric; the message: what is expected."""


class Amount(NamedTuple):
    """A number as it stands, and what stands with it."""

    number: float
    suffix: str
    """In small letters; a dollar sign before the number comes first: `$k/bp`."""


def amount(text: str) -> Amount | None:
    """Take a number apart from its unit; none when the text is no number."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None
    sign, dollar, digits, suffix = match.groups()
    return Amount(float(sign + digits), dollar + suffix.lower())


def quantity(text: str, metric: Metric) -> float:
    """Return a number with its unit in the metric's own unit: `-15%` is -0.15.

    Raises `UnfitError` when the text is no number, or its unit is missing or wrong.
    """
    found = amount(text)
    if found is None:
        example = dressed("5", suffix_of(metric))
        raise UnfitError(f'a number in {unit_name(metric)}, as "{example}"')
    scale = SUFFIXES[metric.unit].get(found.suffix)
    if scale is None:
        raise UnfitError(f'{unit_name(metric)}: write "{_mended(text, metric)}"')
    return scaled(found.number, metric.unit, scale)


def scaled(number: float, unit: Unit, scale: float) -> float:
    """Bring a written number into its unit.

    A percentage is divided: 15 / 100 is the float nearest to 0.15.
    """
    return number / 100 if unit in (Unit.PERCENT, Unit.RATE) else number * scale


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
    found = amount(number)
    if found is None:
        raise UnfitError(f'a level as "{sign} {_example(metric)}"')
    scale = SUFFIXES[metric.unit].get(found.suffix)
    if scale is not None and match is not None and match[1] == sign:
        return sign == ">", scaled(found.number, metric.unit, scale)
    meant = f'"{sign} {_signed(_mended(number, metric), metric, text)}"'
    if scale is None:
        raise UnfitError(f"{unit_name(metric)}: write {meant}")
    if match is None:
        raise UnfitError(f"a level: write {meant}")
    raise UnfitError(f'"{sign}", since {metric.worse} is worse: write {meant}')


def dressed(number: str, suffix: str) -> str:
    """Put a suffix to a number; its dollar sign goes before the digits."""
    if not suffix.startswith("$"):
        return number + suffix
    sign = "-" if number.startswith("-") else ""
    return f"{sign}${number.removeprefix('-')}{suffix[1:]}"


def unit_name(metric: Metric) -> str:
    """Name the unit that a metric's levels are written in."""
    return suffix_of(metric) or "a plain count"


def suffix_of(metric: Metric) -> str:
    """Return the usual suffix of a metric's levels."""
    return next(iter(SUFFIXES[metric.unit]))


def _example(metric: Metric) -> str:
    """Return a quantity of the right form."""
    low = metric.unit is Unit.PERCENT and metric.worse is Worse.LOWER
    return dressed("-20" if low else "20", suffix_of(metric))


def _mended(text: str, metric: Metric) -> str:
    """Return a quantity as it was probably meant, with the metric's unit."""
    found = amount(text)
    assert found is not None
    number, suffix = f"{found.number:.12g}", found.suffix
    if suffix in SUFFIXES[metric.unit]:
        return dressed(number, suffix)
    if metric.unit is Unit.PERCENT and abs(found.number) < 1:
        return f"{round(found.number * 100, 9):.12g}%"
    return dressed(number, suffix_of(metric))


def _signed(number: str, metric: Metric, text: str) -> str:
    """Turn the sign of a fall that was written as a positive percentage above."""
    fall = metric.unit is Unit.PERCENT and metric.worse is Worse.LOWER
    wrong = fall and text.strip().startswith(">") and not number.startswith("-")
    return f"-{number}" if wrong else number
