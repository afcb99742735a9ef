"""Wait for what another process or task does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


async def until(holds: Callable[[], bool], *, within: float = 10) -> None:
    """Return once `holds()`; raise `TimeoutError` if it does not in time."""
    async with asyncio.timeout(within):
        # Nobody in this process could set an event.
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@asynccontextmanager
async def awake() -> AsyncIterator[list[float]]:
    """Note the longest work, in seconds of processor, between two turns of the loop.

    Not by the clock, which a busy machine makes long.
    """
    worst = [0.0]

    async def turn() -> None:
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0.01)
            worst[0] = max(worst[0], time.thread_time() - begun)

    task = asyncio.create_task(turn())
    try:
        yield worst
    finally:
        task.cancel()
