"""A screen whose lines can be narrowed to those that hold what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from overhang.screens.base import DeskScreen

if TYPE_CHECKING:
    from overhang.widgets.prompt import Prompt


class FilteringScreen(DeskScreen):
    """Narrows at each key; Escape shows all lines again, once more goes back."""

    HINT: ClassVar[str]
    """What may be typed, and what an empty filter does."""

    wanted = ""
    """Words that a line must hold; empty: all lines are shown."""

    async def action_filter(self) -> None:
        """Show only lines that hold every word that is typed."""
        await self.ask("/", self.HINT)

    def narrow(self, wanted: str) -> None:
        """Show only what holds these words."""
        self.wanted = wanted.strip()
        self.redraw()

    # Textual calls these beside those of the other classes: no `super` here.
    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Narrow the lines at each key."""
        if event.kind == "/":
            self.narrow(event.text)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Show all lines again."""
        if event.kind == "/":
            self.narrow("")

    def action_back(self) -> None:
        """Let go of the filter first."""
        if self.wanted:
            self.narrow("")
        else:
            super().action_back()
