"""A small app with what a board has: rows, focus, ticks, a second screen, faults."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from overhang.core.notify import Notify
from overhang.terminal.entry import TerminalApp, run
from overhang.terminal.notices import sound, voice_of
from overhang.terminal.refusal import refuse_reason


class Second(Screen[None]):
    """Somewhere to go."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        yield Static("second screen")


class StandIn(TerminalApp):
    """Counts keys and shows its size."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "Quit"),
        Binding("j", "count", "Count"),
        Binding("enter", "open", "Open"),
        Binding("x", "crash", "Crash"),
        Binding("e", "leave", "Exit in a handler"),
        Binding("b", "block", "Block the loop"),
        Binding("f", "flood", "Paint without end"),
        Binding("n", "name", "Name the window"),
        Binding("r", "ring", "Ring and notify"),
    ]
    CSS = "Static { height: auto; }"
    counted = 0
    ticks = 0

    def compose(self) -> ComposeResult:
        yield Static("counted 0", id="count", markup=False)
        yield Static("", id="size", markup=False)
        yield Static("\n".join(f"row {n} " + "." * 60 for n in range(18)), id="rows")
        yield Static("", id="ticks", markup=False)

    def on_mount(self) -> None:
        self.set_interval(0.05, self._tick)

    def on_resize(self, event: events.Resize) -> None:
        self._say("#size", f"size {event.size.width}x{event.size.height}")

    def _tick(self) -> None:
        self.ticks += 1
        path = Path(sys.argv[1]) / "ticks"
        path.write_text(str(self.ticks))

    def _say(self, widget: str, text: str) -> None:
        self.screen_stack[0].query_one(widget, Static).update(text)

    def action_count(self) -> None:
        self.counted += 1
        self._say("#count", f"counted {self.counted}")

    def action_open(self) -> None:
        self.push_screen(Second())

    def action_crash(self) -> None:
        raise ValueError("bad \x1b]0;title\x07 figure [/nope]")

    def action_leave(self) -> None:
        sys.exit(7)

    def action_name(self) -> None:
        if (port := self.port()) is not None:
            port.name_window(f"counted {self.counted}")

    def action_ring(self) -> None:
        if (port := self.port()) is not None:
            voice = voice_of(os.environ, Notify.AUTO, titled=True)
            port.write(sound(voice, "something is new"))
        self._say("#count", "rang")

    def action_block(self) -> None:
        self._say("#count", "blocking")
        self.call_after_refresh(_spin)

    def action_flood(self) -> None:
        self.set_interval(0.02, self._flood)

    def _flood(self) -> None:
        rows = "\n".join(f"{self.ticks + n} " * 14 for n in range(18))
        self._say("#rows", rows)


def _spin() -> None:
    while True:
        pass


def main() -> int:
    reason = refuse_reason(sys.__stdin__, sys.__stderr__, os.environ)
    if reason is not None:
        sys.stderr.write(f"{reason}\n")
        return 2
    return run(StandIn, crash_dir=Path(sys.argv[1]) / "crashes", stderr=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
