"""One figure on its own screen: its levels, its history, its inputs."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.catalogue import METRICS
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import Entry, facts_table, section
from overhang.views.explain import inputs_table, ladder, title_line
from overhang.views.figures import figures_of
from overhang.views.points import Point
from overhang.views.words import is_change, side


def metric_lines(
    snapshot: Snapshot,
    subject: str,
    metric: str,
    points: Sequence[Point],
    width: int = 80,
) -> list[Line]:
    """Write what stands beside and under a metric's chart: levels, history, inputs."""
    figures = figures_of(snapshot)
    lines = [title_line(figures, subject, metric)]
    for each in snapshot.standings:
        if (each.subject, each.metric) == (subject, metric):
            lines += section(f"Rule {each.rule}", ladder(each, width))
    lines += section("History", history(points, metric, width))
    reading = snapshot.reading(subject, metric)
    if reading is not None:
        lines += section("Inputs", inputs_table(reading.inputs, width))
    return lines


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
            # A step between an exact mark and a bound is no change.
            if point.bound is points[at - 1].bound:
                written = fmt.figure(moved, known.unit, signed=True)
                step = Cell(written, side(metric, moved))
        shown = Cell(fmt.bounded(value, point.bound))
        note = Cell(point.note, Tone.MUTED)
        rows.append(Entry((fmt.date(point.day), shown, step, note)))
    return facts_table(("day", f"{known.unit}>", "step>", "source"), rows, width)


_NONE = Cell("", Tone.MUTED)
