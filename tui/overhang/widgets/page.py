"""A text of any length to read: it scrolls, and holds its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from overhang.views.base import Line
from overhang.widgets.lines import LineView


class Page(LineView, can_focus=True):
    """Shows lines that may be more than fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(1)", "Down", show=False, id="down"),
        Binding("up,k", "scroll_by(-1)", "Up", show=False, id="up"),
        Binding("ctrl+d,pagedown", "scroll_page(1)", "Half page down", show=False),
        Binding("ctrl+u,pageup", "scroll_page(-1)", "Half page up", show=False),
        Binding("g,home", "scroll_to(0)", "Top", show=False),
        Binding("G,end", "scroll_to(1)", "End", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._top = 0

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines at the same place."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._top = self._clamped(self._top)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the visible part."""
        at = y + self._top
        return self.strip(self._lines[at] if at < len(self._lines) else ())

    def on_resize(self, event: events.Resize) -> None:
        """Keep the end in view when there is more room."""
        self._top = self._clamped(self._top)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Follow the wheel."""
        self.action_scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Follow the wheel."""
        self.action_scroll_by(-3)

    def action_scroll_by(self, rows: int) -> None:
        """Move the visible part by some rows."""
        self._move_to(self._top + rows)

    def action_scroll_page(self, halves: int) -> None:
        """Move by half a page, down or up."""
        self._move_to(self._top + halves * max(1, self.size.height // 2))

    def action_scroll_to(self, end: int) -> None:
        """Go to the top (0) or to the end (1)."""
        self._move_to(len(self._lines) if end else 0)

    def _move_to(self, top: int) -> None:
        top = self._clamped(top)
        if top != self._top:
            self._top = top
            self.refresh()

    def _clamped(self, top: int) -> int:
        return max(0, min(top, len(self._lines) - self.size.height))
