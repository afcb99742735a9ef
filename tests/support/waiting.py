"""Wait for what another process or task does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], bool], *, within: float = 10) -> None:
    """Return once `holds()`; raise `TimeoutError` if it does not in time."""
    async with asyncio.timeout(within):
        # Nobody in this process could set an event.
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
