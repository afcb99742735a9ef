"""A snapshot read by subject and metric, and each figure as the cell that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from overhang.core.catalogue import METRICS, Pane
from overhang.core.snapshot import (
    Reading,
    Severity,
    Snapshot,
    SourceHealth,
    SourceState,
    Standing,
    State,
)
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Span, Tone
from overhang.views.words import (
    MARKS,
    TABLES,
    TONES,
    is_change,
    mark,
    short,
    side,
    subject_name,
)

_AGE = "cds.mark_age"
NOT_THERE = Cell(fmt.ABSENT, Tone.MUTED)


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
        known = METRICS[metric]
        changes = is_change(metric)
        if text is None:
            text = fmt.figure(reading.value, known.unit, signed=changes)
            text = fmt.bounded(text, reading.bound)
        tone = TONES[severity]
        if severity is Severity.NONE and reading.state is not State.FRESH:
            tone = Tone.STALE
        elif severity is Severity.NONE and changes:
            tone = side(metric, reading.value)
        return Cell(text, tone, mark(severity, reading.state))

    def breaches(self, pane: Pane) -> list[Standing]:
        """List the breached figures of a pane, worst first, then as issuers stand."""
        order = {code: at for at, code in enumerate(self.snapshot.universe.codes)}
        mine = [
            each
            for each in self._worst.values()
            if each.severity and METRICS[each.metric].pane is pane
        ]
        # A mark's age is true of every figure beside it: it is told last.
        return sorted(
            mine,
            key=lambda each: (
                -each.severity,
                each.metric == _AGE,
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


def counts(breaches: Iterable[Standing]) -> tuple[Span, ...]:
    """Count breaches by severity, worst first: `2!!` `1!`."""
    tally: dict[Severity, int] = {}
    for each in breaches:
        tally[each.severity] = tally.get(each.severity, 0) + 1
    return tuple(
        Span(f"{tally[each]}{MARKS[each]}", TONES[each])
        for each in sorted(tally, reverse=True)
    )


def breach_line(figures: Figures, standing: Standing) -> Line:
    """Say a breach in words: `!! ORCL 52w drawdown -58.1% < -50% · 0bd`."""
    unit = METRICS[standing.metric].unit
    reading = figures.snapshot.reading(standing.subject, standing.metric)
    shown = fmt.ABSENT
    if standing.value is not None:
        bound = reading.bound if reading else None
        shown = fmt.quantity(standing.value, unit, signed=is_change(standing.metric))
        shown = fmt.bounded(shown, bound) if bound else shown
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
    lines = [breach_line(figures, each) for each in figures.breaches(pane)]
    return (*lines, *lacks(figures.snapshot, pane))


def _lack(health: SourceHealth) -> str:
    why = health.errors[0] if health.errors else f"not found in {health.place}"
    more = f" (+{len(health.errors) - 1} more)" if len(health.errors) > 1 else ""
    if health.state is SourceState.FAILED and health.rows:
        return f"{health.table} not updated: {why}{more}"
    return f"no {health.table}: {why}{more}"
