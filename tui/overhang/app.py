"""The Textual application: wiring, and nothing else."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.style import Style
from textual import work
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.reactive import var

from overhang.bundled import bundled
from overhang.core.snapshot import Snapshot
from overhang.link import Link
from overhang.screens.board import BoardScreen
from overhang.screens.export import export
from overhang.screens.navigation import follow_command, screen_for
from overhang.terminal.entry import TerminalApp
from overhang.terminal.herald import Herald
from overhang.terminal.notices import SILENT, Voice
from overhang.theming import Palette
from overhang.views.base import Tone
from overhang.views.status import Notice

_SAY_S = 6.0


def _commands() -> type[Provider]:
    # Loaded with the first ctrl+p.
    from overhang.screens.palette import Commands

    return Commands


def _watch_garbage() -> None:
    """Look for garbage from now on, in what is made from now on."""
    gc.freeze()
    gc.enable()


class OverhangApp(TerminalApp):
    """Draws the snapshots that come along its link."""

    TITLE = "overhang"
    CSS_PATH = Path(str(bundled("themes") / "app.tcss"))
    COMMANDS: ClassVar = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "Quit", id="quit"),
        Binding("r", "refresh_sources", "Refresh", show=False, id="refresh"),
        Binding("p", "pause", "Pause", show=False, id="pause"),
        Binding("t", "theme", "Theme", show=False, id="theme"),
        Binding("e", "export", "Export", show=False, id="export"),
        Binding("S", "go('sources')", "Sources", show=False, id="sources"),
        Binding("0", "go('board')", "Board", show=False, id="board"),
    ]

    snapshot: var[Snapshot | None] = var(None, init=False)
    """The one piece of shared state. Screens watch it; only the link changes it."""
    notice: var[Notice] = var(Notice(), init=False)
    """What the status line says beside the snapshot."""

    def __init__(
        self,
        link: Link,
        palettes: Sequence[Palette],
        theme: str,
        zone: ZoneInfo,
        *,
        ascii_only: bool = False,
        voice: Voice = SILENT,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        super().__init__()
        self.link = link
        self.zone = zone
        self.ascii_only = ascii_only
        self.now = clock
        self._palettes = {each.name: each for each in palettes}
        for each in palettes:
            self.register_theme(each.theme)
        self.theme = theme
        self._newest: Snapshot | None = None
        self._herald = Herald(voice, self.port, self.set_timer)

    @property
    def tones(self) -> Mapping[Tone, Style]:
        """What each tone looks like in the theme in force."""
        return self._palettes[self.theme].tones

    @property
    def theme_names(self) -> Sequence[str]:
        """The palettes to choose from."""
        return tuple(self._palettes)

    def get_default_screen(self) -> BoardScreen:
        """Start on the board, with what is stored already on it."""
        self.set_reactive(OverhangApp.snapshot, self.link.snapshot())
        return BoardScreen()

    def on_mount(self) -> None:
        """Follow the store once the first frame is out."""
        if self.snapshot is not None:
            self._herald.hear(self.snapshot)
        self.call_after_refresh(_watch_garbage)
        self.call_after_refresh(self._follow)
        self.call_after_refresh(self._keep)

    @work(group="follow")
    async def _follow(self) -> None:
        async for snapshot in self.link.follow():
            self._newest = snapshot
            self._herald.hear(snapshot)
            if not self.notice.paused:
                self.snapshot = snapshot

    @work(group="keep")
    async def _keep(self) -> None:
        async for wrong in self.link.keep():
            self.notice = self.notice._replace(collector=wrong)

    @work(group="say", exclusive=True)
    async def _forget(self) -> None:
        await asyncio.sleep(_SAY_S)
        self.notice = self.notice._replace(said="")

    async def on_unmount(self) -> None:
        """Let go of the store and the worker."""
        await self.link.close()

    def say(self, text: str) -> None:
        """Tell the user something on the status line, for a while."""
        self.notice = self.notice._replace(said=text)
        self._forget()

    def go(self, place: str, subject: str = "", metric: str = "") -> None:
        """Open a screen; the board is under all of them."""
        while place == "board" and len(self.screen_stack) > 1:
            self.pop_screen()
        screen = screen_for(place, subject, metric, self.snapshot)
        if screen is not None:
            self.push_screen(screen)

    def command(self, text: str) -> None:
        """Do what was typed after `:`."""
        follow_command(self, self.snapshot, text)

    def use_theme(self, name: str) -> None:
        """Change the palette, by name; empty: the next one."""
        names = self.theme_names
        following = names[(names.index(self.theme) + 1) % len(names)]
        if name and name not in names:
            self.say(f"no theme {name}: " + ", ".join(names))
            return
        self.theme = name or following
        self.say(f"theme {self.theme}")

    def action_theme(self) -> None:
        """Change to the next palette."""
        self.use_theme("")

    def action_go(self, place: str) -> None:
        """Open a screen."""
        self.go(place)

    def action_refresh_sources(self) -> None:
        """Have every source asked again now."""
        self.link.refresh()
        self.say("asking every source")

    def action_pause(self) -> None:
        """Hold the figures still, or let them move again."""
        self.notice = self.notice._replace(paused=not self.notice.paused)
        if not self.notice.paused and self._newest is not None:
            self.snapshot = self._newest

    def action_export(self) -> None:
        """Write every reading to a CSV file in the current folder."""
        if self.snapshot is not None:
            self.say(export(self.snapshot, Path.cwd(), self.now()))
