"""Hosts that answer whatever comes to them: each ends in words, and in time."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Iterable
from itertools import repeat
from random import Random

import psutil
import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.fetching import FetchError
from overhang.sources.http import HttpSource
from support.deliveries import following, utc
from support.waiting import awake, until
from support.webs import asking, near, shared
from support.wire import Script, asked, wire

TIMEOUT = 0.5
SLACK = 5.0
"""Seconds beyond its time that a busy machine may take; the benchmark holds it to 0.5.
"""
STALL = 0.5
"""Seconds of processor that a host may keep everybody else waiting."""
GROWTH = 100 * 2**20
BOMB = gzip.compress(bytes(64 * 2**20), 9)
MANY = gzip.compress(b"[" + b"{}," * 10**6 + b"{}]", 9)

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ZIPPED = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
STUCK = "no answer within 0.5 s"
BROKEN = "the connection broke"

HOSTS: dict[str, tuple[Iterable[bytes], str]] = {
    "says nothing": ([], STUCK),
    "head by drops": ((b"%c" % each for each in OK + b"X: " + b"y" * 10**6), STUCK),
    "body by drops": (
        [OK + b"Content-Length: 999\r\n\r\n", *repeat(b" ", 900)],
        STUCK,
    ),
    "half a body": ([OK + b"Content-Length: 9\r\n\r\n[1,"], STUCK),
    "chunks without end": ([CHUNKED, *repeat(b"1\r\n1\r\n", 10**4)], STUCK),
    "no last chunk": ([CHUNKED + b"2\r\n[]\r\n"], STUCK),
    "a chunk of terabytes": ([CHUNKED + b"fffffffffffff\r\n["], STUCK),
    "only interim answers": (repeat(b"HTTP/1.1 100 Continue\r\n\r\n", 10**5), STUCK),
    "early hints": (repeat(b"HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n", 10**5), STUCK),
    "length of an exabyte": (
        [OK + b"Content-Length: 1" + b"0" * 18 + b"\r\n\r\n["],
        "more than",
    ),
    "length below nothing": ([OK + b"Content-Length: -1\r\n\r\n[]"], BROKEN),
    "two lengths": (
        [OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n[]"],
        BROKEN,
    ),
    "no HTTP": ([b"I AM A TEAPOT\r\n\r\n"], BROKEN),
    "a head of megabytes": ([OK + b"X: " + b"y" * 2**22 + b"\r\n\r\n[]"], BROKEN),
    "heads without end": ([OK, *repeat(b"X: y\r\n" * 1000, 10**4)], BROKEN),
    "a NUL in a head": ([OK + b"X: a\0b\r\n\r\n[]"], BROKEN),
    "another protocol": (
        [b"HTTP/1.1 101 Go on\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
        BROKEN,
    ),
    "no content": ([b"HTTP/1.1 204 No\r\n\r\n[]"], "HTTP 204"),
    "part of it": ([b"HTTP/1.1 206 P\r\nContent-Length: 2\r\n\r\n[]"], "HTTP 206"),
    "a bomb": ([ZIPPED % (b"gzip", len(BOMB)) + BOMB], "more than"),
    "a bomb in a bomb": (
        [ZIPPED % (b"gzip, gzip", 999)],
        "packed as 'gzip, gzip', expected gzip or nothing",
    ),
    "unknown packing": ([ZIPPED % (b"zstd", 999)], "packed as 'zstd'"),
    "torn packing": ([ZIPPED % (b"gzip", 300) + BOMB[:300]], "gzip that breaks off"),
    "small and many": ([ZIPPED % (b"gzip", len(MANY)) + MANY], "more than"),
}


@pytest.mark.parametrize("name", HOSTS)
async def test_a_host_is_left_in_time_and_in_words(name: str) -> None:
    pieces, words = HOSTS[name]
    timeout = TIMEOUT if words == STUCK else 10
    process = psutil.Process()
    before = process.memory_info().rss
    async with (
        wire(_saying(pieces)) as host,
        awake() as worst,
        asking(near(timeout=timeout)) as web,
    ):
        begun = time.monotonic()
        with pytest.raises(FetchError) as caught:
            await web.get(f"http://{host}/a")
        took = time.monotonic() - begun
    assert words in str(caught.value)
    assert str(caught.value).isprintable()
    assert took < timeout + SLACK
    assert worst[0] < STALL
    assert process.memory_info().rss - before < GROWTH


async def test_a_host_that_hangs_holds_up_no_other_of_the_same_kind() -> None:
    process = shared()
    told: list[SourceState] = []
    async with wire(_saying([])) as mute, wire(_saying([OK, EMPTY])) as well:
        source = HttpSource(
            {"closes": f"http://{mute}/a", "ratings": f"http://{well}/a"},
            ("closes", "ratings"),
            clock=utc,
            rng=Random(1),
            client=process.clients(near(timeout=TIMEOUT)),
            every=0.05,
            deadline=TIMEOUT,
        )
        async with following(source) as stream:
            begun = time.monotonic()
            while SourceState.FAILED not in told:
                told.append((await stream.next()).health.state)
            took = time.monotonic() - begun
    assert took < TIMEOUT + SLACK
    assert told.count(SourceState.OK) > 1
    await process.aclose()


async def test_who_asks_to_be_left_alone_is_however_often_one_refreshes() -> None:
    times: list[float] = []

    async def busy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        times.append(time.monotonic())
        writer.write(
            b"HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
        )
        await writer.drain()

    process = shared()
    async with wire(busy) as host:
        source = HttpSource(
            {"closes": f"http://{host}/a"},
            ("closes",),
            clock=utc,
            rng=Random(1),
            client=process.clients(near()),
        )
        async with following(source) as stream:
            await stream.state(SourceState.FAILED)
            source.refresh()
            await until(lambda: len(times) > 1)
    assert times[1] - times[0] > 0.95
    await process.aclose()


EMPTY = b"Content-Length: 2\r\nConnection: close\r\n\r\n[]"


def _saying(pieces: Iterable[bytes]) -> Script:
    """Return a host that sends pieces, small ones slowly, and then stays."""

    async def script(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await asked(reader)
        for each in pieces:
            writer.write(each)
            await writer.drain()
            await asyncio.sleep(0.01 if len(each) == 1 else 0)
        await reader.read()

    return script
