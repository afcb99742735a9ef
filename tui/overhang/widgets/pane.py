"""The pane: a titled table with a cursor on one figure, and notes in its spare rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from overhang.views.base import Line, PaneView
from overhang.views.layout import Extent, Table, fit, fitted, measured
from overhang.views.rights import copied
from overhang.views.titles import title_line
from overhang.views.width import cut_line
from overhang.widgets.lines import LineView

_HEAD = 2
"""Rows above the figures: the title and the column names."""


class Pane(LineView, can_focus=True):
    """Draws one `PaneView`. Rows and columns are remembered by key, never by index."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="open"),
        Binding("i", "explain", "Explain", id="explain"),
        Binding("down,j", "move(1)", "Down", show=False, id="down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="up"),
        Binding("right,l", "aside(1)", "Next figure", show=False, id="right"),
        Binding("left,h", "aside(-1)", "Previous figure", show=False, id="left"),
        Binding("ctrl+d,pagedown", "page(1)", "Half page down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "Half page up", show=False),
        Binding("g,home", "end(0)", "First row", show=False, id="first"),
        Binding("G,end", "end(-1)", "Last row", show=False, id="last"),
        Binding("y", "copy(0)", "Copy figure", show=False, id="copy"),
        Binding("Y", "copy(1)", "Copy row", show=False, id="copy-row"),
    ]

    class Said(Message):
        """What the user did, and on which figure."""

        def __init__(self, pane: Pane, row: str, metric: str = "") -> None:
            super().__init__()
            self.pane = pane
            self.row = row
            self.metric = metric

    class Opened(Said):
        """The user wants to go into what is under the cursor."""

    class Asked(Said):
        """The user wants the figure under the cursor explained."""

    class Moved(Said):
        """The cursor stands on another row."""

    class Copied(Message):
        """Something is on its way to the clipboard."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, key: str) -> None:
        super().__init__(id=key)
        self.key = key
        self.view: PaneView | None = None
        self._extent: Extent | None = None
        self._table: Table | None = None
        self._fitted = 0
        self._drawn_for = Size(0, 0)
        self._at = ""
        self._column = ""
        self._top = 0
        self._lit: tuple[int, int, int] | None = None
        """What is highlighted: the row on screen, from column, to column."""

    @property
    def row(self) -> str:
        """The key of the row under the cursor."""
        return self._at

    @property
    def metric(self) -> str:
        """The metric under the cursor."""
        if self.view is None:
            return ""
        own = {column.key: column.metric for column in self.view.columns}
        first = next((each.metric for each in self.view.columns if each.metric), "")
        return own.get(self._column) or first

    def show_view(self, view: PaneView, extent: Extent | None = None) -> None:
        """Show a new view; the cursor stays on its row and figure.

        Args:
            view: What to show.
            extent: What it takes, when it has been measured.
        """
        if view == self.view:
            return
        before = self._index()
        self.view = view
        self._extent = extent or measured(view)
        self._fitted, self._table = 0, None
        keys = self._extent.keys
        if self._at not in keys:
            # What was there is gone: the cursor stays where it is, on what follows.
            self._at = keys[min(before, len(keys) - 1)] if keys else ""
        if not self._column:
            self._column = next((c.key for c in view.columns if c.metric), "")
            self._column = self._column or self._first()
        self._draw()

    def select(self, row: str) -> None:
        """Put the cursor on a row, if it is here."""
        if row != self._at and row in self._keys():
            self._at = row
            self._follow()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size."""
        self._draw()

    def on_focus(self) -> None:
        """Show where the keys go."""
        self._draw()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens."""
        at = self._top + event.y - _HEAD
        keys = self._keys()
        if event.y >= _HEAD and at < len(keys):
            if keys[at] == self._at and event.chain > 1:
                self.action_open()
            else:
                self._go(at)

    def action_move(self, rows: int) -> None:
        """Move the cursor down or up."""
        self._go(self._index() + rows)

    def action_page(self, halves: int) -> None:
        """Move by half a page."""
        self._go(self._index() + halves * max(1, self._room() // 2))

    def action_end(self, end: int) -> None:
        """Go to the first row (0) or the last (-1)."""
        self._go(0 if end == 0 else len(self._keys()) - 1)

    def action_aside(self, columns: int) -> None:
        """Move to the next or previous figure of the row."""
        if self._table is None:
            return
        keys = [slot.column.key for slot in self._table.slots[1:]]
        if not keys:
            return
        before = -1 if columns > 0 else 0
        here = keys.index(self._column) if self._column in keys else before
        self._column = keys[min(max(here + columns, 0), len(keys) - 1)]
        self._light()

    def action_open(self) -> None:
        """Say so; what opening means is the screen's business."""
        if self._at:
            self.post_message(self.Opened(self, self._at, self.metric))

    def action_explain(self) -> None:
        """Say so; the screen explains."""
        if self._at:
            self.post_message(self.Asked(self, self._at, self.metric))

    def action_copy(self, whole: int) -> None:
        """Copy the figure, or the row with tabs between its figures."""
        if self.view is None:
            return
        cells = self.view.rows[self._index()].cells if self._at else ()
        keys = [column.key for column in self.view.columns]
        if cells and self._column in keys:
            one = cells[keys.index(self._column)]
            # A copied row keeps what its marks say.
            row = "\t".join(copied(cell, mark=True) for cell in cells)
            text = row if whole else copied(one, mark=False)
            self.app.copy_to_clipboard(text)
            self.post_message(self.Copied(text))

    def render_line(self, y: int) -> Strip:
        """Draw one row, with the cursor on it if it is there."""
        if self._drawn_for != self.size:
            # The first frame comes before the news of a size: it shows figures too.
            self._lines = self._written()
            self._lit = self._lights()
        strip = super().render_line(y)
        if self._lit is None or self._lit[0] != y:
            return strip
        _, start, end = self._lit
        figure = strip.crop(start, end).apply_style(Style(reverse=True))
        return Strip.join([strip.crop(0, start), figure, strip.crop(end)])

    def _in_use(self) -> bool:
        # True at once; `has_focus` follows a turn later, when the frame is out.
        return self.screen.focused is self

    def _keys(self) -> Sequence[str]:
        return self._extent.keys if self._extent else ()

    def _first(self) -> str:
        return self.view.columns[0].key if self.view else ""

    def _index(self) -> int:
        keys = self._keys()
        return keys.index(self._at) if self._at in keys else 0

    def _room(self) -> int:
        return max(1, self.size.height - _HEAD)

    def _go(self, index: int) -> None:
        keys = self._keys()
        if not keys:
            return
        at = keys[min(max(index, 0), len(keys) - 1)]
        if at != self._at:
            self._at = at
            self._follow()
            self.post_message(self.Moved(self, at))

    def _follow(self) -> None:
        """Move the highlight; scroll only when the row is out of sight."""
        if self._top <= self._index() < self._top + self._room():
            self._light()
        else:
            self._draw()

    def _draw(self) -> None:
        """Lay the view out for this size and repaint the rows that differ."""
        self.show(self._written())
        self._light()

    def _written(self) -> tuple[Line, ...]:
        """Lay the view out for this size; return every row of it."""
        self._drawn_for = self.size
        width, height = self.size
        if self.view is None or not width or not height:
            return ()
        if self._table is None or self._fitted != width:
            # Once for a view and a width, however far the cursor goes.
            self._table = fit(self.view, width, self._extent)
            self._fitted = width
        table = self._table
        index, room = self._index(), self._room()
        lowest = max(0, len(table.lines) - room)
        self._top = min(max(self._top, index - room + 1), index, lowest)
        rows = table.lines[self._top : self._top + room]
        spare = room - len(rows)
        more = (self._top, lowest - self._top) if lowest else None
        title = title_line(self.view, width, focused=self._in_use(), more=more)
        under = fitted(self.view.notes, spare, self.view.rest)
        notes = (cut_line(each, width) for each in under)
        return (title, table.header, *rows, *notes)

    def _light(self) -> None:
        """Highlight the figure under the cursor, or the row's name without focus."""
        lit = self._lights()
        if lit != self._lit:
            old, self._lit = self._lit, lit
            for each in (old, lit):
                if each is not None:
                    self.refresh(Region(0, each[0], self.size.width, 1))

    def _lights(self) -> tuple[int, int, int] | None:
        if self._table is None or not self._at:
            return None
        key = self._column if self._in_use() else self._first()
        slots = self._table.slots
        slot = next((each for each in slots if each.column.key == key), slots[0])
        return (_HEAD + self._index() - self._top, slot.start, slot.end)
