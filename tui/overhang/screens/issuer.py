"""One issuer in full: every figure of the four panes, and a chart of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid

from overhang.core.alerts.alert import Alert
from overhang.core.catalogue import METRICS
from overhang.core.catalogue import Pane as Home
from overhang.core.snapshot import Snapshot
from overhang.screens.acting import ActingScreen
from overhang.screens.asking import AskingScreen
from overhang.views.drilldown import figure_chart, has_path, path_metric
from overhang.views.facets import facet
from overhang.views.figures import figures_of
from overhang.views.issuer import background, headline
from overhang.views.points import Point
from overhang.views.roll import roll_of
from overhang.widgets.lines import LineView
from overhang.widgets.pane import Pane

FACETS: Mapping[str, Home] = {
    each.value: each for each in (Home.EQUITY, Home.CAPEX, Home.DEBT, Home.CDS)
}


class IssuerScreen(AskingScreen, ActingScreen):
    """The same four panes, for one hyperscaler."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "pane('equity')", "Drawdown", show=False),
        Binding("2", "pane('capex')", "Capex", show=False),
        Binding("3", "pane('debt')", "Debt", show=False),
        Binding("4", "pane('cds')", "CDS", show=False),
        Binding("J", "other(1)", "Next issuer", id="next-issuer"),
        Binding("K", "other(-1)", "Previous issuer", show=False, id="previous-issuer"),
        Binding("f", "facts", "Facts", id="facts"),
        Binding("T", "tape", "CDS tape", id="tape"),
    ]

    def __init__(self, subject: str, facet: str, metric: str = "") -> None:
        super().__init__()
        self.subject = subject
        self._facet = facet
        self._metric = metric
        self._drawn: tuple[str, str] | None = None
        """Whose figure was charted since the last snapshot."""

    def body(self) -> ComposeResult:
        """Who it is, the four panes, the chart."""
        yield LineView(id="header")
        with Grid(id="panes"):
            for key in FACETS:
                yield Pane(key)
        yield LineView(id="chart")

    def on_mount(self) -> None:
        """Start on the pane one came from."""
        super().on_mount()
        self.query_one(f"#{self._facet}", Pane).select(self._metric)
        self.action_pane(self._facet)

    def draw(self, snapshot: Snapshot) -> None:
        """Show a snapshot."""
        width = self.size.width
        figures = figures_of(snapshot)
        header = self.query_one("#header", LineView)
        header.show([headline(snapshot, self.subject, width)])
        for key, home in FACETS.items():
            pane = self.query_one(f"#{key}", Pane)
            notes = background(snapshot, self.subject, home, pane.size.width)
            pane.show_view(facet(figures, self.subject, home, notes))
        self._drawn = None
        self.find_out()

    @on(Pane.Opened)
    def _open(self, event: Pane.Opened) -> None:
        self.desk.go("metric", self.subject, event.row)

    @on(Pane.Asked)
    def _explain(self, event: Pane.Asked) -> None:
        self.desk.go("explain", self.subject, event.row)

    @on(Pane.Moved)
    def _moved(self) -> None:
        self.find_out()

    def on_descendant_focus(self) -> None:
        """Chart what the cursor is on."""
        super().on_descendant_focus()
        self.find_out()

    def action_pane(self, key: str) -> None:
        """Give the keys to one pane."""
        self.use(self.query_one(f"#{key}", Pane))

    def action_other(self, by: int) -> None:
        """Turn to the next issuer of the universe, or the one before."""
        snapshot = self.desk.snapshot
        if snapshot is None or self.subject not in snapshot.universe.codes:
            return
        codes = snapshot.universe.codes
        self.subject = codes[(codes.index(self.subject) + by) % len(codes)]
        self.redraw()

    def target(self) -> Alert | None:
        """The alert of the figure under the cursor, else the worst of its pane."""
        snapshot = self.desk.snapshot
        if snapshot is None:
            return None
        roll = roll_of(snapshot)
        pane = self.focused
        metric = pane.row if isinstance(pane, Pane) else self._metric
        home = metric.partition(".")[0]
        return roll.about(self.subject, metric) or roll.about(self.subject, pane=home)

    def here(self) -> Alert | None:
        """The alert that is looked at."""
        return self.target()

    def show_alert(self, alert: Alert) -> None:
        """Turn to an alert's issuer and figure; what is no figure is elsewhere."""
        home = alert.metric.partition(".")[0]
        snapshot = self.desk.snapshot
        known = snapshot is not None and alert.subject in snapshot.universe.codes
        if home not in FACETS or alert.metric not in METRICS or not known:
            super().show_alert(alert)
            return
        self.subject = alert.subject
        self.redraw()
        pane = self.query_one(f"#{home}", Pane)
        pane.select(alert.metric)
        self.use(pane)

    def action_facts(self) -> None:
        """Read everything that is on file about this issuer."""
        self.desk.go("facts", self.subject)

    def action_tape(self) -> None:
        """Read the CDS prints of this issuer."""
        self.desk.go("tape", self.subject)

    async def inquire(self) -> None:
        """Draw the figure under the cursor."""
        wanted = self._wanted
        if wanted is None or wanted == self._drawn:
            return
        self._drawn = wanted
        subject, metric = wanted
        points: list[Point] = []
        if has_path(metric):
            answer = await self.desk.link.series(subject, path_metric(metric))
            points = [Point(day, value) for day, value in answer.points]
        snapshot = self.desk.snapshot
        # Of another figure since, or of none while something is typed: asked for next.
        if self.is_open and wanted == self._wanted and snapshot is not None:
            chart = self.query_one("#chart", LineView)
            plain = self.desk.ascii_only
            size = chart.size
            lines = figure_chart(snapshot, *wanted, points, *size, ascii_only=plain)
            chart.show(lines)
        else:
            self._drawn = None

    @property
    def _wanted(self) -> tuple[str, str] | None:
        """Whose figure is under the cursor; none: no chart is shown of it."""
        pane = self.focused
        if not isinstance(pane, Pane) or not pane.row or self.desk.snapshot is None:
            return None
        is_shown = self.query_one("#chart").display
        return (self.subject, pane.row) if is_shown else None
