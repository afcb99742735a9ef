"""A snapshot read by subject and metric, and each figure as the cell that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.evidence import NONE_RECORDED, mirrored
from overhang.core.records import Bound
from overhang.core.snapshot import (
    Reading,
    Snapshot,
    SourceHealth,
    SourceState,
    Standing,
)
from overhang.core.states import Severity, State
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Span, Tone
from overhang.views.words import (
    MARKS,
    TABLES,
    TONES,
    is_change,
    is_loss,
    mark,
    short,
    side,
    subject_name,
)

_AGE = "cds.mark_age"
_GAPS = frozenset({"equity.vs_group"})
"""Differences of two percentages: written in points."""
NOT_THERE = Cell(fmt.ABSENT, Tone.MUTED)
NONE = "none"
"""A sum over nothing that is on file: no measured zero."""


class Figures:
    """Finds each figure and its worst standing at once, however many issuers."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._worst: dict[tuple[str, str], Standing] = {}
        for each in snapshot.standings:
            key = (each.subject, each.metric)
            known = self._worst.get(key)
            if known is None or each.severity > known.severity:
                self._worst[key] = each
        self.tally = Counter(each.severity for each in self._worst.values())
        """How many figures there are of each severity."""
        self._severities: dict[tuple[str, str], Severity] = {}
        for (subject, metric), each in self._worst.items():
            if metric == _AGE:
                # Old marks flag themselves: the row is flagged for its levels.
                continue
            here = (subject, metric.partition(".")[0])
            if each.severity > self._severities.get(here, Severity.NONE):
                self._severities[here] = each.severity

    def reading(self, subject: str, metric: str) -> Reading | None:
        """Return one reading that has a value, or none."""
        reading = self.snapshot.reading(subject, metric)
        if reading is None or reading.value is None or reading.state is State.ABSENT:
            return None
        return reading

    def standing(self, subject: str, metric: str) -> Standing | None:
        """Return the worst standing of the rules on this figure."""
        return self._worst.get((subject, metric))

    def severity(self, subject: str, metric: str) -> Severity:
        """Return how loudly this figure is flagged."""
        standing = self.standing(subject, metric)
        return standing.severity if standing else Severity.NONE

    def worst(self, subject: str, panes: Iterable[Pane]) -> Severity:
        """Return the worst severity of a subject in some panes."""
        found = (self._severities.get((subject, each)) for each in panes)
        return max((each for each in found if each), default=Severity.NONE)

    def cell(self, subject: str, metric: str, text: str | None = None) -> Cell:
        """Show one figure with its tone and mark; `text` stands in for the number."""
        reading = self.reading(subject, metric)
        severity = self.severity(subject, metric)
        if reading is None or reading.value is None:
            if severity is Severity.NONE:
                return NOT_THERE
            # Silence resolves nothing: a breach is held while its figure is gone.
            held = mark(severity, State.ABSENT)
            return Cell(fmt.ABSENT, TONES[severity], held)
        changes = is_change(metric) or is_loss(metric)
        if text is None:
            text = _written(reading, metric)
        tone = TONES[severity]
        if severity is Severity.NONE and reading.state is not State.FRESH:
            tone = Tone.STALE
        elif severity is Severity.NONE and changes:
            tone = side(metric, reading.value)
        return Cell(text, tone, mark(severity, reading.state))

    def breaches(self, *panes: Pane) -> list[Standing]:
        """List the breached figures of some panes: worst first, then as issuers stand.

        A mark's age is true of every figure beside it, so the ages come last.
        """
        order = {code: at for at, code in enumerate(self.snapshot.universe.codes)}
        mine = [
            each
            for each in self._worst.values()
            if each.severity and METRICS[each.metric].pane in panes
        ]
        return sorted(
            mine,
            key=lambda each: (
                each.metric == _AGE,
                -each.severity,
                order.get(each.subject, 0),
            ),
        )

    def issuer_cell(self, code: str, *panes: Pane) -> Cell:
        """Show an issuer's code with the worst mark of its row."""
        severity = self.worst(code, panes)
        tone = TONES[severity] if severity else Tone.TITLE
        return Cell(code, tone, MARKS[severity])


@lru_cache(maxsize=2)
def figures_of(snapshot: Snapshot) -> Figures:
    """Return a snapshot's figures: found once, however many panes and lines ask."""
    return Figures(snapshot)


def _written(reading: Reading, metric: str) -> str:
    """Write a figure as its cell: a loss as a change, percentage gaps in points."""
    assert reading.value is not None
    unit, value, bound = METRICS[metric].unit, reading.value, reading.bound
    if not value and reading.label == NONE_RECORDED:
        return NONE
    if metric in _GAPS:
        return fmt.bounded(fmt.step(value, unit, signed=True), bound)
    if is_loss(metric):
        turned = fmt.figure(-value, unit, signed=True)
        return fmt.bounded(turned, mirrored(bound))
    return fmt.bounded(fmt.figure(value, unit, signed=is_change(metric)), bound)


def sentence(metric: str, value: float, bound: Bound) -> str:
    """Write a metric's value with its unit, its own sign and its bound."""
    unit = METRICS[metric].unit
    if metric in _GAPS:
        return fmt.bounded(fmt.step(value, unit, signed=True), bound)
    return fmt.bounded(fmt.quantity(value, unit, signed=is_change(metric)), bound)


def counts(breaches: Iterable[Standing]) -> tuple[Span, ...]:
    """Count breaches by severity, worst first: `2!!` `1!`."""
    tally: dict[Severity, int] = {}
    for each in breaches:
        tally[each.severity] = tally.get(each.severity, 0) + 1
    return tuple(
        Span(f"{tally[each]}{MARKS[each]}", TONES[each])
        for each in sorted(tally, reverse=True)
    )


def breach_lines(figures: Figures, breaches: Iterable[Standing]) -> list[Line]:
    """Say breaches in words, in their order; marks that are too old share one line."""
    lines: list[Line] = []
    aged: dict[tuple[Severity, float], list[Standing]] = {}
    for each in breaches:
        fresh = each.metric == _AGE and each.state is State.FRESH
        if fresh and each.breached and each.value is not None:
            key = (each.severity, each.breached.threshold)
            aged.setdefault(key, []).append(each)
        else:
            lines.append(breach_line(figures, each))
    return lines + [_age_line(level, mine) for (_, level), mine in aged.items()]


def _age_line(level: float, standings: list[Standing]) -> Line:
    """Write `!! mark age over 5bd: MSFT META 28bd, ORCL 9bd`."""
    ages: dict[float, list[str]] = {}
    for each in standings:
        ages.setdefault(each.value or 0.0, []).append(subject_name(each.subject))
    unit = METRICS[_AGE].unit
    told = ", ".join(
        f"{' '.join(ages[age])} {fmt.quantity(age, unit)}"
        for age in sorted(ages, reverse=True)
    )
    worst = standings[0].severity
    return (
        Span(MARKS[worst], TONES[worst]),
        Span(f" mark age over {fmt.level(level, unit)}: {told}"),
    )


def breach_line(figures: Figures, standing: Standing) -> Line:
    """Say a breach in words: `!! ORCL 52w drawdown -58.1% < -50% · 0bd`."""
    unit = METRICS[standing.metric].unit
    reading = figures.snapshot.reading(standing.subject, standing.metric)
    shown = fmt.ABSENT
    if standing.value is not None:
        bound = reading.bound if reading else Bound.EXACT
        shown = sentence(standing.metric, standing.value, bound)
    past = ""
    if standing.breached:
        level = fmt.level(standing.breached.threshold, unit)
        sign = ">" if standing.above else "<"
        past = f", held at {level}" if is_held(standing) else f" {sign} {level}"
    old = fmt.age(reading.age) if reading and standing.metric != _AGE else ""
    tail = f" · {old}" if old else ""
    if standing.state is not State.FRESH:
        tail += f" {standing.state}" if tail else f" · {standing.state}"
    name = subject_name(standing.subject)
    return (
        Span(mark(standing.severity, standing.state), TONES[standing.severity]),
        Span(f" {name} {short(standing.metric)} {shown}{past}"),
        Span(tail, Tone.MUTED),
    )


def is_held(standing: Standing) -> bool:
    """Whether the value is back inside its level but not past the clear level yet."""
    if standing.breached is None or standing.value is None:
        return False
    over = standing.value - standing.breached.threshold
    return over <= 0 if standing.above else over >= 0


def lacks(snapshot: Snapshot, pane: Pane) -> list[Line]:
    """Say what a pane could not be measured from, and why."""
    return [
        (Span(_lack(each), Tone.STALE),)
        for each in snapshot.sources
        if each.table in TABLES[pane]
        and each.state in (SourceState.MISSING, SourceState.FAILED)
    ]


def notes(figures: Figures, pane: Pane) -> tuple[Line, ...]:
    """Write the lines under a pane: each breach, then what is missing."""
    lines = breach_lines(figures, figures.breaches(pane))
    return (*lines, *lacks(figures.snapshot, pane))


def _lack(health: SourceHealth) -> str:
    why = health.errors[0] if health.errors else f"not found in {health.place}"
    more = f" (+{len(health.errors) - 1} more)" if len(health.errors) > 1 else ""
    if health.rows:
        return f"{health.table} not updated: {why}{more}"
    return f"no {health.table}: {why}{more}"
