"""Charts as lines of text: series, points that are not joined, and bars.

Braille is drawn by plotille, imported with the first chart: each series on a canvas of
its own, laid under text, so that every tone is ours and no colour code is parsed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from overhang.core.catalogue import Unit
from overhang.core.records import Bound
from overhang.views.axis import Frame, frame
from overhang.views.base import Line, Span, Tone
from overhang.views.grid import Grid
from overhang.views.plain import ascii_lines
from overhang.views.points import Point, Rung

_EMPTY_BRAILLE = "⠀"
_MARKERS = {
    Bound.EXACT: "●",
    Bound.APPROX: "○",
    Bound.MIDPOINT: "○",
    Bound.FLOOR: "▲",
    Bound.CEILING: "▼",
}
LEAST_WIDTH, LEAST_HEIGHT = 24, 5
"""Below this a chart says nothing."""


def line_chart(
    points: Sequence[Point],
    width: int,
    height: int,
    unit: Unit,
    levels: Sequence[Rung] = (),
    mark: tuple[dt.date, str] | None = None,
    *,
    ascii_only: bool = False,
) -> list[Line]:
    """Draw a daily series as one line.

    Args:
        points: Oldest first.
        width: Terminal cells.
        height: Rows, the two of the time axis included.
        unit: How the value axis is written.
        levels: Horizontal lines; the scale holds them all.
        mark: A day of the series to name, such as its peak.
        ascii_only: Draw without braille and line characters.
    """
    problem = _refusal(points, width, height)
    if problem:
        return problem
    grid = Grid(width, height)
    area = _framed(grid, points, unit, levels)
    _write_levels(grid, area, levels)
    if ascii_only:
        _trace(grid, area, points)
    else:
        _write_braille(grid, area, points)
    named = next((each for each in points if mark and each.day == mark[0]), None)
    if mark and named:
        _name(grid, area, named, mark[1])
    return ascii_lines(grid.lines()) if ascii_only else grid.lines()


def scatter(
    points: Sequence[Point],
    width: int,
    height: int,
    unit: Unit,
    levels: Sequence[Rung] = (),
    *,
    ascii_only: bool = False,
) -> list[Line]:
    """Draw sparse points, never joined; a floor points up, a ceiling down.

    Args as in `line_chart`.
    """
    problem = _refusal(points, width, height)
    if problem:
        return problem
    grid = Grid(width, height)
    area = _framed(grid, points, unit, levels)
    _write_levels(grid, area, levels)
    for each in points:
        x, y = area.column(each.day), area.row(each.value)
        grid.put(x, y, _MARKERS[each.bound], Tone.CHART)
    return ascii_lines(grid.lines()) if ascii_only else grid.lines()


def _refusal(points: Sequence[Point], width: int, height: int) -> list[Line]:
    if not points:
        return [(Span("no points to draw", Tone.MUTED),)]
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return [(Span("no room for a chart", Tone.MUTED),)]
    return []


def _framed(
    grid: Grid, points: Sequence[Point], unit: Unit, levels: Sequence[Rung]
) -> Frame:
    values = [*(each.value for each in points), *(each.value for each in levels)]
    margin = max((len(each.label) for each in levels), default=0)
    return frame(grid, [each.day for each in points], values, unit, margin)


def _write_levels(grid: Grid, area: Frame, levels: Sequence[Rung]) -> None:
    for each in levels:
        y = area.row(each.value)
        grid.put(area.left, y, "┄" * area.width, each.tone)
        grid.put(area.left + area.width, y, each.label, each.tone)


def _write_braille(grid: Grid, area: Frame, points: Sequence[Point]) -> None:
    """Draw the series over the levels it crosses."""
    from plotille import Canvas

    first, last = area.first.toordinal(), area.last.toordinal()
    days = max(1, last - first)
    # The canvas leaves its upper ends out: half a dot more keeps the last ones in.
    canvas = Canvas(
        area.width,
        area.height,
        xmin=0,
        xmax=days * (1 + 1 / (area.width * 2)),
        ymin=area.low,
        ymax=area.high + (area.high - area.low) / (area.height * 4),
    )
    spots = [(each.day.toordinal() - first, each.value) for each in points]
    if len(spots) == 1:
        canvas.point(*spots[0])
    for (x0, y0), (x1, y1) in pairwise(spots):
        canvas.line(x0, y0, x1, y1)
    for y, row in enumerate(canvas.plot().splitlines()):
        for x, char in enumerate(row):
            if char not in (_EMPTY_BRAILLE, " "):
                grid.put(area.left + x, y, char, Tone.CHART)


def _trace(grid: Grid, area: Frame, points: Sequence[Point]) -> None:
    """Draw the series with one star a column, straight between points."""
    spots = [(area.column(each.day), area.row(each.value)) for each in points]
    for (x0, y0), (x1, y1) in pairwise(spots):
        for x in range(x0, x1):
            y = round(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
            grid.put(x, y, "*", Tone.CHART)
    grid.put(*spots[-1], "*", Tone.CHART)


def _name(grid: Grid, area: Frame, point: Point, label: str) -> None:
    x, y = area.column(point.day), area.row(point.value)
    grid.put(x, y, "●", Tone.ACCENT)
    start = x + 2 if x + 2 + len(label) <= grid.width else x - 1 - len(label)
    grid.put(max(area.left, start), y, label, Tone.ACCENT)
