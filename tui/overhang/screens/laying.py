"""A screen whose tables may be long: they are laid out beside the event loop."""

from __future__ import annotations

from asyncio import to_thread as beside
from typing import Any, NamedTuple

from textual import work

from overhang.core.snapshot import Snapshot
from overhang.screens.base import DeskScreen


class Asked(NamedTuple):
    """All that decides what is to be shown."""

    snapshot: Snapshot
    wish: object
    """What the user chose: which list, in which order, which lines of it."""
    more: object = None
    """What else it is written for."""


class LayingScreen(DeskScreen):
    """Shows what is asked for as soon as it is laid out; meanwhile what was stands.

    One thing is laid out at a time, and what is asked for last comes next: however
    fast snapshots come, something is shown.
    """

    _shown: Asked | None = None
    """What stands there, whole; none: nothing does."""
    _laying = False

    def asked(self, snapshot: Snapshot) -> Asked:
        """Return what is to be shown now."""
        raise NotImplementedError

    def is_quick(self, asked: Asked) -> bool:
        """Return whether it is laid out faster than a key is answered."""
        raise NotImplementedError

    def laid_out(self, asked: Asked) -> Any:
        """Write it as it is to be shown; touches no widget, may run in a thread."""
        raise NotImplementedError

    def show_laid(self, asked: Asked, laid: Any) -> None:
        """Put what was laid out on the screen."""
        raise NotImplementedError

    def show_around(self, snapshot: Snapshot) -> None:
        """Write what stands around it: it goes by the size and the cursor too."""

    @property
    def is_settled(self) -> bool:
        """Whether keys would find what the user chose last; a prompt takes all."""
        snapshot = self.desk.snapshot
        if not self._laying or snapshot is None or self.query("Prompt:focus"):
            return True
        return self._shown is not None and self._is_wished(self._shown)

    def receive(self, snapshot: Snapshot) -> None:
        """Show the first snapshot with the first frame, later ones when laid out."""
        if self._shown is None or self.asked(snapshot) == self._shown:
            super().receive(snapshot)
        else:
            self._lay_out()

    def draw(self, snapshot: Snapshot) -> None:
        """Show what is quick now, and what takes longer when it is laid out."""
        asked = self.asked(snapshot)
        if asked == self._shown:
            self.show_around(snapshot)
        elif self.is_quick(asked):
            self._show(asked, self.laid_out(asked))
        else:
            self._lay_out()

    def _lay_out(self) -> None:
        if not self._laying:
            self._laying = True
            self._keep_laying()

    @work(group="lay out")
    async def _keep_laying(self) -> None:
        try:
            while (asked := self._next()) is not None:
                before = self._shown
                laid = await beside(self.laid_out, asked)
                # What was chosen or shown meanwhile is newer than this.
                is_late = self._shown is not before
                if self.is_open and not is_late and self._is_wished(asked):
                    self.redraw_status()
                    self._show(asked, laid)
        finally:
            self._laying = False

    def _next(self) -> Asked | None:
        """Return what is asked for and does not stand there yet."""
        snapshot = self.desk.snapshot
        if snapshot is None or not self.is_open:
            return None
        asked = self.asked(snapshot)
        return None if asked == self._shown else asked

    def _is_wished(self, asked: Asked) -> bool:
        snapshot = self.desk.snapshot
        return snapshot is not None and self.asked(snapshot).wish == asked.wish

    def _show(self, asked: Asked, laid: Any) -> None:
        self._shown = asked
        self.show_laid(asked, laid)
        self.show_around(asked.snapshot)
