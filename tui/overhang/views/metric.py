"""One figure on its own screen: its levels, its history, its inputs."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.catalogue import METRICS
from overhang.core.records import Bound
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import BLANK, Entry, facts_table, section
from overhang.views.drilldown import path_metric
from overhang.views.explain import inputs_table, ladder, title_lines
from overhang.views.figures import figures_of
from overhang.views.issuer import background
from overhang.views.points import Point
from overhang.views.words import is_change, short, side


def metric_lines(
    snapshot: Snapshot,
    subject: str,
    metric: str,
    points: Sequence[Point],
    width: int = 80,
) -> list[Line]:
    """Write what stands under a metric's chart: levels, inputs, history, background.

    The history is of what the chart draws (`path_metric`); the background is what is
    on file behind an issuer's pane.
    """
    figures = figures_of(snapshot)
    lines = title_lines(figures, subject, metric, width)
    reading = snapshot.reading(subject, metric)
    for each in snapshot.standings:
        if (each.subject, each.metric) == (subject, metric):
            bound = reading.bound if reading else Bound.EXACT
            lines += section(f"Rule {each.rule}", ladder(each, width, bound))
    if reading is not None:
        lines += section("Inputs", inputs_table(reading.inputs, width))
    behind: list[Line] = []
    if subject in snapshot.universe.issuer:
        behind = background(snapshot, subject, METRICS[metric].pane, width)
    drawn = path_metric(metric)
    name = "History" if drawn == metric else f"History of {short(drawn)}"
    past = section(name, history(points, drawn, width))
    return lines + past + ([BLANK, *behind] if behind else [])


def history(points: Sequence[Point], metric: str, width: int = 80) -> list[Line]:
    """List a series, newest first, with what each point did to the one before it."""
    known = METRICS[metric]
    rows = []
    for at in range(len(points) - 1, -1, -1):
        point = points[at]
        value = fmt.figure(point.value, known.unit, signed=is_change(metric))
        step = _NONE
        if at:
            moved = point.value - points[at - 1].value
            if _comparable(point, points[at - 1]):
                written = fmt.step(moved, known.unit, signed=True)
                step = Cell(written, side(metric, moved))
        shown = Cell(fmt.bounded(value, point.bound))
        note = Cell(point.note, Tone.MUTED)
        rows.append(Entry((fmt.date(point.day, point.precision), shown, step, note)))
    return facts_table(("day", f"{known.unit}>", "step>", "source"), rows, width)


def _comparable(point: Point, before: Point) -> bool:
    """Whether two points make a step: a bound, or another source, makes none."""
    exact = point.bound is before.bound is Bound.EXACT
    return exact and point.note == before.note


_NONE = Cell("", Tone.MUTED)
