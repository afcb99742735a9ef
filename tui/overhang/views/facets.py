"""One issuer or group, one pane: every metric a row, so each can be gone into."""

from __future__ import annotations

from overhang.core.catalogue import METRICS, Metric, Pane, Unit
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, Column, Line, PaneView, Row, Tone
from overhang.views.breaches import counts
from overhang.views.figures import NONE, NOT_THERE, Figures
from overhang.views.words import PANES, change_name, is_loss

_COLUMNS = (
    Column("figure", "figure", Align.LEFT),
    Column("value", "value", Align.RIGHT),
    Column("unit", "", Align.LEFT, 1),
    Column("label", "of", Align.LEFT, 2),
    Column("about", "as of", Align.RIGHT, 3),
    Column("age", "age", Align.RIGHT, 4),
    Column("room", "to next level", Align.RIGHT, 5),
)
_WRITTEN = (Unit.PERCENT, Unit.RATE, Unit.TIMES)
"""Units that stand with the figure itself."""


def facet(figures: Figures, subject: str, pane: Pane, notes: list[Line]) -> PaneView:
    """Return every metric of a pane for one subject; row keys are metric ids.

    A figure that is not there says why in place of its period.
    """
    metrics = [each for each in METRICS.values() if each.pane is pane]
    return PaneView(
        pane.value,
        PANES[pane],
        counts(figures.breaches_of(subject, pane)),
        "",
        _COLUMNS,
        tuple(_row(figures, subject, each) for each in metrics),
        tuple(notes),
        # They are facts, and the alerts have a screen.
        rest="",
    )


def _row(figures: Figures, subject: str, metric: Metric) -> Row:
    reading = figures.snapshot.reading(subject, metric.id)
    name = Cell(change_name(metric.id))
    if reading is None or reading.value is None:
        reason = reading.reason if reading else "not measured"
        why = Cell(reason, Tone.MUTED)
        blank = Cell("")
        return Row(metric.id, (name, NOT_THERE, blank, why, blank, blank, blank))
    unit = "" if metric.unit in _WRITTEN else metric.unit.value
    old = reading.state is not State.FRESH
    tone = Tone.STALE if old else Tone.MUTED
    shown = figures.cell(subject, metric.id)
    cells = (
        name,
        shown,
        Cell("" if unit == Unit.COUNT or shown.text == NONE else unit, Tone.MUTED),
        Cell(reading.label or reading.reason, Tone.MUTED),
        Cell(
            fmt.date(reading.about, reading.precision) if reading.about else "",
            Tone.MUTED,
        ),
        Cell(fmt.age(reading.age), tone),
        Cell(_room(figures, subject, metric), Tone.MUTED),
    )
    bound = (each._replace(rights=reading.rights) for each in cells[1:])
    return Row(metric.id, (name, *bound))


def _room(figures: Figures, subject: str, metric: Metric) -> str:
    ahead = figures.ahead(subject, metric.id)
    if ahead is None:
        return "past all" if figures.is_past_all(subject, metric.id) else ""
    room = fmt.distance(ahead.room, metric.unit)
    lost = " lost" if is_loss(metric.id) else ""
    return f"{room} to {fmt.level(ahead.level.threshold, metric.unit)}{lost}"
