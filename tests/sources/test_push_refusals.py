"""Lines that are refused, keys, and mappings that cannot work."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.base import SourceError
from overhang.sources.mapped import connection
from overhang.sources.refusal import STOPPED
from support.feeds import NOON, PlainOpener, push_feed, push_source
from support.listening import listening, opened
from support.twins.push import EventTwin, SocketTwin
from support.waiting import until


@pytest.fixture
def events() -> Iterator[EventTwin]:
    with EventTwin() as running:
        yield running


@pytest.fixture
def sockets() -> Iterator[SocketTwin]:
    with SocketTwin() as running:
        yield running


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
    async with listening(events.url) as heard:
        told = await heard.state(SourceState.FAILED)
    assert said in told.health.errors[0]


async def test_a_refused_socket_is_not_dialled_again(sockets: SocketTwin) -> None:
    sockets.refused = 403
    async with listening(sockets.url) as heard:
        told = await heard.state(SourceState.FAILED)
    assert "the key is refused (403)" in told.health.errors[0]
    assert told.health.errors[1] == STOPPED
    assert told.health.next_try is None


async def test_a_page_instead_of_a_line_is_looked_at_again_much_later(
    events: EventTwin,
) -> None:
    events.media = "text/html"
    async with listening(events.url) as heard:
        told = await heard.state(SourceState.FAILED)
    assert told.health.next_try is not None
    assert (told.health.next_try - NOON).total_seconds() == 900


async def test_a_refused_line_is_dialled_with_another_key(
    events: EventTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_LOOK", 0.01)
    events.status = 401
    keys, looks = ["old"], 0

    def read() -> str:
        nonlocal looks
        looks += 1
        return keys[-1]

    async with listening(events.url, key=read) as heard:
        await heard.state(SourceState.FAILED)
        await until(lambda: looks > 9)
        dialled = len(events.paths)
        events.status = 200
        keys.append("new")
        await opened(heard, events)
    assert dialled == 1


async def test_nobody_there(events: EventTwin) -> None:
    async with listening("http://127.0.0.1:1/events") as heard:
        told = await heard.state(SourceState.FAILED)
    assert "no connection" in told.health.errors[0]


async def test_a_socket_is_told_what_is_wanted(sockets: SocketTwin) -> None:
    sockets.subscribed = True
    async with listening(sockets.url, subscribe='{"on": "ORCL"}') as heard:
        await opened(heard, sockets)
    assert sockets.heard == ['{"on": "ORCL"}']


@pytest.mark.parametrize("key_name", ["", "header:X-Key", "query:token"])
async def test_the_key_is_sent_and_never_told(events: EventTwin, key_name: str) -> None:
    async with listening(events.url, key="canary7", key_name=key_name) as heard:
        await opened(heard, events)
        events.say(b"data: canary7\n\n")
        events.cut()
        await heard.state(SourceState.FAILED)
    sent = json.dumps([dict(each) for each in events.opened]) + str(events.paths)
    assert "canary7" in sent
    assert "canary7" not in repr(heard.all)


def test_a_mapping_that_cannot_work_is_refused_at_once() -> None:
    with pytest.raises(SourceError):
        push_source(push_feed("http://127.0.0.1:1", rows="a["), PlainOpener())
