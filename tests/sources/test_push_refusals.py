"""Lines that are refused, keys, and mappings that cannot work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, SourceError
from support.feeds import NOON, PlainOpener, prices, push_feed, push_source
from support.twins.push import EventTwin, SocketTwin
from support.waiting import until

_WITHIN = 10.0

Twin = EventTwin | SocketTwin


@pytest.fixture
def events() -> Iterator[EventTwin]:
    with EventTwin() as running:
        yield running


@pytest.fixture
def sockets() -> Iterator[SocketTwin]:
    with SocketTwin() as running:
        yield running


class _Heard:
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
async def _listening(
    url: str, *, key: str = "", **options: object
) -> AsyncIterator[_Heard]:
    opener = PlainOpener()
    source = push_source(push_feed(url, **options), opener, key=key)
    async with aclosing(source.deliveries()) as deliveries:
        yield _Heard(deliveries)
    await opener.aclose()


async def _open(heard: _Heard, twin: Twin, lines: int = 1) -> None:
    await heard.state(SourceState.OK)
    await until(lambda: len(twin.opened) >= lines)


@pytest.mark.parametrize(
    ("status", "media", "said"),
    [
        (401, "text/event-stream", "(401)"),
        (200, "text/html", "text/html: a login page?, expected text/event-stream"),
        (204, "text/event-stream", "204"),
        (500, "text/event-stream", "500"),
    ],
)
async def test_an_answer_that_is_no_line(
    events: EventTwin, status: int, media: str, said: str
) -> None:
    events.status, events.media = status, media
    async with _listening(events.url) as heard:
        told = await heard.state(SourceState.FAILED)
    assert said in told.health.errors[0]


async def test_a_refused_socket_waits_long(sockets: SocketTwin) -> None:
    sockets.refused = 403
    async with _listening(sockets.url) as heard:
        told = await heard.state(SourceState.FAILED)
    assert "the key is refused (403)" in told.health.errors[0]
    assert told.health.next_try is not None
    assert (told.health.next_try - NOON).total_seconds() == 900


async def test_nobody_there(events: EventTwin) -> None:
    async with _listening("http://127.0.0.1:1/events") as heard:
        told = await heard.state(SourceState.FAILED)
    assert "no connection" in told.health.errors[0]


async def test_a_socket_is_told_what_is_wanted(sockets: SocketTwin) -> None:
    sockets.subscribed = True
    async with _listening(sockets.url, subscribe='{"on": "ORCL"}') as heard:
        await _open(heard, sockets)
    assert sockets.heard == ['{"on": "ORCL"}']


@pytest.mark.parametrize("key_name", ["", "header:X-Key", "query:token"])
async def test_the_key_is_sent_and_never_told(events: EventTwin, key_name: str) -> None:
    async with _listening(events.url, key="canary7", key_name=key_name) as heard:
        await _open(heard, events)
        events.say(b"data: canary7\n\n")
        events.cut()
        await heard.state(SourceState.FAILED)
    sent = json.dumps([dict(each) for each in events.opened]) + str(events.paths)
    assert "canary7" in sent
    assert "canary7" not in repr(heard.all)


def test_a_mapping_that_cannot_work_is_refused_at_once() -> None:
    with pytest.raises(SourceError):
        push_source(push_feed("http://127.0.0.1:1", rows="a["), PlainOpener())
