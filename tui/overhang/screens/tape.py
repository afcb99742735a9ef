"""The tape of one name: its prints, newest first; and all that was said about one."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from overhang.core.snapshot import Snapshot
from overhang.core.tape.told import ToldTape
from overhang.screens.asking import AskingScreen
from overhang.screens.filtering import FilteringScreen
from overhang.screens.laying import Asked, LayingScreen
from overhang.views.base import PaneView, Span, Tone
from overhang.views.layout import Extent, measured
from overhang.views.names import display_name
from overhang.views.tape import (
    KEY,
    Tape,
    day_lines,
    print_lines,
    tape_view,
    why_empty,
)
from overhang.views.tape_chain import chain_page
from overhang.widgets.lines import LineView
from overhang.widgets.page import Page
from overhang.widgets.pane import Pane

_READING = "reading the tape"


class TapeScreen(FilteringScreen, AskingScreen, LayingScreen):
    """The prints of one name, and above them the day of the one under the cursor."""

    HINT = "action, tenor, flag, identifier; empty shows all"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id="tape.filter",
            priority=True,
        ),
        Binding("J", "other(1)", "Next issuer", id="tape.next-issuer"),
        Binding("K", "other(-1)", "Previous issuer", show=False),
    ]

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject
        self._told: ToldTape | None = None
        self._fault = ""

    def body(self) -> ComposeResult:
        """The day, the prints, the one under the cursor in full."""
        yield LineView(id="day")
        yield Pane(KEY)
        yield LineView(id="detail")

    def receive(self, snapshot: Snapshot) -> None:
        """Show what is here, and ask for what is new."""
        super().receive(snapshot)
        self.find_out()

    async def inquire(self) -> None:
        """Fetch the prints, unless they are those that are here."""
        subject = self.subject
        seen = self._told.number if self._told else -1
        answer = await self.desk.link.tape(subject, seen)
        # Of another name since: that one is asked for next.
        if subject == self.subject:
            self._fault = answer.error
            self._told = answer.tape or self._told
            self.redraw()

    def asked(self, snapshot: Snapshot) -> Asked:
        """Return whose prints are shown, which of them, and what is known of them."""
        wish = (self.subject, self.wanted)
        return Asked(snapshot, wish, self._scene(snapshot))

    def is_quick(self, asked: Asked) -> bool:
        """Return whether nothing has been read yet: that is said at once."""
        return cast("Tape", asked.more).told is None

    def laid_out(self, asked: Asked) -> tuple[PaneView, Extent]:
        """Write months of prints."""
        view = tape_view(cast("Tape", asked.more))
        return view, measured(view)

    def show_laid(self, asked: Asked, laid: tuple[PaneView, Extent]) -> None:
        """Show the prints."""
        self.query_one(Pane).show_view(*laid)

    def show_around(self, snapshot: Snapshot) -> None:
        """Show the day and the print under the cursor."""
        self._detail()

    def _scene(self, snapshot: Snapshot) -> Tape:
        unread = self._told is None and not self._fault
        instead = why_empty(snapshot, self.subject)
        if self._fault:
            instead = self._fault
        elif unread and instead.endswith("on file"):
            instead = _READING
        name = display_name(snapshot, self.subject)
        return Tape(name, self._told, instead, self.desk.zone, self.wanted)

    @on(Pane.Moved)
    def _detail(self) -> None:
        """Show the day of the print under the cursor, and all there is to it."""
        row = self.query_one(Pane).row
        day = self.query_one("#day", LineView)
        day.show(day_lines(self._told, row, self.size.width))
        detail = self.query_one("#detail", LineView)
        if detail.display and detail.size.width:
            detail.show(print_lines(self._told, row, detail.size.width))

    @on(Pane.Opened)
    @on(Pane.Asked)
    def _open(self, event: Pane.Said) -> None:
        """Go to all that was said about a print."""
        self.desk.go("print", self.subject, event.row)

    def action_other(self, by: int) -> None:
        """Turn to the next issuer of the universe, or the one before."""
        snapshot = self.desk.snapshot
        if snapshot is None or self.subject not in snapshot.universe.codes:
            return
        codes = snapshot.universe.codes
        self.subject = codes[(codes.index(self.subject) + by) % len(codes)]
        self._told, self._fault = None, ""
        self.redraw()
        self.find_out()


class PrintScreen(AskingScreen):
    """Every message about one print, with its identifiers and terms."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def body(self) -> ComposeResult:
        """One text to read."""
        yield Page(id="page")

    def draw(self, snapshot: Snapshot) -> None:
        """Ask for what was said by now."""
        self.find_out()

    async def inquire(self) -> None:
        """Fetch the messages, and show them."""
        answer = await self.desk.link.chain(self._root)
        if not self.is_open:
            return
        page = self.query_one(Page)
        if answer.chain is None:
            page.show([(Span(answer.error or "no such print", Tone.MUTED),)])
        else:
            page.show(chain_page(answer.chain, self.desk.zone, page.size.width))
