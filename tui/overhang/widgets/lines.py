"""Draw lines of toned text, and repaint only those that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from overhang.views.base import Line, Tone


class Toned(Protocol):
    """An app that says what each tone looks like."""

    tones: Mapping[Tone, Style]


class LineView(Widget):
    """Shows lines from the top, cut at its edges. Plain text: markup is inert."""

    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown now."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> None:
        """Put these lines in place of the old ones; repaint the rows that differ."""
        old, new = self._lines, tuple(lines)
        self._lines = new
        width = self.size.width
        for y in range(min(max(len(old), len(new)), self.size.height)):
            before = old[y] if y < len(old) else ()
            if before != (new[y] if y < len(new) else ()):
                self.refresh(Region(0, y, width, 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Be as high as the lines are, where the style sheet says `height: auto`."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        line = self._lines[y] if y < len(self._lines) else ()
        return self.strip(line)

    def strip(self, line: Line) -> Strip:
        """Turn one line into what Textual paints, as wide as the widget."""
        tones = cast("Toned", self.app).tones
        base = self.rich_style
        width = self.size.width
        strip = Strip([Segment(text, base + tones[tone]) for text, tone in line])
        return strip.adjust_cell_length(width, base)
