"""Bars from zero, with published ranges drawn over them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.chart import LEAST_HEIGHT, LEAST_WIDTH
from overhang.views.grid import Grid
from overhang.views.plain import ascii_lines
from overhang.views.points import Bar
from overhang.views.width import cut

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LEAST_SLOT, _WIDEST_BAR = 7, 9


def bar_chart(
    bars: Sequence[Bar], width: int, height: int, *, ascii_only: bool = False
) -> list[Line]:
    """Draw bars of values >= 0; where they do not all fit, the last ones are kept.

    The value stands over each bar and its label under it. A range is drawn as a
    bracket in the second tone, a point as a line.
    """
    if not bars:
        return [(Span("nothing to draw", Tone.MUTED),)]
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return [(Span("no room for a chart", Tone.MUTED),)]
    shown = list(bars)[-(width // _LEAST_SLOT) :]
    slot = min(width // len(shown), _WIDEST_BAR + 3)
    grid = Grid(width, height)
    top = max(_highest(each) for each in shown) or 1.0
    for at, each in enumerate(shown):
        _draw(grid, each, at * slot, slot, top)
    grid.put(0, height - 2, "─" * (slot * len(shown)), Tone.CHART_AXIS, over=False)
    return ascii_lines(grid.lines()) if ascii_only else grid.lines()


def _highest(bar: Bar) -> float:
    return max(bar.value or 0.0, bar.low or 0.0, bar.high or 0.0)


def _draw(grid: Grid, bar: Bar, left: int, slot: int, top: float) -> None:
    thick = max(1, slot - 2)
    # One row over the bars for the value, two under them for axis and label.
    rows = grid.height - 3
    base = grid.height - 3
    if bar.value:
        eighths = round(bar.value / top * rows * 8)
        for at in range(rows):
            part = min(8, max(0, eighths - at * 8))
            if part:
                grid.put(left, base - at, _EIGHTHS[part] * thick, bar.tone)
    if bar.low is not None or bar.high is not None:
        _draw_range(grid, bar, left, thick, rows, top)
    text = bar.text or (fmt.billions(bar.value) if bar.value is not None else "")
    peak = base - min(rows, math.ceil(_highest(bar) / top * rows))
    grid.put(left, max(0, peak), cut(text, slot - 1), Tone.PLAIN)
    grid.put(left, grid.height - 1, cut(bar.label, slot - 1), Tone.CHART_AXIS)


def _draw_range(
    grid: Grid, bar: Bar, left: int, thick: int, rows: int, top: float
) -> None:
    base = grid.height - 3
    ends = [end for end in (bar.low, bar.high) if end is not None]
    low, high = (base + 1 - max(1, round(end / top * rows)) for end in _both(ends))
    middle = left + thick // 2
    if bar.low is None or bar.high is None:
        # An open range: the arrow says on which side the truth is.
        arrow = "▲" if bar.high is None else "▼"
        grid.put(left, low, "━" * thick, Tone.CHART_2)
        grid.put(middle, low, arrow, Tone.CHART_2)
        return
    if low == high:
        grid.put(left, low, "━" * thick, Tone.CHART_2)
        return
    for y in range(high, low + 1):
        grid.put(middle, y, "│", Tone.CHART_2)
    grid.put(left, high, "━" * thick, Tone.CHART_2)
    grid.put(left, low, "━" * thick, Tone.CHART_2)


def _both(ends: Sequence[float]) -> tuple[float, float]:
    return min(ends), max(ends)
