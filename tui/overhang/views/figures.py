"""A snapshot read by subject and metric, and each figure as the cell that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.evidence import NONE_RECORDED, mirrored
from overhang.core.records import Bound
from overhang.core.snapshot import Reading, Snapshot, Standing
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.base import Cell, Tone
from overhang.views.flags import dated, is_loud, is_pending, mark, rank, tone
from overhang.views.words import is_change, is_loss, side

MARK_AGE = "cds.mark_age"
"""How old a mark is: true of every figure beside it."""
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
        self.pending = sum(map(is_pending, mine))
        """How many are breached and have not been for long enough."""
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
            return Cell(fmt.ABSENT, tone(flagged), held)
        if text is None:
            text = _written(reading, metric)
        if flagged is not None:
            return Cell(text, tone(flagged), dated(mark(flagged), reading.state))
        meaning = Tone.PLAIN
        if reading.state is not State.FRESH:
            meaning = Tone.STALE
        elif is_change(metric) or is_loss(metric):
            meaning = side(metric, reading.value)
        return Cell(text, meaning, dated("", reading.state))

    def breaches(self, *panes: Pane) -> list[Standing]:
        """List what is flagged in some panes, or anywhere when none is named.

        What fires comes first, worst first, then what is pending, then what nobody is
        told of; then as issuers stand. What is true of every figure of a row comes
        last.
        """
        order = {code: at for at, code in enumerate(self.snapshot.universe.codes)}
        mine = [each for each in self._flagged if not panes or home(each) in panes]
        return sorted(
            mine,
            key=lambda each: (
                is_of_all(each),
                not is_loud(each),
                bool(each.muted),
                -max(each.severity, each.pending),
                order.get(each.subject, 0),
            ),
        )

    def issuer_cell(self, code: str, *panes: Pane) -> Cell:
        """Show an issuer's code with the worst mark of its row."""
        worst = self.worst(code, panes)
        if worst is None:
            return Cell(code, Tone.TITLE)
        return Cell(code, tone(worst), mark(worst))


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
