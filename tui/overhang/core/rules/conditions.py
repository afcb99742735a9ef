"""Conditions that hold, do not hold, or cannot be told from what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from overhang.core.records import Bound
from overhang.core.rules.algebra import Value, common
from overhang.core.rules.book import TOLERANCE
from overhang.core.rules.expressions import Look, Part, Term
from overhang.core.rules.intervals import Figure, Interval, known

Test = Callable[[Look], bool | None]
"""Tells whether something holds; none when it cannot be told."""


class Verdict(NamedTuple):
    """A part that holds or does not."""

    holds: Test
    at: int
    """Where it begins."""
    terms: tuple[Term, ...]
    """The figures it depends on."""
    parts: tuple[Callable[[Look], Part], ...]
    """How each comparison in it came out."""


class Condition:
    """A whole condition, read, named and checked: an `Expression`."""

    __slots__ = ("_verdict", "terms", "text")

    def __init__(self, text: str, verdict: Verdict) -> None:
        self.text = text
        self.terms: tuple[Term, ...] = tuple(dict.fromkeys(verdict.terms))
        self._verdict = verdict

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def holds(self, look: Look) -> bool | None:
        """Whether it holds; none when the figures prove neither."""
        return self._verdict.holds(look)

    def parts(self, look: Look) -> Sequence[Part]:
        """Return how each comparison came out, in the order they are written."""
        return [part(look) for part in self._verdict.parts]


def compared(sign: str, left: Value, right: Value, text: str) -> Verdict:
    """Compare two figures of one unit; `sign` is `<`, `<=`, `>` or `>=`."""
    unit = common((left, right))
    more, less = (left, right) if ">" in sign else (right, left)
    holds = _exceeds(more.figure, less.figure, strictly="=" not in sign)
    terms = left.terms + right.terms

    def part(look: Look) -> Part:
        held = holds(look)
        return Part(
            text,
            _shown(left.figure(look)),
            _shown(right.figure(look)),
            unit,
            held,
            _why(terms, look) if held is None else "",
        )

    return Verdict(holds, left.at, terms, (part,))


def all_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Join conditions with `and`: one that fails decides, whatever is not known."""
    return _joined(verdicts, decisive=False)


def any_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Join conditions with `or`: one that holds decides, whatever is not known."""
    return _joined(verdicts, decisive=True)


def inverse(verdict: Verdict, at: int) -> Verdict:
    """Turn a condition round; what cannot be told stays so."""
    inner = verdict.holds

    def holds(look: Look) -> bool | None:
        held = inner(look)
        return None if held is None else not held

    return verdict._replace(holds=holds, at=at)


def _joined(verdicts: Sequence[Verdict], *, decisive: bool) -> Verdict:
    tests = tuple(each.holds for each in verdicts)

    def holds(look: Look) -> bool | None:
        told: bool | None = not decisive
        for test in tests:
            held = test(look)
            if held is decisive:
                return decisive
            if held is None:
                told = None
        return told

    return Verdict(
        holds,
        verdicts[0].at,
        tuple(term for each in verdicts for term in each.terms),
        tuple(part for each in verdicts for part in each.parts),
    )


def _exceeds(more: Figure, less: Figure, *, strictly: bool) -> Test:
    """Whether one figure is above another, or, if not `strictly`, also the same."""
    margin = TOLERANCE if strictly else -TOLERANCE

    def holds(look: Look) -> bool | None:
        high, low = more(look), less(look)
        if high is None or low is None:
            return None
        if high[0] > low[1] + margin:
            return True
        return False if high[1] <= low[0] + margin else None

    return holds


def _shown(interval: Interval | None) -> float | None:
    """Return the number to show for what is known: the end that a bound has."""
    if interval is None:
        return None
    low, high = interval
    if low == -inf:
        return None if high == inf else high
    return low if high == inf or low == high else None


def _why(terms: Sequence[Term], look: Look) -> str:
    """Say why a comparison cannot be told."""
    for term in terms:
        reading = look(term)
        if known(reading) is None:
            reason = reading.reason if reading is not None else ""
            return f"{term.key}: {reason or 'no data'}"
    for term in terms:
        reading = look(term)
        bound = reading.bound if reading is not None else Bound.EXACT
        if bound in (Bound.FLOOR, Bound.CEILING):
            return f"{term.key}: only a {bound} is known"
    return "cannot be computed, as a division by zero"
