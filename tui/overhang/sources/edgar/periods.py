"""Figures by period: quarters out of the year to date, sums out of several tags.

Cash-flow statements in quarterly reports count from the fiscal year's start, so a
quarter is mostly a difference of two facts with the same first day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from overhang.sources.edgar.concepts import Fact, Period
from overhang.sources.edgar.tags import Part, Recipe

_DAYS: tuple[tuple[int, range], ...] = (
    (3, range(80, 101)),
    (6, range(170, 191)),
    (9, range(260, 286)),
    (12, range(350, 381)),
)
"""Days of so many months; fiscal years of 52 and 53 weeks included."""

Key = tuple[dt.date, int]
"""The last day, and the length in months; 0: an instant."""

_DAY = dt.timedelta(days=1)

Latest = Mapping[Period, Fact]
"""The fact with the last word, by period."""


class Figure(NamedTuple):
    """What filings come to for one period."""

    value: float
    """USD."""
    facts: tuple[Fact, ...]
    """What it is made of; of a quarter taken out of a longer period, the longer."""
    less: Fact | None = None
    """The shorter period that was taken away."""
    without: tuple[str, ...] = ()
    """Optional tags that no filing has for that date."""

    @property
    def newest(self) -> Fact:
        """The fact that was filed last: nobody knew the figure before it."""
        every = self.facts if self.less is None else (*self.facts, self.less)
        return every[0] if len(every) == 1 else max(every, key=_rank)


def _rank(fact: Fact) -> tuple[object, ...]:
    return fact.rank


def latest(
    facts: Iterable[Fact], known_on: dt.date | None = None
) -> dict[Period, Fact]:
    """Return the fact with the last word on each period.

    Args:
        facts: Facts of one tag, in any order.
        known_on: Only filings up to this day count; none: all.
    """
    found: dict[Period, Fact] = {}
    for fact in facts:
        if known_on is None or fact.filed <= known_on:
            held = found.get(fact.period)
            if held is None or held.rank < fact.rank:
                found[fact.period] = fact
    return found


@lru_cache(4096)
def months(start: dt.date, end: dt.date) -> int | None:
    """Return 3, 6, 9 or 12 for a period that is about so long, else none."""
    days = (end - start).days + 1
    return next((count for count, span in _DAYS if days in span), None)


def flows(facts: Latest) -> dict[Key, Figure]:
    """Return one tag's figures for every period that is 3, 6, 9 or 12 months long.

    A quarter that was reported goes before a difference; among several of either
    kind the one filed last counts.
    """
    found: dict[Key, Figure] = {}
    by_start: dict[dt.date, list[tuple[int, Fact]]] = {}
    for fact in facts.values():
        length = fact.start and months(fact.start, fact.end)
        if fact.start and length:
            by_start.setdefault(fact.start, []).append((length, fact))
            _keep(found, (fact.end, length), Figure(fact.value, (fact,)))
    for each in by_start.values():
        for one, other in combinations(each, 2):
            if abs(one[0] - other[0]) == 3:
                _keep_difference(found, *sorted((one, other), key=_length))
    return found


def _length(told: tuple[int, Fact]) -> int:
    return told[0]


def _keep_difference(
    found: dict[Key, Figure], shorter: tuple[int, Fact], longer: tuple[int, Fact]
) -> None:
    """Keep what one period has beyond another with the same first day: a quarter."""
    part, whole = shorter[1], longer[1]
    if months(part.end + _DAY, whole.end) == 3:
        figure = Figure(whole.value - part.value, (whole,), part)
        _keep(found, (whole.end, 3), figure)


def _keep(found: dict[Key, Figure], key: Key, figure: Figure) -> None:
    held = found.get(key)
    if held is None or _outranks(figure, held):
        found[key] = figure


def _outranks(figure: Figure, held: Figure) -> bool:
    """Whether a figure goes before another one for the same period."""
    if (figure.less is None) != (held.less is None):
        return figure.less is None
    return _order(figure) > _order(held)


def _order(figure: Figure) -> tuple[object, ...]:
    """Grow with the claim of a figure among those of its kind."""
    return figure.newest.rank, figure.facts[0].start


def merged(by_tag: Iterable[Mapping[Key, Figure]]) -> dict[Key, Figure]:
    """Return for each period the figure of the first tag that has one."""
    found: dict[Key, Figure] = {}
    for figures in by_tag:
        for key, figure in figures.items():
            found.setdefault(key, figure)
    return found


def stocks(
    by_tag: Mapping[str, Latest], recipes: Sequence[Recipe]
) -> dict[Key, Figure]:
    """Return the sum of the first complete recipe for each date."""
    days = sorted(
        {end for facts in by_tag.values() for start, end in facts if not start}
    )
    found: dict[Key, Figure] = {}
    for day in days:
        sums = (_summed(by_tag, recipe, day) for recipe in recipes)
        figure = next((each for each in sums if each is not None), None)
        if figure is not None:
            found[day, 0] = figure
    return found


def _summed(
    by_tag: Mapping[str, Latest], recipe: Recipe, day: dt.date
) -> Figure | None:
    """Add up a recipe's lines at one date; none when one that must be there is not."""
    facts, without = [], []
    for part in recipe:
        fact = _line(by_tag, part, day)
        if fact is not None:
            facts.append(fact)
        elif part.optional:
            without.append(part.tags[0])
        else:
            return None
    value = sum(fact.value for fact in facts)
    return Figure(value, tuple(facts), without=tuple(without))


def _line(by_tag: Mapping[str, Latest], part: Part, day: dt.date) -> Fact | None:
    found = (by_tag[tag].get((None, day)) for tag in part.tags if tag in by_tag)
    return next((fact for fact in found if fact is not None), None)
