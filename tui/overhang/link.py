"""A viewer's line to the store: what is known, and whether anyone is gathering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from overhang.calculation import Answer, Calculator
from overhang.core.alerts.actions import Action
from overhang.core.snapshot import Snapshot
from overhang.core.wire import Reader
from overhang.store import open_store
from overhang.store.base import SILENT_S, DamagedError, OutdatedError, Store, StoreError
from overhang.store.keeper import Keeper
from overhang.store.lead import ask_refresh
from overhang.store.penman import hand_in
from overhang.store.place import store_url

_LOOK_S = 1.0


class LinkError(Exception):
    """What was asked for did not come about; the message says why, in words."""


class Link(Protocol):
    """What the app asks of the world."""

    @property
    def who(self) -> str:
        """Who sits at this viewer: their actions are signed with it."""
        ...

    def snapshot(self) -> Snapshot | None:
        """Return what was stored last, at once; none when nothing was."""
        ...

    def follow(self) -> AsyncIterator[Snapshot]:
        """Yield each new snapshot, for ever."""
        ...

    def keep(self) -> AsyncIterator[str]:
        """See to it that someone gathers; yield what is wrong with that, or ``""``."""
        ...

    def refresh(self) -> None:
        """Have every source asked again now.

        Raises:
            LinkError: nobody can be told.
        """
        ...

    async def series(self, subject: str, metric: str) -> Answer:
        """Return a metric's path, computed outside this process."""
        ...

    async def tape(self, subject: str, seen: int) -> Answer:
        """Return the prints of a name, unless they are those numbered `seen`."""
        ...

    async def chain(self, root: str) -> Answer:
        """Return all that was said about one print."""
        ...

    async def act(self, action: Action) -> None:
        """Write down what the user did, for the collector to apply.

        Raises:
            LinkError: it could not be written.
        """
        ...

    async def log(self, limit: int) -> Sequence[str]:
        """Return the newest lines of the log, at most `limit`, oldest first.

        Raises:
            LinkError: it could not be read.
        """
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class StoreLink:
    """The link of a real viewer: a store it reads, a collector it keeps alive."""

    def __init__(
        self,
        directory: Path,
        store: Store,
        keeper: Keeper,
        calculator: Calculator,
        who: str = "",
    ) -> None:
        self.who = who
        self._directory = directory
        self._store = store
        self._keeper = keeper
        self._calculator = calculator
        self._reader = Reader()
        self._fault = ""
        # One at a time: of as many connections as were ever open at once SQLite
        # keeps the descriptors.
        self._logs = ThreadPoolExecutor(1, thread_name_prefix="log")

    def snapshot(self) -> Snapshot | None:
        """Return the stored snapshot; one of another version counts as none.

        So does a store that is damaged or outdated: `follow` waits for a collector.
        """
        try:
            stored = self._store.snapshot()
        except (DamagedError, OutdatedError):
            return None
        return self._read(stored[1]) if stored else None

    async def follow(self) -> AsyncGenerator[Snapshot]:
        """Yield each new snapshot, for ever.

        While the store cannot be read the last figures stand, and `keep` says why.
        """
        while True:
            try:
                async with aclosing(self._followed()) as snapshots:
                    async for snapshot in snapshots:
                        yield snapshot
            except StoreError as error:
                self._fault = f"the store cannot be read: {error.why}"
                await asyncio.sleep(_LOOK_S)

    async def _followed(self) -> AsyncGenerator[Snapshot]:
        # Read off the event loop: with many issuers it takes longer than a key. A
        # connection serves one thread at a time, so this one is its own, and what is
        # being read when the board is left is read to its end before that is closed.
        beside = open_store(store_url(self._directory), write=False)
        reader = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        read = partial(asyncio.get_running_loop().run_in_executor, reader)

        def newest() -> Snapshot | None:
            stored = beside.snapshot()
            return self._read(stored[1]) if stored else None

        try:
            # It can be read again, even while there is nothing to show.
            await read(beside.heartbeat)
            self._fault = ""
            async with aclosing(self._store.watch()) as numbers:
                async for _ in numbers:
                    snapshot = await read(newest)
                    if snapshot is not None:
                        yield snapshot
        finally:
            reader.submit(beside.close)
            reader.shutdown(wait=False)

    async def keep(self) -> AsyncIterator[str]:
        """Keep a collector running; yield what is wrong each time that changes."""
        keeping = asyncio.create_task(self._keeper.run())
        said = ""
        try:
            while not keeping.done():
                wrong = self._wrong()
                if wrong != said:
                    said = wrong
                    yield wrong
                await asyncio.wait([keeping], timeout=_LOOK_S)
            keeping.result()
        finally:
            keeping.cancel()

    def refresh(self) -> None:
        """Leave word for the collector."""
        try:
            ask_refresh(self._directory)
        except OSError as error:
            raise LinkError(f"{self._directory}: {error.strerror}") from error

    async def series(self, subject: str, metric: str) -> Answer:
        """Ask the worker process."""
        return await self._calculator.series(subject, metric)

    async def tape(self, subject: str, seen: int) -> Answer:
        """Ask the worker process."""
        return await self._calculator.tape(subject, seen)

    async def chain(self, root: str) -> Answer:
        """Ask the worker process."""
        return await self._calculator.chain(root)

    async def act(self, action: Action) -> None:
        """Have it written down beside the event loop: the store may be busy."""
        url = store_url(self._directory)
        try:
            await asyncio.to_thread(hand_in, url, action)
        except StoreError as error:
            raise LinkError(str(error)) from error

    async def log(self, limit: int) -> Sequence[str]:
        """Read it beside the event loop, over a connection of its own."""

        def newest() -> Sequence[str]:
            store = open_store(store_url(self._directory), write=False)
            try:
                return store.log(limit=limit)
            finally:
                store.close()

        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._logs, newest)
        except StoreError as error:
            raise LinkError(str(error)) from error

    async def close(self) -> None:
        """End the worker; the collector sees by itself that a viewer left."""
        await self._calculator.close()
        self._logs.shutdown(wait=False)
        self._store.close()

    def _read(self, data: bytes) -> Snapshot | None:
        try:
            return self._reader.read(data)
        except msgspec.MsgspecError:
            return None

    def _wrong(self) -> str:
        status = self._keeper.status
        # What the collector says is what is wrong; that nothing can be read as well.
        if found := status.fault or status.said or self._fault:
            return found
        if status.silent_s < SILENT_S:
            return ""
        who = f"collector {status.pid}" if status.pid else "the collector"
        minutes, seconds = divmod(int(status.silent_s), 60)
        since = f"{minutes} min" if minutes else f"{seconds // 10 * 10} s"
        return f"{who} silent for {since}"
