"""The issuers taken together: the strip's figures, every forecast and every fact."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from overhang.core.alerts.alert import Alert
from overhang.core.catalogue import Pane as Home
from overhang.core.snapshot import Snapshot
from overhang.screens.acting import ActingScreen
from overhang.views.facets import facet
from overhang.views.figures import figures_of
from overhang.views.group import said_lines
from overhang.views.roll import roll_of
from overhang.widgets.page import Page
from overhang.widgets.pane import Pane


class GroupScreen(ActingScreen):
    """One pane a group, and under them what brokers and the press said."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        super().__init__()
        self._groups = groups

    def body(self) -> ComposeResult:
        """The groups beside each other, the texts below."""
        with Horizontal(id="groups"):
            for key in self._groups:
                yield Pane(key)
        yield Page(id="page")

    def on_mount(self) -> None:
        """Start on the first group."""
        super().on_mount()
        for pane in self.query(Pane).results():
            self.use(pane)
            break

    def draw(self, snapshot: Snapshot) -> None:
        """Show a snapshot."""
        figures = figures_of(snapshot)
        for key in self._groups:
            group = snapshot.universe.group.get(key)
            if group is not None:
                view = facet(figures, f"group:{key}", Home.GROUP, [])
                members = " ".join(group.members)
                view = view._replace(title=group.title, about=members)
                self.query_one(f"#{key}", Pane).show_view(view)
        page = self.query_one(Page)
        if page.size.width:
            page.show(said_lines(snapshot, page.size.width))

    def target(self) -> Alert | None:
        """The alert of the figure under the cursor, else the worst of the group."""
        pane, snapshot = self.focused, self.desk.snapshot
        if not isinstance(pane, Pane) or snapshot is None:
            return None
        roll, subject = roll_of(snapshot), f"group:{pane.key}"
        return roll.about(subject, pane.row) or roll.about(subject)

    @on(Pane.Opened)
    def _open(self, event: Pane.Opened) -> None:
        self.desk.go("metric", f"group:{event.pane.key}", event.row)

    @on(Pane.Asked)
    def _explain(self, event: Pane.Asked) -> None:
        self.desk.go("explain", f"group:{event.pane.key}", event.row)
