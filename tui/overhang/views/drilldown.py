"""What the last step of a drill-down shows for each kind of figure."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.catalogue import METRICS, Pane
from overhang.core.snapshot import Snapshot
from overhang.views.base import Line, Span, Tone
from overhang.views.plots import (
    capex_chart,
    cds_chart,
    issuance_chart,
    marks_of,
    metric_chart,
)
from overhang.views.points import Point


def has_path(metric: str) -> bool:
    """Whether the figure has a daily path, which a calculator has to derive."""
    return METRICS[metric].pane is Pane.EQUITY


def stored_points(snapshot: Snapshot, subject: str, metric: str) -> list[Point]:
    """Return the points that the snapshot itself holds: the 5Y marks."""
    return marks_of(snapshot, subject) if metric == "cds.5y" else []


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
    """Draw the chart that belongs to a figure.

    Equity figures draw their own path from `points`; the others draw what stands
    behind their pane: capex by year with guidance, notes sold by quarter, 5Y marks.
    """
    match METRICS[metric].pane:
        case Pane.EQUITY:
            return metric_chart(
                snapshot,
                subject,
                metric,
                points,
                width,
                height,
                ascii_only=ascii_only,
            )
        case Pane.CAPEX:
            chart = capex_chart
        case Pane.DEBT:
            chart = issuance_chart
        case Pane.CDS:
            chart = cds_chart
        case _:
            return [(Span("a sum has no path: its inputs are below", Tone.MUTED),)]
    return chart(snapshot, subject, width, height, ascii_only=ascii_only)
