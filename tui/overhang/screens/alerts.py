"""Every alert: what fires, what waits, who has it, what nobody is told, what was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.journal import Line as LogLine
from overhang.core.catalogue import METRICS
from overhang.core.snapshot import Snapshot
from overhang.screens.alert_log import LogScreen
from overhang.screens.filtering import FilteringScreen
from overhang.screens.laying import Asked, LayingScreen
from overhang.views.alert import alert_page
from overhang.views.alerts import (
    KEY,
    Facet,
    Scene,
    alert_at,
    alerts_view,
    facet_tabs,
    quiet_at,
    row_key,
)
from overhang.views.base import Line, PaneView
from overhang.views.layout import Extent, measured
from overhang.views.log import history_lines, history_view, line_page, of_alert
from overhang.views.silences import quiet_page
from overhang.views.titles import tabs_line
from overhang.widgets.lines import LineView
from overhang.widgets.pane import Pane

_FEW = 500
"""Alerts that are written within a key."""
_FIRST = 100
"""Lines that come first of more: a tall screenful."""


class AlertsScreen(FilteringScreen, LogScreen, LayingScreen):
    """One list at a time, and beside it all there is to the line under the cursor."""

    HINT = "issuer, rule, severity; empty shows all"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(at),
                f"facet('{each}')",
                each.capitalize(),
                show=False,
                id=f"alerts.{each}",
            )
            for at, each in enumerate(Facet, 1)
        ),
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id="alerts.filter",
            priority=True,
        ),
    ]

    def __init__(self, subject: str = "", rule: str = "") -> None:
        super().__init__()
        self._facet = Facet.ACTIVE
        self.wanted = "" if rule else subject
        self._first = f"{rule} {subject}" if rule else ""
        """The row to start on."""

    def body(self) -> ComposeResult:
        """The names of the lists, the list, the line under the cursor in full."""
        yield LineView(id="facets")
        yield Pane(KEY)
        yield LineView(id="detail")

    def draw(self, snapshot: Snapshot) -> None:
        """Show a snapshot; of a long list the worst lines come with the first frame."""
        super().draw(snapshot)
        if self._shown is None and not self.wanted:
            view = self._alerts_view(self.asked(snapshot), _FIRST)
            self.query_one(Pane).show_view(view)
            self.show_around(snapshot)

    def asked(self, snapshot: Snapshot) -> Asked:
        """Return which list is shown, which lines of it, and for which minute."""
        minute = self.desk.now().replace(second=0, microsecond=0)
        log = self.log_lines if self._facet is Facet.HISTORY else ()
        return Asked(snapshot, (self._facet, self.wanted), (minute, log))

    def is_quick(self, asked: Asked) -> bool:
        """Return whether the list is short."""
        return self._facet is Facet.HISTORY or len(asked.snapshot.alerts) <= _FEW

    def laid_out(self, asked: Asked) -> tuple[PaneView, Extent]:
        """Write a list as it is to be shown."""
        facet, wanted = cast("tuple[Facet, str]", asked.wish)
        if facet is Facet.HISTORY:
            _, lines = cast("tuple[object, Sequence[LogLine]]", asked.more)
            view = history_view(KEY, lines, self.desk.zone, wanted)
        else:
            view = self._alerts_view(asked)
        return view, measured(view)

    def _alerts_view(self, asked: Asked, most: int | None = None) -> PaneView:
        facet, wanted = cast("tuple[Facet, str]", asked.wish)
        scene = Scene(asked.snapshot, self.desk.now(), self.desk.zone, wanted)
        return alerts_view(scene, facet, most)

    def show_laid(self, asked: Asked, laid: tuple[PaneView, Extent]) -> None:
        """Show a list."""
        self.query_one(Pane).show_view(*laid)

    def show_around(self, snapshot: Snapshot) -> None:
        """Show the names of the lists, and the line under the cursor in full."""
        line = tabs_line(facet_tabs(snapshot), self._facet, self.size.width)
        self.query_one("#facets", LineView).show([line])
        if self._first and self.is_settled:
            self.query_one(Pane).select(self._first)
            self._first = ""
        self._detail()

    @on(Pane.Moved)
    def _detail(self) -> None:
        """Tell all there is to the line under the cursor, where there is room."""
        detail = self.query_one("#detail", LineView)
        if detail.display and detail.size.width:
            detail.show(self._told(detail.size.width))

    def _told(self, width: int) -> Sequence[Line]:
        snapshot, zone = self.desk.snapshot, self.desk.zone
        if snapshot is None:
            return ()
        line = self._line()
        if line is not None:
            return line_page(line, zone, width)
        quiet = quiet_at(snapshot, self._row)
        if quiet is not None:
            return quiet_page(quiet, zone, width)
        alert = self.target()
        if alert is None:
            return ()
        mine = of_alert(self.log_lines, alert.rule, alert.subject)
        return alert_page(
            snapshot, alert, zone, width, history_lines(mine, zone, width)
        )

    @property
    def _row(self) -> str:
        for pane in self.query(Pane).results():
            return pane.row
        return ""

    def _line(self) -> LogLine | None:
        """Return the line of the log under the cursor."""
        if self._facet is not Facet.HISTORY:
            return None
        return next((one for one in self.log_lines if str(one.n) == self._row), None)

    def target(self) -> Alert | None:
        """The alert under the cursor; of a line of the log, what it was about."""
        snapshot = self.desk.snapshot
        if snapshot is None:
            return None
        line = self._line()
        key = f"{line.rule} {line.subject}" if line else self._row
        return alert_at(snapshot, self._facet, key)

    def here(self) -> Alert | None:
        """The alert under the cursor: the next one is in the same list."""
        return self.target() if self._facet is Facet.ACTIVE else None

    def show_alert(self, alert: Alert) -> None:
        """Put the cursor on an alert that fires."""
        self.wanted = ""
        self._first = row_key(alert)
        self.action_facet(Facet.ACTIVE)

    @on(Pane.Opened)
    def _open(self, event: Pane.Opened) -> None:
        """Go to the figure; a condition has none, so all there is to it is told."""
        alert, line = self.target(), self._line()
        about = alert or line
        if about is None or not about.subject:
            return
        if about.metric in METRICS:
            self.desk.go("metric", about.subject, about.metric)
        else:
            self.desk.go("alert", about.subject, about.rule)

    @on(Pane.Asked)
    def _explain(self, event: Pane.Asked) -> None:
        about = self.target() or self._line()
        if about is not None and about.subject:
            self.desk.go("alert", about.subject, about.rule)

    def action_facet(self, name: str) -> None:
        """Show another list."""
        self._facet = Facet(name)
        self.redraw()

    def action_turn(self, by: int) -> None:
        """Show the next list, or the one before."""
        lists = list(Facet)
        at = lists.index(self._facet)
        self.action_facet(lists[(at + by) % len(lists)])

    def silences(self, snapshot: Snapshot) -> list[Quiet]:
        """The silence under the cursor, or those that mute the alert there."""
        quiet = quiet_at(snapshot, self._row)
        return [quiet] if quiet else super().silences(snapshot)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no way to where one is."""
        if (action, parameters) == ("go", ("alerts",)):
            return False
        return super().check_action(action, parameters)

    def minute(self) -> None:
        """Let what has lasted grow older."""
        super().minute()
        self.redraw()
