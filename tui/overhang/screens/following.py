"""An app on a link: what comes along it is shown and told, and what one says fades."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from textual import work
from textual.reactive import var

from overhang.core.leftovers import give_back, share_heap, watch_garbage
from overhang.core.snapshot import Snapshot
from overhang.link import Link, LinkError
from overhang.screens.base import DeskScreen
from overhang.terminal.entry import TerminalApp
from overhang.terminal.herald import Herald
from overhang.terminal.memory import forget_widgets
from overhang.terminal.notices import Voice
from overhang.views.figures import figures_of
from overhang.views.roll import roll_of
from overhang.views.status import Notice

_SAY_S = 6.0


def _count(snapshot: Snapshot) -> None:
    """Find what every screen asks of a snapshot; it is kept for them."""
    figures_of(snapshot)
    roll_of(snapshot)


class FollowingApp(TerminalApp):
    """Holds the newest snapshot, unless it is paused, and what the status line says.

    Args:
        link: The line to the store.
        voice: How the terminal is told of what is new.
        clock: Returns the time, UTC.
    """

    snapshot: var[Snapshot | None] = var(None, init=False)
    """The one piece of shared state: only the link changes it, every screen gets it."""
    notice: var[Notice] = var(Notice(), init=False)
    """What the status line says beside the snapshot."""

    def __init__(
        self, link: Link, voice: Voice, clock: Callable[[], dt.datetime]
    ) -> None:
        super().__init__()
        forget_widgets()
        self.link = link
        self.now = clock
        self._newest: Snapshot | None = None
        self._herald = Herald(voice, self.port, self.set_timer)

    def on_mount(self) -> None:
        """Follow the store once the first frame is out."""
        if self.snapshot is not None:
            self._herald.hear(self.snapshot)
        self.set_timer(60 - self.now().second, self._minute)
        self.call_after_refresh(watch_garbage)
        self.call_after_refresh(share_heap)
        self.call_after_refresh(self._follow)
        self.call_after_refresh(self._keep)

    # Not `watch` by each screen: Textual holds on to screens that watched and are gone,
    # and asyncio to those with a timer.
    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Hand a new snapshot to every screen."""
        for screen in self._open():
            screen.take(snapshot)

    def watch_notice(self) -> None:
        """Say on every screen what is new about this app."""
        for screen in self._open():
            screen.redraw_status()

    def _minute(self) -> None:
        for screen in self._open():
            screen.minute()
        self.set_timer(60 - self.now().second, self._minute)
        self._tidy()

    @work(group="tidy", thread=True)
    def _tidy(self) -> None:
        give_back()

    @property
    def is_settled(self) -> bool:
        """Whether the screen in front shows what the last key asked for."""
        return not isinstance(self.screen, DeskScreen) or self.screen.is_settled

    def _open(self) -> list[DeskScreen]:
        return [each for each in self.screen_stack if isinstance(each, DeskScreen)]

    @work(group="follow")
    async def _follow(self) -> None:
        async for snapshot in self.link.follow():
            # Thousands of rules are counted beside the event loop.
            await asyncio.to_thread(_count, snapshot)
            self._newest = snapshot
            self._herald.hear(snapshot)
            if self.notice.paused:
                self.notice = self.notice._replace(newest=snapshot)
            else:
                self.snapshot = snapshot

    @work(group="keep")
    async def _keep(self) -> None:
        async for wrong in self.link.keep():
            self.notice = self.notice._replace(collector=wrong)

    @work(group="say", exclusive=True)
    async def _forget(self) -> None:
        await asyncio.sleep(_SAY_S)
        self.notice = self.notice._replace(said="")

    async def on_unmount(self) -> None:
        """Let go of the store and the worker."""
        await self.link.close()

    def say(self, text: str) -> None:
        """Tell the user something on the status line, for a while."""
        self.notice = self.notice._replace(said=text)
        self._forget()

    def action_refresh_sources(self) -> None:
        """Have every source asked again now."""
        try:
            self.link.refresh()
        except LinkError as error:
            self.say(f"no source is asked: {error}")
        else:
            self.say("asking every source")

    def action_pause(self) -> None:
        """Hold the figures still, or let them move again."""
        paused = not self.notice.paused
        self.notice = self.notice._replace(paused=paused, newest=None)
        if not self.notice.paused and self._newest is not None:
            self.snapshot = self._newest
