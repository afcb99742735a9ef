"""The log, read for a screen that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.alerts.journal import Line
from overhang.core.snapshot import Snapshot
from overhang.link import LinkError
from overhang.screens.acting import ActingScreen
from overhang.screens.asking import AskingScreen
from overhang.views.log import read_log

_NEWEST = 500
"""Lines that are read: a day of a busy desk."""


class LogScreen(AskingScreen, ActingScreen):
    """A screen that keeps the newest lines of the log at hand."""

    log_lines: Sequence[Line] = ()
    """Oldest first; none until they have been read."""

    def take(self, snapshot: Snapshot | None) -> None:
        """Read the log anew with each snapshot: what changed is in both."""
        super().take(snapshot)
        self.find_out()

    async def inquire(self) -> None:
        """Read the newest lines, and show them."""
        try:
            lines = await self.desk.link.log(_NEWEST)
        except LinkError as error:
            self.desk.say(f"the log cannot be read: {error}")
            return
        read = read_log(lines)
        if read != self.log_lines:
            self.log_lines = read
            # Not drawn at once: it may be laid out beside the event loop.
            super().take(self.desk.snapshot)
