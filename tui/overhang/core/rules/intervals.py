"""What is known of a figure: the least and the most it can be, and how to compute.

"More than 105" is from 105 without end. Nothing is known where a figure is missing, or
where the arithmetic has no answer: then there is no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from overhang.core.records import Bound
from overhang.core.rules.expressions import Look, Term
from overhang.core.snapshot import Reading
from overhang.core.states import State

Interval = tuple[float, float]
Figure = Callable[[Look], Interval | None]
"""Computes what is known of one part of an expression."""


def known(reading: Reading | None, scale: float = 1.0) -> Interval | None:
    """Return what a reading proves; a stale one's last value stands. `scale` > 0."""
    if reading is None or reading.value is None or reading.state is State.ABSENT:
        return None
    value = reading.value * scale
    if not -inf < value < inf:
        return None
    if reading.bound is Bound.FLOOR:
        return value, inf
    if reading.bound is Bound.CEILING:
        return -inf, value
    return value, value


def constant(value: float) -> Figure:
    """Return a figure that is always the same."""
    interval = value, value
    return lambda _: interval


def measured(term: Term, scale: float) -> Figure:
    """Return what is read of a term."""
    return lambda look: known(look(term), scale)


def negative(figure: Figure) -> Figure:
    """Return a figure with its sign turned."""

    def of(look: Look) -> Interval | None:
        found = figure(look)
        return None if found is None else (-found[1], -found[0])

    return of


def magnitude(figure: Figure) -> Figure:
    """Return a figure without its sign."""

    def of(look: Look) -> Interval | None:
        found = figure(look)
        if found is None:
            return None
        low, high = found
        if low >= 0:
            return found
        return (-high, -low) if high <= 0 else (0.0, max(-low, high))

    return of


def extreme(figures: Sequence[Figure], choose: Callable[..., float]) -> Figure:
    """Return the least or the greatest of several: `choose` is `min` or `max`."""

    def of(look: Look) -> Interval | None:
        low: list[float] = []
        high: list[float] = []
        for figure in figures:
            found = figure(look)
            if found is None:
                return None
            low.append(found[0])
            high.append(found[1])
        return choose(low), choose(high)

    return of


def total(items: Sequence[tuple[str, Figure]]) -> Figure:
    """Return a sum; each item comes with its `+` or `-`."""

    def of(look: Look) -> Interval | None:
        low = high = 0.0
        for sign, figure in items:
            found = figure(look)
            if found is None:
                return None
            if sign == "+":
                low, high = low + found[0], high + found[1]
            else:
                low, high = low - found[1], high - found[0]
        return _sound(low, high)

    return of


def product(first: Figure, items: Sequence[tuple[str, Figure]]) -> Figure:
    """Return a figure multiplied and divided; each item with its `*` or `/`."""

    def of(look: Look) -> Interval | None:
        so_far = first(look)
        for sign, figure in items:
            found = figure(look)
            if so_far is None or found is None:
                return None
            if sign == "/":
                if found[0] <= 0 <= found[1]:
                    return None
                found = 1.0 / found[1], 1.0 / found[0]
            so_far = _times(so_far, found)
        return so_far

    return of


def _times(left: Interval, right: Interval) -> Interval | None:
    corners = [_corner(one, other) for one in left for other in right]
    return _sound(min(corners), max(corners))


def _corner(one: float, other: float) -> float:
    """Multiply two ends: nothing of something without end is nothing."""
    return one * other if one and other else 0.0


def _sound(low: float, high: float) -> Interval | None:
    """Return an interval, or none when the numbers grew out of bounds."""
    return (low, high) if low < inf and high > -inf and low <= high else None
