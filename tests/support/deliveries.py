"""Following a source as the collector does, with a limit on patience."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime

from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, Source

PATIENCE = 10.0
"""Seconds after which a test gives up."""


def utc() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Following:
    """A source that is being iterated."""

    def __init__(self, stream: AsyncIterator[Delivery]) -> None:
        self._stream = stream

    async def next(
        self, wanted: Callable[[Delivery], bool] = lambda _: True
    ) -> Delivery:
        """Return the next delivery that is wanted, passing over the others."""
        async with asyncio.timeout(PATIENCE):
            while True:
                delivery = await anext(self._stream)
                if wanted(delivery):
                    return delivery

    async def rows(self, table: str = "closes") -> Delivery:
        """Return the next delivery of a table that brings rows."""
        return await self.next(
            lambda each: each.table == table and each.rows is not None
        )

    async def state(self, state: SourceState, table: str = "closes") -> Delivery:
        """Return the next delivery of a table in a state."""
        return await self.next(
            lambda each: each.table == table and each.health.state is state
        )


@asynccontextmanager
async def following(source: Source) -> AsyncIterator[Following]:
    """Iterate a source until the block ends."""
    stream = source.deliveries()
    assert isinstance(stream, AsyncGenerator)
    async with aclosing(stream):
        yield Following(stream)


def closes(delivery: Delivery) -> list[float]:
    """Return the closes a delivery brings, in order."""
    return [getattr(row, "close_usd", -1.0) for row in delivery.rows or ()]
