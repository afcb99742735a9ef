"""What charts and histories are drawn from."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from overhang.core.records import Bound, Precision
from overhang.views.base import Tone


class Point(NamedTuple):
    """One value of a series on one day."""

    day: dt.date
    value: float
    bound: Bound = Bound.EXACT
    note: str = ""
    """Source or remark, shown in the history."""
    precision: Precision = Precision.DAY
    """What is known of the day."""


class Rung(NamedTuple):
    """A horizontal line of a chart: a rule's level."""

    value: float
    tone: Tone
    label: str


class Bar(NamedTuple):
    """One column of a bar chart: a bar, a range, or both on one another."""

    label: str
    value: float | None = None
    """The bar from zero; none: no bar."""
    low: float | None = None
    high: float | None = None
    """A published range over it; equal ends are a point, an open one an arrow."""
    tone: Tone = Tone.CHART
    text: str = ""
    """What is written over it; empty: the value."""
