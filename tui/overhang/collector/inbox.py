"""What the sources delivered since the last tick."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from overhang.collector.changes import Slot
from overhang.collector.news import NOTHING, News
from overhang.core.outward import outward_source
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.core.tables import TABLES
from overhang.sources.base import Delivery, Source

_LOG = logging.getLogger(__name__)

_FILES = "files"
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_HTTP_PATIENCE_S = 0.3
"""How long the first tick waits for endpoints once every file has spoken."""
PATIENCE_S = 10.0
"""How long the first tick waits for anything."""


class Inbox:
    """Deliveries of all sources, by feed and table.

    Args:
        sources: who delivers; each table of a feed has one source.
        now: the time, UTC.
    """

    def __init__(
        self, sources: Sequence[Source], *, now: Callable[[], datetime]
    ) -> None:
        self._sources = sources
        self._now = now
        self._news = NOTHING
        self._health: dict[Slot, SourceHealth] = {}
        self._parts: dict[Slot, tuple[str, ...]] = {}
        """What was left out, as it was logged."""
        self._wake = asyncio.Event()

    @property
    def health(self) -> tuple[SourceHealth, ...]:
        """How each feed's tables are doing: by feed as set up, then by table."""
        return tuple(
            self._health[slot]
            for feed in dict.fromkeys(each.feed for each in self._sources)
            for table in TABLES
            if (slot := Slot(feed, table)) in self._health
        )

    def take(self) -> News:
        """Return what was delivered since the last call, and start again."""
        self._wake.clear()
        news, self._news = self._news, NOTHING
        return news

    def wake(self) -> None:
        """Ask for a tick though nothing was delivered."""
        self._wake.set()

    async def wait(self) -> None:
        """Wait until there is a reason for a tick."""
        await self._wake.wait()

    async def wait_for_all(
        self, *, hurry: bool = True, within: float = PATIENCE_S
    ) -> None:
        """Wait until every table has spoken once: files, and endpoints that hurry.

        A file that is read slowly is waited for; an endpoint that hangs is not, when
        there is a `hurry`.

        Args:
            hurry: whether somebody looks on.
            within: seconds to wait for anything.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        patience = deadline
        while silent := self._silent():
            if hurry and not silent & {_FILES, None} and patience == deadline:
                patience = min(deadline, loop.time() + _HTTP_PATIENCE_S)
            self._wake.clear()
            try:
                async with asyncio.timeout_at(patience):
                    await self._wake.wait()
            except TimeoutError:
                return

    async def follow(self, source: Source) -> None:
        """Take a source's deliveries for ever; one that breaks is asked again later."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async for delivery in source.deliveries():
                    self._put(delivery)
                    pause = _FIRST_PAUSE_S
                fault = "the source ended by itself"
            except Exception as error:
                _LOG.exception("a source of %s broke", ", ".join(source.tables))
                fault = f"the source broke: {type(error).__name__}"
            self._fail(source, fault, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _put(self, delivery: Delivery) -> None:
        slot = Slot(delivery.feed, delivery.table)
        self._tell(slot, delivery.health)
        self._health[slot] = delivery.health
        rows = {} if delivery.rows is None else {slot: delivery.rows}
        vintages = {slot: list(delivery.vintages)} if delivery.vintages else {}
        self._news |= News(rows, vintages)
        self._wake.set()

    def _fail(self, source: Source, fault: str, pause: float) -> None:
        """Say of every table that its source broke; the last good rows stand."""
        now = self._now()
        for table in source.tables:
            slot = Slot(source.feed, table)
            known = self._health.get(slot)
            health = replace(
                known or SourceHealth(table=table, kind="", place="", feed=source.feed),
                state=SourceState.FAILED,
                errors=(fault,),
                last_try=now,
                next_try=now + timedelta(seconds=pause),
            )
            self._tell(slot, health)
            self._health[slot] = health
        self._wake.set()

    def _tell(self, slot: Slot, health: SourceHealth) -> None:
        """Log that a source failed, is in part or back: once, not at every try."""
        before = self._health.get(slot)
        failed = before is not None and before.state is SourceState.FAILED
        name = " ".join(filter(None, dict.fromkeys((slot.feed, slot.table))))
        if health.state is SourceState.FAILED and not failed:
            _LOG.info("%s failed: %s", name, _first(health))
        elif failed and health.state in (SourceState.OK, SourceState.PART):
            _LOG.info("%s is back", name)
        if health.state is SourceState.OK:
            self._parts.pop(slot, None)
        elif health.state is SourceState.PART:
            if self._parts.get(slot) != health.errors:
                _LOG.info("%s in part: %s", name, _first(health))
            self._parts[slot] = health.errors

    def _silent(self) -> set[str | None]:
        """Return the kinds of the sources whose tables have not all spoken."""
        kinds: set[str | None] = set()
        for source in self._sources:
            for table in source.tables:
                health = self._health.get(Slot(source.feed, table))
                if health is None:
                    kinds.add(None)
                elif health.state is SourceState.WAITING:
                    kinds.add(health.kind)
        return kinds


def _first(health: SourceHealth) -> str:
    """Return the first of a source's faults, and how many more there are."""
    first, *more = outward_source(health).errors or ("",)
    return f"{first}, and {len(more)} more" if more else first
