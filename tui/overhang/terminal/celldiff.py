"""An app that sends the terminal only the cells that changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

from overhang.terminal.driver import TerminalDriver
from overhang.terminal.shadow import Piece, Shadow

_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
_SYNC_WORTH = 256
"""Bytes from which a terminal could show half a frame."""


class CellDiff(App[Any]):
    """Compares each frame with what the terminal already shows.

    Textual sends whole regions, with every style spelled out. Frames are skipped
    while the terminal is behind; the driver asks for one when it has caught up.
    """

    _shadow: Shadow | None = None
    _shadow_generation = 0

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        driver = self._driver
        if not (
            isinstance(driver, TerminalDriver)
            and isinstance(renderable, LayoutUpdate | ChopsUpdate | None)
            and self._running
            and not self._closed
            and not self._batch_count
        ):
            super()._display(screen, renderable)
            return
        try:
            if not isinstance(renderable, LayoutUpdate) and self._is_lost(driver):
                # Of two resizes in a row Textual may hear of the last alone, which
                # changed nothing, and leave the screen as the first one tore it.
                screen.refresh()
            if renderable is not None and driver.has_room():
                self._send(
                    driver, self._known_screen(driver).advance(_pieces(renderable))
                )
        finally:
            self.post_display_hook()

    def _is_lost(self, driver: TerminalDriver) -> bool:
        """Return whether what the terminal shows is not known any more."""
        shadow = self._shadow
        return (
            shadow is None
            or (shadow.width, shadow.height) != self.size
            or self._shadow_generation != driver.generation
        )

    def _known_screen(self, driver: TerminalDriver) -> Shadow:
        """Return what the terminal shows: nothing known after a resize or resume."""
        if self._shadow is None or self._is_lost(driver):
            system = None if self.no_color else self.console._color_system
            self._shadow = Shadow(*self.size, system)
            self._shadow_generation = driver.generation
        return self._shadow

    def _send(self, driver: TerminalDriver, data: str) -> None:
        if self._sync_available and len(data) > _SYNC_WORTH:
            data = f"{_SYNC_START}{data}{_SYNC_END}"
        if data:
            driver.write(data)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[Piece]:
    """Yield what Textual's own renderer would write, and where."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield Piece(x, y, strip)
                x += strip.cell_length
        return
    for y, left, right in update.spans:
        ends = update.chop_ends[y]
        for end, (x, chop) in zip(ends, update.chops[y].items(), strict=False):
            if chop is not None and x <= right and end > left:
                inside = left <= x < right and end <= right
                seen = chop if inside else chop.crop(0, min(end, right) - x)
                yield Piece(x, y, seen)
