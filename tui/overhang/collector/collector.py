"""One turn of the handle after another: deliveries in, a Snapshot out."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import TypeVar, TypeVarTuple, Unpack

from overhang.collector.inbox import Inbox
from overhang.collector.reload import Reloader
from overhang.collector.snapshots import desk_day
from overhang.collector.ticks import Engine, Ticker
from overhang.sources.base import Source
from overhang.store.base import Store, StoreError

_LOG = logging.getLogger(__name__)

_COALESCE_S = 0.02
"""What arrives within this time of the first delivery shares its tick."""
_RETRY_S = 5.0
"""The pause after a store that could not be written."""
_LOOK_S = 1.0
"""How often the plan, the date and the audience are looked at."""
BEAT_S = 5.0
"""How often a collector gives a sign of life."""

Args = TypeVarTuple("Args")
R = TypeVar("R")


class Collector:
    """Follows the sources and keeps the store up to date, for as long as it runs.

    Args:
        store: opened to write; nobody else may use it meanwhile.
        sources: who delivers; each table has one source.
        reloader: who is watched and what counts as a breach.
        engine: what is measured and how it is judged.
        shipped: whether the data is the shipped set, whose clock stands still.
        now: the time, UTC.
    """

    def __init__(
        self,
        store: Store,
        sources: Sequence[Source],
        reloader: Reloader,
        engine: Engine,
        *,
        shipped: bool,
        now: Callable[[], datetime],
    ) -> None:
        self._sources = sources
        self._reloader = reloader
        self._now = now
        self._inbox = Inbox(sources, now=now)
        self._ticker = Ticker(store, reloader, engine, shipped=shipped, now=now)
        self._ticked = asyncio.Event()
        # One thread does all that takes long and all that touches the store, so that
        # signals and sources are heeded meanwhile and ticks never overlap.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="collector")

    async def run(self, beat: Callable[[], None], wanted: Callable[[], bool]) -> None:
        """Collect until cancelled, or until nobody wants it any more.

        Args:
            beat: called every few seconds in the thread that uses the store, to give
                a sign of life. It must not raise.
            wanted: called each second in the event loop; whether to go on.

        Raises:
            StoreError: what is stored cannot be read at the start.
        """
        try:
            await self._work(self._ticker.load)
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(each)
                    for each in (
                        *(self._inbox.follow(each) for each in self._sources),
                        self._turn(),
                        self._beat(beat),
                    )
                ]
                while wanted():
                    self._look_around()
                    await asyncio.sleep(_LOOK_S)
                for task in tasks:
                    task.cancel()
        finally:
            self._worker.shutdown(cancel_futures=True)

    async def once(self) -> None:
        """Collect until the first tick is stored, then stop.

        Raises:
            StoreError: what is stored cannot be read.
        """
        run = asyncio.create_task(self.run(lambda: None, lambda: True))
        ticked = asyncio.create_task(self._ticked.wait())
        try:
            await asyncio.wait((run, ticked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Whoever runs out of patience leaves nothing running either.
            ticked.cancel()
            run.cancel()
            with suppress(asyncio.CancelledError):
                await run

    def refresh(self) -> None:
        """Have every source asked again now."""
        for source in self._sources:
            source.refresh()

    async def _turn(self) -> None:
        """Tick for ever: first when every source has spoken, then at each change."""
        await self._inbox.wait_for_all()
        first = True
        while True:
            rows, health = self._inbox.take(), self._inbox.health
            try:
                await self._work(self._ticker.tick, rows, health)
            except StoreError as error:
                _LOG.error("nothing could be stored, trying again: %s", error)
                await asyncio.sleep(_RETRY_S)
                continue
            self._ticked.set()
            if first:
                first = False
                # What is loaded now stays: the collector of garbage may forget it.
                gc.collect()
                gc.freeze()
            await self._inbox.wait()
            await asyncio.sleep(_COALESCE_S)

    async def _beat(self, beat: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await self._work(beat)

    def _look_around(self) -> None:
        """Ask for a tick when the plan or the day changed."""
        changed = self._reloader.look()
        day = self._ticker.day
        if changed or (day and day != desk_day(self._now())):
            self._inbox.wake()

    async def _work(self, call: Callable[[Unpack[Args]], R], *args: *Args) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, call, *args)
