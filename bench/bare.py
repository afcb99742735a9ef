"""The least that Textual does: one line of text, and a key that changes it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static


class Bare(App[None]):
    """Says hello, or hullo after each `j`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "turn", "Turn"),
        Binding("q", "quit", "Quit"),
    ]
    greeting = "hello"

    def compose(self) -> ComposeResult:
        """Yield the one line."""
        yield Static(self.greeting)

    def action_turn(self) -> None:
        """Say the other word."""
        self.greeting = "hullo" if self.greeting == "hello" else "hello"
        self.query_one(Static).update(self.greeting)


if __name__ == "__main__":
    Bare().run()
