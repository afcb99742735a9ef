"""A rule book made ready for judging: which rules a figure could breach, by bisection.

Ten thousand rules on five hundred issuers are millions of pairs, and nearly all of them
are quiet. So the levels on each metric are kept in order, and a value finds those it is
beyond without looking at the others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import inf
from typing import NamedTuple

import msgspec

from overhang.core.calendars import Market
from overhang.core.catalogue import METRICS, Pane
from overhang.core.issuers import Universe
from overhang.core.rules.book import Rule, RuleBook, Rung
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State


class Watched(NamedTuple):
    """One rule, and whom it judges."""

    rule: Rule
    order: int
    """Its place in the book."""
    subjects: Mapping[str, int]
    """Whom it judges, with their place in the order they are shown."""
    markets: tuple[Market, ...]
    """Whose hours count towards its waits: all of them must be open."""

    def steps(self, subject: str) -> list[Step]:
        """Return every level for a subject, mildest first."""
        rule = self.rule
        ladder = rule.own.get(subject, rule.ladder)
        unit = 1.0 if rule.limit is None else rule.limit
        return [
            Step(self, rung, None if rule.when else level.threshold * unit)
            for rung, level in zip(ladder.rungs, ladder.levels, strict=True)
        ]


class Step(msgspec.Struct, frozen=True, gc=False):
    """One level of one rule. There may be a hundred thousand."""

    watched: Watched
    rung: Rung
    threshold: float | None
    """The level in the metric's unit; none for an expression."""


class Sorted(NamedTuple):
    """Levels of one side, in the order of their values."""

    trips: list[float]
    steps: list[Step]


class Steps(NamedTuple):
    """Levels that one value is held against."""

    above: Sorted
    below: Sorted

    def beyond(self, value: float) -> list[Step]:
        """Return the levels that a value is beyond."""
        above, below = self
        return [
            *above.steps[: bisect_left(above.trips, value)],
            *below.steps[bisect_right(below.trips, value) :],
        ]


class Index(NamedTuple):
    """Everything that watches one metric."""

    calm: tuple[float, float]
    """From here to there no level is breached, whoever's: most values lie there."""
    common: Steps
    """Levels for every subject, but those that have their own."""
    own: Mapping[str, Steps]
    """Levels of one subject."""
    direct: tuple[Watched, ...]
    """Limits: judged on their share, each by itself."""
    silent: tuple[Watched, ...]
    """Rules to which no data is a breach."""

    def is_calm(self, reading: Reading) -> bool:
        """Whether a reading can breach nothing."""
        value, (low, high) = reading.value, self.calm
        return (
            value is not None
            and low <= value <= high
            and (reading.state is State.FRESH or not self.silent)
        )


class Plan(NamedTuple):
    """A rule book, compiled for one universe."""

    watched: Mapping[str, Watched]
    """By the rule's id."""
    steps: Mapping[tuple[str, Severity], Step]
    """By the rule's id: the levels for every subject but those that have their own."""
    metrics: Mapping[str, Index]
    conditions: tuple[Watched, ...]
    """Expressions."""

    def step(self, rule: str, subject: str, severity: Severity) -> Step | None:
        """Find one level of a rule for a subject; none when there is no such level."""
        at = self.steps.get((rule, severity))
        if at is not None and subject not in at.watched.rule.own:
            return at
        watched = self.watched.get(rule)
        own = () if watched is None else watched.steps(subject)
        return next((each for each in own if each.rung.severity == severity), None)


def compile_book(book: RuleBook, universe: Universe) -> Plan:
    """Make a rule book ready for judging."""
    # Shared: most rules judge the same subjects, and there may be hundreds.
    ranks: dict[tuple[str, bool], Mapping[str, int]] = {}
    watched: list[Watched] = []
    for order, rule in enumerate(book.rules):
        whom = (rule.only, rule.of_groups)
        if whom not in ranks:
            subjects = rule.subjects(universe)
            ranks[whom] = {subject: rank for rank, subject in enumerate(subjects)}
        watched.append(Watched(rule, order, ranks[whom], markets_of(rule)))
    by_metric: defaultdict[str, list[Watched]] = defaultdict(list)
    for each in watched:
        if each.rule.when is None:
            by_metric[each.rule.metric].append(each)
    common = {each.rule.id: each.steps("") for each in watched}
    return Plan(
        {each.rule.id: each for each in watched},
        {
            (rule, step.rung.severity): step
            for rule, steps in common.items()
            for step in steps
        },
        {metric: _index(each, common) for metric, each in by_metric.items()},
        tuple(each for each in watched if each.rule.when is not None),
    )


def markets_of(rule: Rule) -> tuple[Market, ...]:
    """Return whose hours count towards the waits of a rule."""
    asked = (
        [rule.metric]
        if rule.when is None
        else [term.metric for term in rule.when.terms]
    )
    credit = {METRICS[metric].pane is Pane.CDS for metric in asked}
    return tuple(Market.SIFMA if each else Market.NYSE for each in sorted(credit))


def _index(watched: Iterable[Watched], steps: Mapping[str, list[Step]]) -> Index:
    """Sort what watches one metric; `steps` are those for every subject, by rule."""
    common: list[Step] = []
    own: defaultdict[str, list[Step]] = defaultdict(list)
    direct: list[Watched] = []
    silent: list[Watched] = []
    for each in watched:
        rule = each.rule
        if rule.waits.no_data == "alert":
            silent.append(each)
        if rule.limit is not None:
            direct.append(each)
        elif rule.only:
            own[rule.only] += each.steps(rule.only)
        else:
            common += steps[rule.id]
            for subject in rule.own:
                own[subject] += each.steps(subject)
    every = [*common, *(step for mine in own.values() for step in mine)]
    return Index(
        (1.0, 0.0) if direct else _calm(every),
        _sorted(common),
        {subject: _sorted(mine) for subject, mine in own.items()},
        tuple(direct),
        tuple(silent),
    )


def _calm(steps: Iterable[Step]) -> tuple[float, float]:
    """Return the range in which none of the levels is breached."""
    low, high = -inf, inf
    for at in steps:
        if at.watched.rule.above:
            high = min(high, at.rung.trip)
        else:
            low = max(low, at.rung.trip)
    return low, high


def _sorted(steps: Iterable[Step]) -> Steps:
    """Put levels in the order of their values, each on its side."""
    ordered = sorted(steps, key=lambda each: each.rung.trip)
    above = [each for each in ordered if each.watched.rule.above]
    below = [each for each in ordered if not each.watched.rule.above]
    return Steps(
        Sorted([each.rung.trip for each in above], above),
        Sorted([each.rung.trip for each in below], below),
    )
