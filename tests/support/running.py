"""A deliverer that runs while a test looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from overhang.delivery.deliverer import Deliverer


@asynccontextmanager
async def running(deliverer: Deliverer) -> AsyncIterator[None]:
    """Run it; whatever ends it early ends the test."""
    task = asyncio.create_task(deliverer.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
