"""A snapshot read by subject and metric, and each figure as the cell that shows it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.evidence import NONE_RECORDED, mirrored
from overhang.core.records import Bound
from overhang.core.snapshot import Level, Reading, Snapshot, Standing
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.base import Cell, Tone
from overhang.views.flags import (
    dated,
    is_loud,
    is_pending,
    mark,
    rank,
    tone,
    untold,
    waits,
)
from overhang.views.roll import Roll, roll_of
from overhang.views.words import LIVE_MARK, is_change, is_loss, side, unit_of

MARK_AGE = "cds.mark_age"
"""How old a mark is: true of every figure beside it."""
_GAPS = frozenset({"equity.vs_group"})
"""Differences of two percentages: written in points."""
_PRICE = "equity.close"
"""The price itself: what is computed of it stands beside it."""
NOT_THERE = Cell(fmt.ABSENT, Tone.MUTED)
NONE = "none"
"""A sum over nothing that is on file: no measured zero."""


class Ahead(NamedTuple):
    """A level that is not breached yet."""

    level: Level
    room: float
    """How far the figure is from it, in the metric's unit, >= 0."""


class Figures:
    """Finds each figure and its worst standing at once, however many issuers."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._worst: dict[tuple[str, str], Standing] = {}
        for each in snapshot.standings:
            # A condition over several metrics is a figure of its own.
            _keep(self._worst, (each.subject, each.metric or f"={each.rule}"), each)
        # Most are calm: what is counted and listed is looked for among the others.
        self._flagged = [
            each for each in self._worst.values() if each.severity or each.pending
        ]
        mine = self._flagged
        self.tally = Counter(each.severity for each in mine if is_loud(each))
        """How many figures fire and are told, by severity."""
        self.unacked = sum(is_loud(each) and not each.acked for each in mine)
        """How many of them nobody has."""
        self.untold = untold(mine)
        """The worst that nobody is told of, when it is worse than all that is told."""
        self.pending = sum(map(is_pending, snapshot.standings))
        """How many rules wait, each on each subject once, as lists and checks count."""
        self._panes: dict[tuple[str, str], Standing] = {}
        for each in mine:
            if not is_of_all(each):
                _keep(self._panes, (each.subject, home(each)), each)

    def reading(self, subject: str, metric: str) -> Reading | None:
        """Return one reading that has a value, or none."""
        reading = self.snapshot.reading(subject, metric)
        if reading is None or reading.value is None or reading.state is State.ABSENT:
            return None
        return reading

    def standing(self, subject: str, metric: str) -> Standing | None:
        """Return the worst standing of the rules on this figure."""
        return self._worst.get((subject, metric))

    @cached_property
    def _watched(self) -> dict[tuple[str, str], list[Standing]]:
        found: defaultdict[tuple[str, str], list[Standing]] = defaultdict(list)
        for each in self.snapshot.standings:
            if each.levels:
                found[each.subject, each.metric].append(each)
        return found

    @cached_property
    def _metrics(self) -> frozenset[str]:
        return frozenset(each.metric for each in self.snapshot.standings)

    def is_watched(self, metric: str) -> bool:
        """Whether a rule judges this figure of anybody."""
        return metric in self._metrics

    def ahead(self, subject: str, metric: str) -> Ahead | None:
        """Return the nearest level that is not breached yet, of any rule on a figure.

        None when nothing is judged, when all levels are passed, and beyond one that
        the figure's bound cannot prove.
        """
        found = [
            Ahead(each.next, each.room)
            for each in self._watched.get((subject, metric), ())
            if each.next is not None and each.room is not None
        ]
        return min(found, key=lambda each: each.room, default=None)

    def is_past_all(self, subject: str, metric: str) -> bool:
        """Whether every level of every rule on a figure is breached."""
        mine = self._watched.get((subject, metric), ())
        known = all(each.state is not State.ABSENT for each in mine)
        return bool(mine) and known and all(each.next is None for each in mine)

    def worst(self, subject: str, panes: Iterable[Pane]) -> Standing | None:
        """Return the standing that flags a subject in some panes."""
        found = (self._panes.get((subject, each)) for each in panes)
        return max((each for each in found if each), key=rank, default=None)

    def cell(self, subject: str, metric: str, text: str | None = None) -> Cell:
        """Show one figure with its tone and mark; `text` stands in for the number."""
        reading = self.reading(subject, metric)
        standing = self.standing(subject, metric)
        flagged = standing if standing and mark(standing) else None
        if reading is None or reading.value is None:
            if flagged is None:
                return NOT_THERE
            # Silence resolves nothing: a breach is held while its figure is gone.
            held = dated(mark(flagged), State.ABSENT)
            return Cell(fmt.ABSENT, tone(flagged), held, waits(flagged))
        if text is None:
            text = _written(reading, metric)
        live = LIVE_MARK if metric == _PRICE and reading.at else ""
        if flagged is not None:
            flag = live + dated(mark(flagged), reading.state)
            return Cell(text, tone(flagged), flag, waits(flagged))
        meaning = Tone.PLAIN
        if reading.state is not State.FRESH:
            meaning = Tone.STALE
        elif is_change(metric) or is_loss(metric):
            meaning = side(metric, reading.value)
        return Cell(text, meaning, live + dated("", reading.state))

    @cached_property
    def roll(self) -> Roll:
        """The alerts behind what is flagged."""
        return roll_of(self.snapshot)

    def breaches(self, *panes: Pane) -> list[Standing]:
        """List what is flagged in some panes, or anywhere when none is named.

        What fires comes first, worst first, then what is pending. Of one severity,
        what nobody is told of comes after what is told, and what is true of every
        figure of a row last; then as issuers stand.
        """
        return [each for each in self._ordered if not panes or home(each) in panes]

    def breaches_of(self, subject: str, pane: Pane) -> list[Standing]:
        """List what is flagged of one subject in one pane, in the same order."""
        mine = self._ordered_of.get(subject, ())
        return [each for each in mine if home(each) is pane]

    @cached_property
    def _ordered_of(self) -> dict[str, list[Standing]]:
        found: defaultdict[str, list[Standing]] = defaultdict(list)
        for each in self._ordered:
            found[each.subject].append(each)
        return found

    @cached_property
    def _ordered(self) -> list[Standing]:
        order = {code: at for at, code in enumerate(self.snapshot.universe.codes)}
        return sorted(
            self._flagged,
            key=lambda each: (
                -each.severity,
                is_of_all(each),
                bool(each.muted),
                -each.pending,
                order.get(each.subject, 0),
            ),
        )

    def issuer_cell(self, code: str, *panes: Pane) -> Cell:
        """Show an issuer's code with the worst mark of its row."""
        worst = self.worst(code, panes)
        if worst is None:
            return Cell(code, Tone.TITLE)
        return Cell(code, tone(worst), mark(worst), waits(worst))


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
    if metric in _GAPS:
        points = fmt.step(value, METRICS[metric].unit, signed=True)
        return fmt.bounded(points, bound)
    unit = unit_of(metric)
    return fmt.bounded(fmt.quantity(value, unit, signed=is_change(metric)), bound)


def home(standing: Standing) -> Pane:
    """Return the pane in which a rule's verdict is shown.

    Stale figures are told where they stand. What has no table of its own, conditions
    over several metrics and the desk's book, stands with the CDS: there credit is
    judged.
    """
    known = METRICS.get(standing.metric)
    if known is not None and known.pane is Pane.DATA:
        return Pane(known.id.rpartition(".")[2])
    own = known.pane if known else Pane.CDS
    return Pane.CDS if own in (Pane.INDEX, Pane.POSITION) else own


def is_of_all(standing: Standing) -> bool:
    """Whether it is true of every figure of a row, which is flagged for its levels."""
    return standing.metric == MARK_AGE or standing.metric.startswith("data.")


def _keep(
    found: dict[tuple[str, str], Standing], key: tuple[str, str], each: Standing
) -> None:
    """Keep a standing unless one that asks for as much is there already."""
    known = found.get(key)
    if known is None or rank(each) > rank(known):
        found[key] = each
