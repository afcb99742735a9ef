"""What every screen shares: the status above, the keys below, the snapshot between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol, cast
from zoneinfo import ZoneInfo

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from overhang.core.alerts.alert import Alert
from overhang.core.catalogue import METRICS
from overhang.core.snapshot import Snapshot
from overhang.link import Link
from overhang.screens.commands import is_pane
from overhang.views.base import Tone
from overhang.views.roll import roll_of
from overhang.views.status import Notice, status_line
from overhang.widgets.keyline import KeyLine
from overhang.widgets.lines import LineView
from overhang.widgets.page import Page
from overhang.widgets.pane import Pane

if TYPE_CHECKING:
    from overhang.widgets.prompt import Prompt


class Desk(Protocol):
    """What screens need of the app."""

    snapshot: Snapshot | None
    notice: Notice
    zone: ZoneInfo
    tones: Mapping[Tone, Style]
    link: Link
    ascii_only: bool

    def now(self) -> dt.datetime:
        """Return the time, UTC."""
        ...

    def say(self, text: str) -> None:
        """Tell the user something on the status line, for a while."""
        ...

    def go(self, place: str, subject: str = "", metric: str = "") -> None:
        """Open another screen."""
        ...

    def command(self, text: str) -> None:
        """Do what was typed after `:`."""
        ...


class DeskScreen(Screen[None]):
    """A screen that draws the app's snapshot and goes where the app says."""

    AUTO_FOCUS = "Pane, Page"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it otherwise
        (0, "-narrow"),
        (60, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-short"),
        (18, "-normal-height"),
        (30, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "Next pane", show=False, id="next-pane"),
        Binding("shift+tab", "turn(-1)", "Previous pane", show=False),
        Binding("escape", "back", "Back", id="back"),
        # First in line: over SSH a whole command arrives at once, and what follows
        # the colon must find the prompt in focus.
        Binding(
            "colon", "command", "Command", key_display=":", id="command", priority=True
        ),
        Binding("A", "go('alerts')", "Alerts", id="alerts"),
        Binding("n", "next_alert", "Next unacked", show=False, id="next-alert"),
        Binding("question_mark", "go('help')", "Help", key_display="?", id="help"),
    ]

    TYPEABLE: ClassVar[frozenset[str]] = frozenset({"command", "filter"})
    """Actions whose keys are letters to type while the prompt has the focus."""

    _left: Widget | None = None
    """What had the keys before the prompt took them."""
    _begun = False

    @property
    def desk(self) -> Desk:
        """The app, as far as screens know it."""
        return cast("Desk", self.app)

    @property
    def is_open(self) -> bool:
        """Whether it has its widgets, and one can come back to it.

        One that was left loses its widgets first and its workers last.
        """
        there = self._begun and self.is_attached
        return there and self in self.app.screen_stack

    @property
    def is_settled(self) -> bool:
        """Whether what the last key asked for stands there: the next one may come."""
        return True

    def compose(self) -> ComposeResult:
        """Put the body between the status line and the keys."""
        yield LineView(id="status")
        yield from self.body()
        yield KeyLine(id="keys")

    def body(self) -> ComposeResult:
        """Yield what is this screen's own."""
        yield from ()

    def draw(self, snapshot: Snapshot) -> None:
        """Show a snapshot, now."""

    def receive(self, snapshot: Snapshot) -> None:
        """Show a snapshot that has just come in."""
        self.redraw_status()
        self.draw(snapshot)

    def on_mount(self) -> None:
        """Start with what the app has."""
        self._begun = True
        self.take(self.desk.snapshot)

    def on_resize(self) -> None:
        """Fit the new size."""
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Show what is known now."""
        snapshot = self.desk.snapshot
        self.redraw_status()
        if snapshot is not None and self.is_open:
            self.draw(snapshot)

    def take(self, snapshot: Snapshot | None) -> None:
        """Take in what the app has now; none: nothing yet."""
        if snapshot is None:
            self.redraw_status()
        elif self.is_open:
            self.receive(snapshot)

    def redraw_status(self) -> None:
        """Write the status line anew."""
        for status in self.query("#status").results(LineView):
            width = self.size.width
            desk = self.desk
            status.show(
                [status_line(desk.snapshot, width, desk.now(), desk.zone, desk.notice)]
            )

    def minute(self) -> None:
        """Show what another minute makes older."""
        self.redraw_status()

    def action_back(self) -> None:
        """Return to where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_go(self, place: str) -> None:
        """Open another screen."""
        self.desk.go(place)

    def here(self) -> Alert | None:
        """Return the alert one looks at, from which `next` goes on."""
        return None

    def action_next_alert(self) -> None:
        """Go to the next alert that nobody has, worst first."""
        snapshot = self.desk.snapshot
        alert = roll_of(snapshot).after(self.here()) if snapshot else None
        if alert is None:
            self.desk.say("nothing is unacknowledged")
        else:
            self.show_alert(alert)

    def show_alert(self, alert: Alert) -> None:
        """Go to an alert's figure, or to its line where it has no screen."""
        place = alert.metric.partition(".")[0]
        of_group = alert.subject.startswith("group:")
        self.desk.go("board")
        if is_pane(place) and alert.metric in METRICS and not of_group:
            self.desk.go(place, alert.subject, alert.metric)
        else:
            self.desk.go("alerts", alert.subject, alert.rule)

    async def action_command(self) -> None:
        """Ask for a command."""
        await self.ask(":", "cds orcl · dd · alerts · group · sources · theme day")

    async def ask(self, kind: str, hint: str, text: str = "") -> None:
        """Let the user type a line, or mend one; the screen is told what."""
        if not self.query("Prompt"):
            # Made when it is first wanted: no first frame waits for it.
            from overhang.widgets.prompt import Prompt

            await self.mount(Prompt())
        for prompt in self.query("Prompt"):
            if self.focused is not prompt:
                self._left = self.focused
            cast("Prompt", prompt).open(kind, hint, text)
            self.set_focus(prompt)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave what is typed into the prompt to the prompt."""
        if action in self.TYPEABLE and self.query("Prompt:focus"):
            return False
        return super().check_action(action, parameters)

    @on(Pane.Copied)
    def _copied(self, event: Pane.Copied) -> None:
        self.desk.say(f"copied {event.text.expandtabs(1)}")

    def turns(self) -> list[Pane | Page]:
        """What tab goes round: panes that a small terminal hides among them."""
        panes = self.query("#panes Pane, #groups Pane").results(Pane)
        return [*panes, *(page for page in self.query(Page) if page.display)]

    def action_turn(self, by: int) -> None:
        """Give the keys to the next pane or text, or the one before."""
        round_ = self.turns()
        here = self.focused
        if not round_:
            return
        at = next((n for n, each in enumerate(round_) if each is here), -by)
        following = round_[(at + by) % len(round_)]
        if isinstance(following, Pane):
            self.use(following)
        else:
            self.set_focus(following)

    def use(self, pane: Pane) -> None:
        """Give the keys to a pane; a small terminal shows only that one."""
        self._mark(pane)
        self.set_focus(pane)

    def on_descendant_focus(self) -> None:
        """Mark the pane that got the keys by tab or mouse."""
        if isinstance(self.focused, Pane):
            self._mark(self.focused)

    def _mark(self, active: Pane) -> None:
        for pane in self.query(Pane):
            pane.set_class(pane is active, "-active")

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Do what was typed."""
        self.set_focus(None)
        self.refocus()
        if event.kind == ":":
            self.desk.command(event.text)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Give the keys back to where they were."""
        self.refocus()

    def refocus(self) -> None:
        """Put the focus where it was before the prompt."""
        here = self._left
        if here is None or not here.is_attached or not here.focusable:
            here = next(iter(self.query(self.AUTO_FOCUS)), None)
        self.set_focus(here)
