"""The parts of an expression with their units: what may be joined with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Unit
from overhang.core.problems import shown
from overhang.core.rules import intervals
from overhang.core.rules.expressions import Term
from overhang.core.rules.intervals import Figure
from overhang.core.rules.tokens import ExpressionError, Token
from overhang.core.rules.units import SUFFIXES, amount, dressed, scaled

_PURE = frozenset({Unit.COUNT, Unit.TIMES})
"""Plain numbers: a count and a ratio."""
_SHARES = _PURE | {Unit.PERCENT}
"""What another figure may be multiplied with."""
_LITERALS = {
    suffix: (unit, scale)
    for unit, suffixes in SUFFIXES.items()
    if unit not in (Unit.USD_MM, Unit.RATE)
    for suffix, scale in suffixes.items()
}
"""What a number's suffix makes of it; all sums of money are in USD bn, and a rate is a
percentage."""


class Value(NamedTuple):
    """A part that is a number."""

    unit: Unit
    figure: Figure
    at: int
    """Where it begins."""
    text: str
    """As written."""
    terms: tuple[Term, ...] = ()
    """The figures it is computed of."""
    bare: bool = False
    """Whether it is a number without a unit."""


def number(token: Token) -> Value:
    """Read a number with its unit."""
    found = amount(token.text)
    if found is None:
        raise ExpressionError(token.at, f"{token}: a number has at most 12 digits")
    if found.suffix not in _LITERALS:
        raise ExpressionError(
            token.at, f"{token}: unknown unit, expected one of {_listed_units()}"
        )
    unit, scale = _LITERALS[found.suffix]
    figure = intervals.constant(scaled(found.number, unit, scale))
    return Value(unit, figure, token.at, token.text, bare=not found.suffix)


def unit_of(asked: Term) -> Unit:
    """Return the unit of the reading that answers a term."""
    unit = METRICS[asked.metric].unit
    if asked.function == "z":
        return Unit.SD
    if asked.function == "pct" or (asked.function and unit is Unit.USD):
        return Unit.PERCENT
    return unit


def term(asked: Term, at: int) -> Value:
    """Return what is read of a metric, or of its change, its z-score."""
    unit, scale = unit_of(asked), 1.0
    if unit is Unit.USD_MM:
        unit, scale = Unit.USD_BN, 0.001
    elif unit is Unit.RATE:
        unit = Unit.PERCENT
    return Value(unit, intervals.measured(asked, scale), at, asked.key, (asked,))


def negative(value: Value, at: int) -> Value:
    """Turn a sign."""
    twice = value.bare and value.text.startswith("-")
    text = value.text[1:] if twice else f"-{value.text}"
    return value._replace(figure=intervals.negative(value.figure), at=at, text=text)


def magnitude(value: Value, at: int, text: str) -> Value:
    """Take a sign off."""
    figure = intervals.magnitude(value.figure)
    return Value(value.unit, figure, at, text, value.terms)


def extreme(
    values: Sequence[Value], choose: Callable[..., float], at: int, text: str
) -> Value:
    """Take the least or the greatest."""
    figure = intervals.extreme([each.figure for each in values], choose)
    return Value(common(values), figure, at, text, _terms(values))


def total(items: Sequence[tuple[str, Value]], text: str) -> Value:
    """Add and subtract figures of one unit."""
    values = [value for _, value in items]
    figure = intervals.total([(sign, value.figure) for sign, value in items])
    return Value(common(values), figure, values[0].at, text, _terms(values))


def product(first: Value, items: Sequence[tuple[str, Value]], text: str) -> Value:
    """Multiply and divide: by plain numbers and shares, or like by like."""
    unit = first.unit
    for sign, value in items:
        unit = _ratio(unit, value) if sign == "/" else _multiple(unit, value)
    figure = intervals.product(
        first.figure, [(sign, value.figure) for sign, value in items]
    )
    terms = _terms([first, *(value for _, value in items)])
    return Value(unit, figure, first.at, text, terms)


def common(values: Sequence[Value]) -> Unit:
    """Return the one unit of several figures; a count and a ratio are both numbers."""
    first = values[0]
    for value in values[1:]:
        both = {first.unit, value.unit}
        if first.unit == value.unit:
            continue
        if both <= _PURE:
            first = first._replace(unit=Unit.TIMES)
            continue
        # A number that lacks its unit is the likelier mistake.
        wrong, right = (first, value) if first.bare else (value, first)
        raise ExpressionError(wrong.at, _unfit(wrong, right))
    return first.unit


def named(unit: Unit) -> str:
    """Name a unit the way it is written."""
    return next(iter(SUFFIXES[unit])) or "a plain number"


def _multiple(unit: Unit, value: Value) -> Unit:
    if unit in _PURE and value.unit in _PURE:
        return Unit.COUNT if unit is value.unit is Unit.COUNT else Unit.TIMES
    if unit in _PURE or (unit is Unit.PERCENT and value.unit not in _PURE):
        return value.unit
    if value.unit in _SHARES:
        return unit
    raise ExpressionError(
        value.at,
        f"{shown(value.text)} is in {named(value.unit)}: {named(unit)} can only be "
        "multiplied with a number or a percentage",
    )


def _ratio(unit: Unit, value: Value) -> Unit:
    if unit is value.unit or (unit in _PURE and value.unit in _SHARES):
        return Unit.TIMES
    if value.unit in _SHARES:
        return unit
    like = "" if unit in _PURE else f" or by {named(unit)}"
    raise ExpressionError(
        value.at,
        f"{shown(value.text)} is in {named(value.unit)}: {named(unit)} can only be "
        f"divided by a number or a percentage{like}",
    )


def _unfit(wrong: Value, right: Value) -> str:
    """Say that two figures cannot be compared or added, and what was probably meant."""
    mine = "has no unit" if wrong.bare else f"is in {named(wrong.unit)}"
    words = f"{shown(wrong.text)} {mine}, {shown(right.text)} in {named(right.unit)}"
    if not wrong.bare:
        return words
    return f'{words}: write "{_meant(wrong.text, right.unit)}"'


def _meant(text: str, unit: Unit) -> str:
    """Return a bare number as it was probably meant: -0.2 is -20%."""
    if unit is Unit.PERCENT and abs(number := float(text)) < 1:
        return f"{round(number * 100, 9):.12g}%"
    return dressed(text, named(unit))


def _terms(values: Sequence[Value]) -> tuple[Term, ...]:
    return tuple(term for value in values for term in value.terms)


def _listed_units() -> str:
    return ", ".join(
        suffix for suffix in _LITERALS if suffix.isalpha() or suffix == "%"
    )
