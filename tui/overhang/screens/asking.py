"""A screen that asks another process: one question at a time, the newest one next."""

from __future__ import annotations

from textual import work

from overhang.screens.base import DeskScreen


class AskingScreen(DeskScreen):
    """Asks until nothing has come in meanwhile.

    However fast snapshots come something is shown, and no questions pile up.
    """

    _asking = False
    _behind = False
    """Whether something came in while it was asking."""

    async def inquire(self) -> None:
        """Ask for what is looked at now, and show the answer."""
        raise NotImplementedError

    def find_out(self) -> None:
        """Inquire now, or again when what was asked before has been answered."""
        self._behind = True
        if not self._asking:
            self._asking = True
            self._keep_asking()

    @work(group="ask")
    async def _keep_asking(self) -> None:
        try:
            while self._behind and self.is_open:
                self._behind = False
                await self.inquire()
        finally:
            self._asking = False
