"""What the last step of a drill-down shows for each kind of figure."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.catalogue import METRICS, Pane
from overhang.core.events import is_vehicle
from overhang.core.snapshot import Snapshot
from overhang.views.base import Line, Span, Tone
from overhang.views.plain import ascii_lines
from overhang.views.plots import (
    capex_chart,
    cds_chart,
    issuance_chart,
    marks_of,
    metric_chart,
    rungs,
)
from overhang.views.points import Point
from overhang.views.width import cut_line
from overhang.views.words import short

_CLOSE = "equity.close"
_PATHS = frozenset(
    {
        _CLOSE,
        "equity.drawdown.peak",
        "equity.drawdown.52w",
        "equity.drawdown.results",
        "equity.vol.60d",
        "equity.value_lost",
    }
)
_VEHICLES = "debt.vehicles.ltm"
_MARKS = "cds.5y"


def has_path(metric: str) -> bool:
    """Whether the figure has a daily path, which a calculator has to derive."""
    return METRICS[metric].pane is Pane.EQUITY


def path_metric(metric: str) -> str:
    """Name the metric whose path stands for a figure: its own, or the close."""
    if METRICS[metric].pane is not Pane.EQUITY or metric in _PATHS:
        return metric
    return _CLOSE


def stored_points(snapshot: Snapshot, subject: str, metric: str) -> list[Point]:
    """Return the points that the snapshot itself holds: the 5Y marks."""
    return marks_of(snapshot, subject) if metric == _MARKS else []


def figure_chart(
    snapshot: Snapshot,
    subject: str,
    metric: str,
    points: Sequence[Point],
    width: int,
    height: int,
    *,
    ascii_only: bool = False,
) -> list[Line]:
    """Draw the chart that belongs to a figure under a line that says what it is.

    Equity figures draw the path in `points`, which is that of `path_metric(metric)`;
    the others draw what stands behind their pane: capex by year with guidance, deals
    by quarter, 5Y marks.
    """
    about = (snapshot, subject)
    room = (width, height - 1)
    match METRICS[metric].pane:
        case Pane.EQUITY:
            drawn = path_metric(metric)
            lines = metric_chart(*about, drawn, points, *room, ascii_only=ascii_only)
        case Pane.CAPEX:
            lines = capex_chart(*about, *room, ascii_only=ascii_only)
        case Pane.DEBT if metric == _VEHICLES:
            lines = issuance_chart(
                *about, *room, counts=is_vehicle, ascii_only=ascii_only
            )
        case Pane.DEBT:
            lines = issuance_chart(*about, *room, ascii_only=ascii_only)
        case Pane.CDS:
            lines = cds_chart(*about, *room, ascii_only=ascii_only)
        case Pane.GROUP:
            return [(Span("a sum has no path: its inputs are below", Tone.MUTED),)]
        case _:
            return [(Span("no chart of this figure", Tone.MUTED),)]
    said = caption(metric)
    judged = _judged(metric)
    if judged and rungs(snapshot, subject, judged):
        said += " · levels dotted"
    head = cut_line((Span(said, Tone.MUTED),), width)
    return [*(ascii_lines([head]) if ascii_only else [head]), *lines]


def _judged(metric: str) -> str:
    """Name the metric whose levels are lines of a figure's chart, if any can be."""
    match METRICS[metric].pane:
        case Pane.EQUITY:
            return path_metric(metric)
        case Pane.CDS:
            return _MARKS
        case _:
            return ""


def caption(metric: str) -> str:
    """Say what a figure's chart draws, in which unit, and what its marks mean."""
    match METRICS[metric].pane:
        case Pane.EQUITY:
            drawn = path_metric(metric)
            unit = METRICS[drawn].unit
            return f"{short(drawn)}, {unit}"
        case Pane.CAPEX:
            return (
                "capex, USD bn a year · █ cash capex"
                " · ━ guidance as the company defines it"
            )
        case Pane.DEBT:
            what = "vehicles' USD debt" if metric == _VEHICLES else "USD senior notes"
            return f"{what} by quarter of pricing, USD bn"
        case _:
            return "CDS 5Y, bp · ● exact ○ about ▲ floor ▼ ceiling"
