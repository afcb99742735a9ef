"""The Textual application: wiring, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.command import Provider

from overhang.bundled import bundled
from overhang.link import Link
from overhang.screens.board import BoardScreen
from overhang.screens.export import export
from overhang.screens.following import FollowingApp
from overhang.screens.navigation import follow_command, screen_for
from overhang.terminal.notices import SILENT, Voice
from overhang.theming import Palette
from overhang.views.base import Tone


def _commands() -> type[Provider]:
    # Loaded with the first ctrl+p.
    from overhang.screens.palette import Commands

    return Commands


class OverhangApp(FollowingApp):
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
        super().__init__(link, voice, clock)
        self.zone = zone
        self.ascii_only = ascii_only
        self._palettes = {each.name: each for each in palettes}
        for each in palettes:
            self.register_theme(each.theme)
        self.theme = theme

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
        self.set_reactive(FollowingApp.snapshot, self.link.snapshot())
        return BoardScreen()

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

    def action_export(self) -> None:
        """Write every reading to a CSV file in the current folder."""
        if self.snapshot is not None:
            self.say(export(self.snapshot, Path.cwd(), self.now()))
