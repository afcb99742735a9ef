"""A push feed that is listened to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime

from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery
from support.feeds import NOON, PlainOpener, prices, push_feed, push_source
from support.twins.push import EventTwin, SocketTwin
from support.waiting import until

_WITHIN = 10.0

Twin = EventTwin | SocketTwin


class Heard:
    """Deliveries, as they come."""

    def __init__(self, deliveries: AsyncGenerator[Delivery, None]) -> None:
        self._deliveries = deliveries
        self.all: list[Delivery] = []

    async def until(self, holds: Callable[[Delivery], object]) -> Delivery:
        """Take deliveries until one is as it should be."""
        async with asyncio.timeout(_WITHIN):
            async for each in self._deliveries:
                self.all.append(each)
                if holds(each):
                    return each
        raise AssertionError("the source ended")

    async def state(self, state: SourceState) -> Delivery:
        """Take deliveries until the line is in a state."""
        return await self.until(lambda each: each.health.state is state)

    async def priced(self, **wanted: float) -> Delivery:
        """Take deliveries until these are the last prices."""
        return await self.until(
            lambda _: wanted.items() <= prices(self.all).items(),
        )


@asynccontextmanager
async def listening(
    url: str,
    *,
    key: str | Callable[[], str] = "",
    clock: Callable[[], datetime] = lambda: NOON,
    **options: object,
) -> AsyncIterator[Heard]:
    opener = PlainOpener()
    source = push_source(push_feed(url, **options), opener, key=key, clock=clock)
    async with aclosing(source.deliveries()) as deliveries:
        yield Heard(deliveries)
    await opener.aclose()


async def opened(heard: Heard, twin: Twin, lines: int = 1) -> None:
    await heard.state(SourceState.OK)
    await until(lambda: len(twin.opened) >= lines)
