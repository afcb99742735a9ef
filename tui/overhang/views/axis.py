"""The scales of a chart: where values and days fall, and what is written beside."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.views import format as fmt
from overhang.views.base import Tone
from overhang.views.grid import Grid
from overhang.views.width import cell_width, pad_left

_STEPS = (1, 2, 3, 6, 12, 24, 60)
_LABEL = 9
"""Cells a month's label takes with room around it."""


class Frame(NamedTuple):
    """The plot area of a grid and the scales in it. `x` and `y` are ranges of it."""

    left: int
    width: int
    height: int
    first: dt.date
    last: dt.date
    low: float
    high: float

    def column(self, day: dt.date) -> int:
        """Return the grid column of a day."""
        days = (self.last - self.first).days
        share = (day - self.first).days / days if days else 0.5
        return self.left + min(self.width - 1, int(share * self.width))

    def row(self, value: float) -> int:
        """Return the grid row of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.height - 1 - min(self.height - 1, int(share * self.height))


def frame(
    grid: Grid,
    days: Sequence[dt.date],
    values: Sequence[float],
    unit: Unit,
    margin: int = 0,
) -> Frame:
    """Draw the axes of a grid around these days and values and return the area.

    `margin` cells on the right are left for labels.
    """
    low, high = padded(min(values), max(values))
    height = max(1, grid.height - 2)
    ticks = value_ticks(low, high, height)
    gutter = max(cell_width(fmt.level(each, unit)) for each in ticks)
    left = gutter + 2
    width = max(1, grid.width - left - margin)
    area = Frame(left, width, height, min(days), max(days), low, high)
    for each in ticks:
        label = pad_left(fmt.level(each, unit), gutter)
        grid.put(0, area.row(each), label, Tone.CHART_AXIS)
    for y in range(height):
        grid.put(gutter + 1, y, "│", Tone.CHART_AXIS)
    grid.put(gutter + 1, height, "└" + "─" * area.width, Tone.CHART_AXIS)
    _write_days(grid, area)
    return area


def padded(low: float, high: float) -> tuple[float, float]:
    """Widen a range a little, so that its ends are not on the frame."""
    span = high - low
    if not span:
        half = abs(high) / 2 or 0.5
        return low - half, high + half
    # Nothing is below zero just because the axis is: a floor or ceiling at 0 stays.
    below = low if low == 0 else low - span * 0.05
    return below, high if high == 0 else high + span * 0.05


def value_ticks(low: float, high: float, height: int) -> list[float]:
    """Choose round values, one about every four rows."""
    rough = (high - low) / max(1, height // 4)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    first = math.ceil(low / step)
    found = [at * step for at in range(first, math.floor(high / step) + 1)]
    return [round(each, 10) for each in found] or [round(low, 10)]


def _write_days(grid: Grid, area: Frame) -> None:
    y, end = area.height + 1, -1
    for day in _day_ticks(area):
        text = fmt.date(day)
        if day.day == 1 and (area.last - area.first).days > 62:
            text = text[3:]
        start = min(area.column(day), grid.width - len(text))
        if start > end:
            grid.put(start, y, text, Tone.CHART_AXIS)
            end = start + len(text) + 1


def _day_ticks(area: Frame) -> list[dt.date]:
    months = (area.last.year - area.first.year) * 12 + area.last.month
    months -= area.first.month
    room = max(1, area.width // _LABEL)
    step = next((each for each in _STEPS if months / each <= room), _STEPS[-1])
    found = []
    for at in range(1, months + 1):
        count = area.first.year * 12 + area.first.month - 1 + at
        if count % step == 0:
            found.append(dt.date(count // 12, count % 12 + 1, 1))
    return found if len(found) > 1 else [area.first, area.last]
