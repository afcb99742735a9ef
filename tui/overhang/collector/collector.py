"""One turn of the handle after another: deliveries in, a Snapshot out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from random import Random
from typing import TypeVar, TypeVarTuple, Unpack

from overhang.collector.inbox import PATIENCE_S, Inbox
from overhang.collector.reload import Reloader
from overhang.collector.shelf import Shelf
from overhang.collector.snapshots import desk_day
from overhang.collector.ticks import Clocks, Engine, Ticker
from overhang.core.alerts.drafts import Route
from overhang.core.alerts.journal import last_ends
from overhang.core.alerts.messages import Message, Told
from overhang.core.leftovers import sweep, watch_garbage
from overhang.delivery.base import Channel
from overhang.delivery.deliverer import Deliverer
from overhang.delivery.terminal import NAME as TERMINAL
from overhang.delivery.terminal import Terminal
from overhang.sources.base import Source
from overhang.store.base import AlertTurn, DamagedError, Store, StoreError

_LOG = logging.getLogger(__name__)

_COALESCE_S = 0.02
"""What arrives within this time of the first delivery shares its tick."""
_RETRY_S = 5.0
"""The pause after a store that could not be written."""
_LOOK_S = 1.0
"""How often the plan, the date and the audience are looked at."""
_HEED_S = 1.0
"""How often what people did is looked for."""
_JUDGE_S = 10.0
"""How often alerts are judged again while one waits for time to pass: within what one
look can vouch for."""
_SLEPT_S = 60.0
"""How much further than the clock that nobody sets the time of day may come between two
looks. More is a machine that slept: its sources' pauses slept too."""
_LOOKED_BACK = 5000
"""Lines of the log in which the end of an alert is looked for after a restart."""
BEAT_S = 5.0
"""How often a collector gives a sign of life."""

Args = TypeVarTuple("Args")
R = TypeVar("R")


class Collector:
    """Follows the sources and keeps the store up to date, for as long as it runs.

    Args:
        store: opened to write; nobody else may use it meanwhile.
        sources: who delivers; each table of a feed has one source.
        reloader: who is watched and what counts as a breach.
        engine: what is measured.
        channels: who is told of alerts beside the terminals, as long as this runs.
        shipped: whether the data is the shipped set, whose clock stands still.
        clocks: where the time comes from.
        shelf: where sources look for what stands; none: nobody does.
        at_end: lets go of what the sources share.
    """

    def __init__(
        self,
        store: Store,
        sources: Sequence[Source],
        reloader: Reloader,
        engine: Engine,
        channels: Sequence[tuple[Route, Channel]],
        *,
        shipped: bool,
        clocks: Clocks,
        shelf: Shelf | None = None,
        at_end: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._sources = sources
        self._at_end = at_end
        self._reloader = reloader
        self._now = clocks.now
        self._monotonic = clocks.monotonic
        self._inbox = Inbox(sources, now=clocks.now)
        self._ticker = Ticker(
            store,
            reloader,
            engine,
            shipped=shipped,
            clocks=clocks,
            shelf=shelf or Shelf(),
        )
        self._store = store
        self._terminal = Terminal(self._show)
        self._deliverer = Deliverer(
            [(Route(TERMINAL), self._terminal), *channels],
            self._put_told,
            now=clocks.now,
            rng=Random(),
        )
        self._shown: tuple[Message, ...] = ()
        self._wrong: tuple[str, ...] = ()
        self._is_stuck = False
        self._tell: Callable[[str], None] = lambda _: None
        self._looked = clocks.now(), clocks.monotonic()
        self._ticked = asyncio.Event()
        # One thread does all that takes long and all that touches the store, so that
        # signals and sources are heeded meanwhile and ticks never overlap.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="collector")

    async def run(
        self,
        beat: Callable[[], None],
        wanted: Callable[[], bool],
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Collect until cancelled, or until nobody wants it any more.

        Args:
            beat: called every few seconds in the thread that uses the store, to give
                a sign of life, unless the last turn could not be stored. It must
                raise nothing but `DamagedError`.
            wanted: called each second in the event loop; whether to go on.
            tell: called with why a turn could not be stored; empty: one could again.

        Raises:
            DamagedError: what is stored cannot be read any more.
            StoreError: what is stored cannot be read at the start.
        """
        self._tell = tell
        await self._run(wanted, self._beat(beat), self._heed(), self._deliverer.run())

    async def _run(
        self,
        wanted: Callable[[], bool],
        *beside: Coroutine[None, None, None],
        patience: float = PATIENCE_S,
    ) -> None:
        try:
            await self._work(self._load)
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(each)
                    for each in (
                        *(self._inbox.follow(each) for each in self._sources),
                        self._turn(hurry=bool(beside), patience=patience),
                        *beside,
                    )
                ]
                while wanted():
                    self._look_around()
                    await asyncio.sleep(_LOOK_S)
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as group:
            for each in group.exceptions:
                if isinstance(each, DamagedError):
                    raise each from None
            raise
        finally:
            self._worker.shutdown(cancel_futures=True)
            if self._at_end is not None:
                await self._at_end()

    async def once(self, *, patience: float = PATIENCE_S) -> None:
        """Collect until the first tick is stored, then stop. Nobody is told anything.

        Args:
            patience: seconds to wait for sources; then what came is told without the
                rest.

        Raises:
            StoreError: what is stored cannot be read.
        """
        run = asyncio.create_task(self._run(lambda: True, patience=patience))
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
        """Have every source asked again now, and how that went told at once."""
        self._ticker.stamps.hurry()
        for source in self._sources:
            source.refresh()

    async def _turn(self, *, hurry: bool, patience: float) -> None:
        """Tick for ever: first when every source has spoken, then at each change."""
        await self._inbox.wait_for_all(hurry=hurry, within=patience)
        watch_garbage()
        first = True
        while True:
            news, health = self._inbox.take(), self._inbox.health
            told = self._terminal.told
            try:
                self._wrong = self._deliverer.problems
                ended = await self._work(
                    self._ticker.tick, news, health, told, self._wrong
                )
            except DamagedError:
                raise
            except StoreError as error:
                self._is_stuck = True
                _LOG.error("nothing could be stored, trying again: %s", error)
                self._tell(f"nothing can be stored: {error.why}")
                await asyncio.sleep(_RETRY_S)
                continue
            if self._is_stuck:
                self._is_stuck = False
                self._tell("")
            self._shown = told
            self._ticked.set()
            self._deliverer.look(
                self._ticker.watch.alerts, ended, self._reloader.plan.rules.waits
            )
            if first:
                first = False
                sweep()
                watch_garbage()
            await self._inbox.wait()
            await asyncio.sleep(_COALESCE_S)

    async def _beat(self, beat: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            # Figures that nobody could bring up to date must not pass for the newest.
            if not self._is_stuck:
                await self._work(beat)

    async def _heed(self) -> None:
        """Ask for a turn when somebody did something, or time or a channel may have."""
        judged_at = self._monotonic()
        while True:
            await asyncio.sleep(_HEED_S)
            late = self._monotonic() - judged_at >= _JUDGE_S
            if (
                (late and self._ticker.timed)
                or self._deliverer.problems != self._wrong
                or await self._work(self._is_asked)
            ):
                judged_at = self._monotonic()
                self._inbox.wake()

    def _is_asked(self) -> bool:
        try:
            return self._ticker.watch.asked
        except DamagedError:
            raise
        except StoreError as error:
            _LOG.warning("what people did cannot be read: %s", error)
            return False

    async def _show(self, messages: Sequence[Message]) -> None:
        """Return once the stored snapshot holds these messages."""
        while self._shown != messages:
            self._ticked.clear()
            self._inbox.wake()
            await self._ticked.wait()

    async def _put_told(self, told: Sequence[Told]) -> None:
        turn = AlertTurn(told=told)
        await self._work(
            partial(self._store.append, (), known_at=self._now(), turn=turn)
        )

    def _load(self) -> None:
        """Take over what a collector before this one left."""
        self._ticker.load()
        self._shown = self._terminal.told = self._ticker.told
        ends = last_ends(self._store.log(limit=_LOOKED_BACK))
        self._deliverer.load(self._store.told(), ends)

    def _look_around(self) -> None:
        """Ask for a tick when the plan or the day changed, and all anew after sleep."""
        if self._has_slept():
            self.refresh()
            self._inbox.wake()
        changed = self._reloader.look()
        day = self._ticker.day
        if changed or (day and day != desk_day(self._now())):
            self._inbox.wake()

    def _has_slept(self) -> bool:
        """Whether the machine slept since the last look, or its clock was put on."""
        (then, before), at = self._looked, (self._now(), self._monotonic())
        self._looked = at
        return (at[0] - then).total_seconds() - (at[1] - before) > _SLEPT_S

    async def _work(self, call: Callable[[Unpack[Args]], R], *args: *Args) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, call, *args)
