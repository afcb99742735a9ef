"""Hosts that push whatever comes to them: the line ends in words, or goes on."""

from __future__ import annotations

import asyncio
import json
import struct
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from random import Random

import httpcore
import httpx
import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.fetching import FetchError
from overhang.sources.mapped import lines
from overhang.sources.mapped.lines import SocketLine
from overhang.sources.mapped.push import PushSource
from overhang.sources.web.reach import Reach
from overhang.sources.web.web import Web
from support.feeds import NOON, UNIVERSE, push_feed, tick
from support.listening import Heard
from support.waiting import awake, until
from support.webs import shared
from support.wire import Script, asked, frame, shaken, wire

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream%s\r\n\r\n"
PRICE = json.dumps(tick("ORCL", 7)).encode()
STALL = 0.5
"""Seconds of processor that a host may keep everybody else waiting."""


@asynccontextmanager
async def line(
    script: Script, scheme: str = "http", silence: float = 30
) -> AsyncIterator[Heard]:
    """Listen to a host through all that a feed asks through."""
    process = shared()
    async with wire(script) as host:
        source = PushSource(
            push_feed(f"{scheme}://{host}/line", silence=silence),
            key=lambda: "canary7",
            web=Web(process, Reach(private=True, timeout=2)),
            universe=lambda: UNIVERSE,
            clock=lambda: NOON,
            rng=Random(1),
        )
        async with aclosing(source.deliveries()) as deliveries:
            yield Heard(deliveries)
    await process.aclose()


def telling(*pieces: bytes, head: bytes = b"", gap: float = 0.0) -> Script:
    """Return a host of events that sends pieces one by one, then stays."""

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await asked(reader)
        writer.write(HEAD % head)
        for each in pieces:
            writer.write(each)
            await writer.drain()
            await asyncio.sleep(gap)
        await reader.read()

    return script


def sending(*frames: bytes) -> Script:
    """Return a WebSocket host that sends frames, then stays."""

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await shaken(reader, writer)
        writer.write(b"".join(frames))
        await writer.drain()
        await reader.read()

    return script


@pytest.mark.parametrize(
    ("pieces", "head"),
    [
        # A host that writes line by line is not cut for what it said in all.
        ([b": " + b"x" * 2**16 + b"\r\n", b"\r\n"] * 24, b""),
        ([b"\xef\xbb\xbf"], b""),
        ([b"retry: " + b"9" * 400 + b"\n\n"], b""),
        ([b"retry: -" + b"9" * 400 + b"\n\n"], b""),
        ([b"retry: 0\n\n", b"id\nid:\n\n", b"id: a\0b\n\n", b"\r\r\r\r"], b""),
        ([b"event: \xff\xfe\n", b"\x1b]52;c;x\x07\n\n"], b""),
        ([], b"; charset=zlib"),
        ([], b"; charset=utf-16"),
    ],
)
async def test_odd_events_do_not_end_the_line(
    pieces: Sequence[bytes], head: bytes
) -> None:
    script = telling(*pieces, b"data: " + PRICE + b"\n\n", head=head, gap=0.002)
    async with line(script) as heard:
        await heard.priced(ORCL=7)
    assert all(each.health.state is not SourceState.FAILED for each in heard.all)


async def test_rows_by_the_hundred_thousand_hold_nobody_up() -> None:
    many = b"data: [" + b"{}," * 300_000 + b"{}]\n\n"
    script = telling(many, b"data: " + PRICE + b"\n\n")
    async with line(script) as heard, awake() as worst:
        await heard.priced(ORCL=7)
    assert any("rows in a message" in str(each.health.errors) for each in heard.all)
    assert worst[0] < STALL


@pytest.mark.parametrize("name", ["é", "\x01", "x" * 10_000])
async def test_an_id_that_cannot_be_sent_back_is_not(name: str) -> None:
    known: list[str | None] = []

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        known.append((await asked(reader)).get("last-event-id"))
        said = b"id: " + name.encode() + b"\ndata: " + PRICE + b"\n\n"
        writer.write(HEAD % b"" + said)
        await writer.drain()
        if len(known) > 1:
            await reader.read()

    async with line(script) as heard:
        await heard.state(SourceState.FAILED)
        await heard.state(SourceState.OK)
    assert known == [None, None]


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ([struct.pack("!BBQ", 0x81, 127, 2**62), b"x" * 2**21], "of more than"),
        (
            [frame(2, end=False), *[frame(0, b"x", end=False)] * 2**13, frame(8)],
            "ended",
        ),
        ([frame(9, b"x" * 125)] * 9000, "of more than"),
        ([frame(1, PRICE, flags=0x40)], "no WebSocket any more"),
        ([bytes([0x81, 0x84]) + b"maskabcd"], "no WebSocket any more"),
        ([frame(3)], "no WebSocket any more"),
        ([frame(0, b"x")], "no WebSocket any more"),
        ([frame(9, b"x" * 126)], "no WebSocket any more"),
        ([frame(9, end=False)], "no WebSocket any more"),
        ([frame(1, b"\xff\xfe")], "no WebSocket any more"),
        ([frame(8)], "ended the line"),
        ([frame(8, struct.pack("!H", 1000))], "ended the line (1000)"),
        ([frame(8, struct.pack("!H", 4999) + b"\x1b[31m")], "ended the line (4999"),
        ([frame(8, b"\x01")], "no WebSocket any more"),
        ([frame(8, struct.pack("!H", 1005))], "no WebSocket any more"),
        ([frame(8, struct.pack("!H", 1000) + b"\xff")], "no WebSocket any more"),
    ],
)
async def test_a_socket_that_breaks_the_rules_is_left_in_words(
    frames: Sequence[bytes], words: str
) -> None:
    async with line(sending(*frames), "ws") as heard, awake() as worst:
        told = await heard.state(SourceState.FAILED)
    assert words in told.health.errors[0]
    assert told.health.errors[0].isprintable()
    assert worst[0] < STALL


async def test_a_socket_that_answers_no_ping_is_dialled_anew() -> None:
    dialled: list[float] = []

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await shaken(reader, writer)
        dialled.append(time.monotonic())
        await reader.read()

    async with line(script, "ws", silence=0.4) as heard:
        await heard.state(SourceState.OK)
        await until(lambda: len(dialled) > 1)


async def test_a_socket_that_never_reads_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_WRITE", 0.05)
    response = httpx.Response(101, extensions={"network_stream": Full()})
    socket = SocketLine(response, lambda: None, subscribe="{}", ping=30)
    async with asyncio.timeout(2):
        with pytest.raises(FetchError, match="takes no answers"):
            await socket.read(lambda _: None)


class Full:
    """A connection with no room for another byte."""

    async def read(self, _: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        await asyncio.Event().wait()
        return b""

    async def write(self, _: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        try:
            await asyncio.wait_for(asyncio.Event().wait(), timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error

    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize("place", ["/elsewhere", "//evil.example/", "javascript:x"])
async def test_a_redirected_socket_is_not_followed(place: str) -> None:
    paths: list[dict[str, str]] = []

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        paths.append(await asked(reader))
        there = f"Location: {place}\r\nContent-Length: 0\r\n\r\n"
        writer.write(b"HTTP/1.1 302 Found\r\n" + there.encode())
        await writer.drain()

    async with line(script, "ws") as heard:
        told = await heard.state(SourceState.FAILED)
    assert "redirected" in told.health.errors[0] or "302" in told.health.errors[0]
    assert len(paths) == 1
    assert told.health.next_try is not None
