"""The first screen: every issuer in four panes, and the group above them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid

from overhang.core.alerts.alert import Alert
from overhang.core.snapshot import Snapshot
from overhang.screens.acting import ActingScreen
from overhang.screens.filtering import FilteringScreen
from overhang.screens.laying import Asked, LayingScreen
from overhang.screens.order import Order, arranged
from overhang.views.base import PaneView
from overhang.views.layout import Extent, measured
from overhang.views.panes import (
    capex_pane,
    cds_pane,
    debt_pane,
    equity_pane,
    joined_pane,
)
from overhang.views.roll import roll_of
from overhang.views.strip import group_lines
from overhang.views.titles import tabs_line
from overhang.widgets.lines import LineView
from overhang.widgets.page import Page
from overhang.widgets.pane import Pane

PANES: Mapping[str, Callable[[Snapshot], PaneView]] = {
    "equity": equity_pane,
    "capex": capex_pane,
    "debt": debt_pane,
    "cds": cds_pane,
}
_JOINED = "joined"
_VIEWS = {**PANES, _JOINED: joined_pane}


_FEW = 50
"""Issuers that are written within a key."""


class BoardScreen(FilteringScreen, ActingScreen, LayingScreen):
    """All panes at once; one at a time where the terminal is narrow."""

    HINT = "code or name; empty shows all"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "pane('equity')", "Drawdown", show=False, id="pane.equity"),
        Binding("2", "pane('capex')", "Capex", show=False, id="pane.capex"),
        Binding("3", "pane('debt')", "Debt", show=False, id="pane.debt"),
        Binding("4", "pane('cds')", "CDS", show=False, id="pane.cds"),
        Binding("v", "joined", "Joined", id="joined"),
        Binding("s", "sort", "Sort", id="sort"),
        Binding(
            "slash", "filter", "Filter", key_display="/", id="filter", priority=True
        ),
        Binding("o", "go('group')", "Group", id="group"),
        Binding("f", "facts", "Facts", show=False, id="facts"),
        Binding("T", "tape", "CDS tape", show=False, id="tape"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._order = Order()
        self._active = "equity"
        self._written: tuple[Snapshot | None, dict[str, PaneView]] = (None, {})
        """The panes of the last snapshot: to sort or filter is not to write anew."""

    def body(self) -> ComposeResult:
        """The group strip, the tabs of a narrow terminal, the panes."""
        yield LineView(id="strip")
        yield LineView(id="tabs")
        with Grid(id="panes"):
            for key in PANES:
                yield Pane(key)
        yield Pane(_JOINED)

    @property
    def _keys(self) -> tuple[str, ...]:
        """The panes that are shown."""
        return (_JOINED,) if self.has_class("-joined") else tuple(PANES)

    def asked(self, snapshot: Snapshot) -> Asked:
        """Return which panes are shown, in which order."""
        return Asked(snapshot, (self._order, self.wanted, self._keys))

    def is_quick(self, asked: Asked) -> bool:
        """Return whether panes are written already, or short; the first must be."""
        of, written = self._written
        done = of is asked.snapshot and written.keys() >= set(self._keys)
        few = len(asked.snapshot.universe.codes) <= _FEW
        return self._shown is None or done or few

    def laid_out(self, asked: Asked) -> list[tuple[PaneView, Extent]]:
        """Write panes as they are to be shown."""
        order, wanted, keys = cast("tuple[Order, str, tuple[str, ...]]", asked.wish)
        of, written = self._written
        if of is not asked.snapshot:
            written = {}
            self._written = (asked.snapshot, written)
        for key in keys:
            if key not in written:
                written[key] = _VIEWS[key](asked.snapshot)
        views = [arranged(written[key], asked.snapshot, order, wanted) for key in keys]
        return [(view, measured(view)) for view in views]

    def show_laid(self, asked: Asked, laid: Sequence[tuple[PaneView, Extent]]) -> None:
        """Show panes."""
        for view, extent in laid:
            self.query_one(f"#{view.key}", Pane).show_view(view, extent)

    def show_around(self, snapshot: Snapshot) -> None:
        """Show the strip above the panes, and tabs where there is one at a time."""
        width = self.size.width
        self.query_one("#strip", LineView).show(group_lines(snapshot, width))
        tabs = self.query_one("#tabs", LineView)
        if tabs.display:
            panes = [self.query_one(f"#{key}", Pane) for key in self._keys]
            views = [pane.view for pane in panes if pane.view is not None]
            tabs.show([tabs_line(views, self._active, width)])

    @on(Pane.Opened)
    def _open(self, event: Pane.Opened) -> None:
        place = "issuer" if event.pane.key == _JOINED else event.pane.key
        self.desk.go(place, event.row, event.metric)

    @on(Pane.Asked)
    def _explain(self, event: Pane.Asked) -> None:
        self.desk.go("explain", event.row, event.metric)

    @on(Pane.Moved)
    def _follow(self, event: Pane.Moved) -> None:
        """Keep every pane on the same issuer."""
        for pane in self.query(Pane):
            if pane is not event.pane:
                pane.select(event.row)

    def on_descendant_focus(self) -> None:
        """Remember the pane in use."""
        super().on_descendant_focus()
        pane = self.focused
        if isinstance(pane, Pane) and pane.key in PANES and pane.key != self._active:
            self._active = pane.key
            if self.query_one("#tabs").display:
                self.redraw()

    def on_mount(self) -> None:
        """Start on the first pane."""
        super().on_mount()
        self.refocus()

    def turns(self) -> list[Pane | Page]:
        """The four panes, or the one table."""
        return [] if self.has_class("-joined") else super().turns()

    def turn_to(self, place: str) -> None:
        """Show a pane by key, or the joined table."""
        if place != _JOINED:
            self.action_pane(place)
        elif not self.has_class("-joined"):
            self.action_joined()

    def action_pane(self, key: str) -> None:
        """Give the keys to one pane."""
        if self.has_class("-joined"):
            self.action_joined()
        self.use(self.query_one(f"#{key}", Pane))

    def action_joined(self) -> None:
        """Show one table of everything, or the four panes again."""
        joined = not self.has_class("-joined")
        self.set_class(joined, "-joined")
        self.refresh_bindings()
        self.redraw()
        key = _JOINED if joined else self._active
        self.use(self.query_one(f"#{key}", Pane))

    def action_back(self) -> None:
        """Undo what is in force, the filter first; on a bare board there is nothing."""
        if self.wanted:
            self.narrow("")
        elif self.has_class("-joined"):
            self.action_joined()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only where there is one."""
        if action == "back":
            return bool(self.wanted) or self.has_class("-joined")
        return super().check_action(action, parameters)

    def narrow(self, wanted: str) -> None:
        """Show only issuers whose code or name holds these words."""
        super().narrow(wanted)
        self.refresh_bindings()

    def target(self) -> Alert | None:
        """The worst alert of the figure under the cursor, else of its row."""
        pane, snapshot = self.focused, self.desk.snapshot
        if not isinstance(pane, Pane) or not pane.row or snapshot is None:
            return None
        roll = roll_of(snapshot)
        home = "" if pane.key == _JOINED else pane.key
        return roll.about(pane.row, pane.metric) or roll.about(pane.row, pane=home)

    def action_facts(self) -> None:
        """Read everything that is on file about the issuer under the cursor."""
        if isinstance(self.focused, Pane) and self.focused.row:
            self.desk.go("facts", self.focused.row)

    def action_tape(self) -> None:
        """Read the CDS prints of the issuer under the cursor."""
        if isinstance(self.focused, Pane) and self.focused.row:
            self.desk.go("tape", self.focused.row)

    def action_sort(self) -> None:
        """Order by another key: as listed, worst first, by the figure in focus."""
        pane = self.focused
        snapshot = self.desk.snapshot
        if isinstance(pane, Pane) and snapshot is not None:
            self._order = self._order.next(snapshot, pane.metric)
            self.desk.say(f"sorted {self._order.name}")
            self.redraw()

    def refocus(self) -> None:
        """Go back to the pane that was in use."""
        key = _JOINED if self.has_class("-joined") else self._active
        self.use(self.query_one(f"#{key}", Pane))
