"""Notice that another process wrote to a SQLite store."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import apsw

from overhang.store.base import StoreError
from overhang.store.files import Files
from overhang.store.sqlite_file import open_reader, plain

_FIRST_POLL_S = 0.01
_EASE = 1.02
"""By how much each pause is longer, up to the usual one after some four seconds."""


async def changes(path: Path, *, poll: float) -> AsyncGenerator[None]:
    """Yield once, then after every commit to a store, however it was made.

    A thread of its own looks, over a connection of its own: at ten looks a second
    that costs 0.2 % of a core, where the event loop's timers alone cost as much. At
    first it looks more often: the first figures may come at any moment.

    Args:
        path: the database file; it may come later.
        poll: seconds between two looks.

    Raises:
        StoreError: the store cannot be read.
    """
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    changed.set()
    stop = threading.Event()
    faults: list[StoreError] = []

    def tell() -> None:
        # The loop may be gone: then nobody wants to know.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(changed.set)

    def look_out() -> None:
        try:
            _look(path, poll, stop, tell)
        except StoreError as error:
            faults.append(error)
            tell()

    threading.Thread(target=look_out, name="store-watch", daemon=True).start()
    try:
        while True:
            await changed.wait()
            changed.clear()
            if faults:
                raise faults[0]
            yield
    finally:
        stop.set()


def pauses(poll: float) -> Iterator[float]:
    """Yield the seconds between two looks: short ones at first, `poll` in the end."""
    pause = min(poll, _FIRST_POLL_S)
    while True:
        yield pause
        pause = min(poll, pause * _EASE)


def _look(
    path: Path, poll: float, stop: threading.Event, tell: Callable[[], None]
) -> None:
    """Call `tell` at each change of the file's counter until `stop` is set."""
    connection: apsw.Connection | None = None
    mark: object = None
    files = Files(path)
    waits = pauses(poll)
    try:
        while not stop.is_set():
            with plain(path):
                if connection is not None and files.replaced:
                    connection.close()
                    connection = None
                if connection is None:
                    files, mark = Files(path), None
                    connection = open_reader(path)
                if connection is not None:
                    last, mark = mark, connection.pragma("data_version")
                    if mark != last:
                        tell()
            # Not `stop.wait`: it costs half as much again.
            time.sleep(next(waits))
    finally:
        if connection is not None:
            connection.close()
