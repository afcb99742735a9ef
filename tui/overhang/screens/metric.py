"""One figure in full: its chart with the rule levels, its history, its inputs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from overhang.core.alerts.alert import Alert
from overhang.core.snapshot import Snapshot
from overhang.screens.acting import ActingScreen
from overhang.screens.asking import AskingScreen
from overhang.views.base import Span, Tone
from overhang.views.drilldown import (
    figure_chart,
    has_path,
    path_metric,
    stored_points,
)
from overhang.views.metric import metric_lines
from overhang.views.points import Point
from overhang.views.roll import roll_of
from overhang.widgets.lines import LineView
from overhang.widgets.page import Page


class MetricScreen(AskingScreen, ActingScreen):
    """The last step of a drill-down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "explain", "Explain", id="explain"),
        Binding("T", "tape", "CDS tape", id="tape"),
    ]

    def __init__(self, subject: str, metric: str) -> None:
        super().__init__()
        self._subject = subject
        self._metric = metric
        self._points: list[Point] = []
        self._instead = "drawing"
        """What stands in place of a path that is not there."""

    def body(self) -> ComposeResult:
        """The chart above, the figures below."""
        yield LineView(id="chart")
        yield Page(id="page")

    def draw(self, snapshot: Snapshot) -> None:
        """Show what is here at once, then the path when it has been computed."""
        if not has_path(self._metric):
            self._points = stored_points(snapshot, self._subject, self._metric)
        else:
            self.find_out()
        self._show(snapshot)

    def target(self) -> Alert | None:
        """The worst alert of this figure."""
        snapshot = self.desk.snapshot
        if snapshot is None:
            return None
        return roll_of(snapshot).about(self._subject, self._metric)

    def here(self) -> Alert | None:
        """The alert that is looked at."""
        return self.target()

    def action_explain(self) -> None:
        """Tell where the figure comes from."""
        self.desk.go("explain", self._subject, self._metric)

    def action_tape(self) -> None:
        """Read the prints behind a CDS figure."""
        self.desk.go("tape", self._subject)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the tape of one name's CDS figures only."""
        if action == "tape":
            one = not self._subject.startswith("group:")
            return one and self._metric.startswith("cds.")
        return super().check_action(action, parameters)

    async def inquire(self) -> None:
        """Fetch the path, and show it."""
        path = path_metric(self._metric)
        answer = await self.desk.link.series(self._subject, path)
        self._points = [Point(day, value) for day, value in answer.points]
        self._instead = answer.error or "no path"
        if self.desk.snapshot is not None and self.is_open:
            self._show(self.desk.snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        chart = self.query_one("#chart", LineView)
        page = self.query_one(Page)
        about = (snapshot, self._subject, self._metric, self._points)
        if has_path(self._metric) and not self._points:
            chart.show([(Span(self._instead, Tone.MUTED),)])
        else:
            plain = self.desk.ascii_only
            chart.show(figure_chart(*about, *chart.size, ascii_only=plain))
        page.show(metric_lines(*about, page.size.width))
