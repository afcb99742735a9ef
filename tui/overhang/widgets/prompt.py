"""One line to type in: a filter or a command."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

_LONGEST = 500
"""Characters: each key lays all of them out again."""


class Prompt(Input):
    """Takes the last row while the user types, then gives it back."""

    DEFAULT_CSS = """
    Prompt, Prompt:focus {
        dock: bottom; height: 1; border: none; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="prompt.leave"),
    ]

    class Typed(Message):
        """The text so far, at each key."""

        def __init__(self, kind: str, text: str = "") -> None:
            super().__init__()
            self.kind = kind
            self.text = text

    class Entered(Typed):
        """Enter was pressed."""

    class Left(Typed):
        """Escape was pressed: forget it."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, max_length=_LONGEST)
        self.kind = ""

    def open(self, kind: str, hint: str, text: str = "") -> None:
        """Ask for a filter (`/`) or a command (`:`); the caller gives it the keys."""
        self.kind = kind
        self.placeholder = hint
        self.value = text
        self.cursor_position = len(text)
        # Not by a class: a style sheet takes effect a turn later, and what is not
        # displayed takes no focus.
        self.display = True

    def close(self) -> None:
        """Give the row back."""
        self.display = False

    def action_leave(self) -> None:
        """Forget what was typed."""
        self.close()
        self.post_message(self.Left(self.kind))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed."""
        event.stop()
        if self.display:
            self.post_message(self.Typed(self.kind, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say that it is complete."""
        event.stop()
        self.close()
        self.post_message(self.Entered(self.kind, event.value))
