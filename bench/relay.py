"""Doors on the loopback: one well-behaved host first, one hostile path from then on.

What goes through them is passed on byte for byte; a reset stays a reset. Since each
door is a host of its own, none suffers from what another one does.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
import time
from collections.abc import Collection, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from overhang.sources.pacing import Pace, retry_after

Told = TypeVar("Told")

_HEAD = 2**16
_CHUNK = 2**16
_SLACK = 0.05
"""Seconds between a client's clock and this one."""
_BUSY = re.compile(rb"HTTP/1\.1 (429|503) [^\n]*\n(.*?)\r\n\r\n", re.DOTALL)
_AFTER = re.compile(rb"^retry-after: *([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class Door:
    """One port, and how it was used since it turned hostile.

    Args:
        path: The hostile path that whoever comes is led to.
        known: Every path of the hostile server: a redirect among them is passed on.
    """

    def __init__(self, path: str, known: Collection[str]) -> None:
        self.path = path
        self.port = 0
        self.known = known
        self.asked = 0
        self.early = 0
        """Questions before the time that was asked for."""
        self.longest = 0.0
        """Seconds from a question to the end of its connection."""
        self.due = 0.0
        self.lines: set[asyncio.Task[None]] = set()

    def target(self, asked: bytes) -> bytes:
        """Return a request's target as the hostile server is to see it."""
        path, mark, query = asked.partition(b"?")
        if path.decode("latin-1") in self.known:
            return asked
        own, _, fixed = self.path.partition("?")
        more = "&".join(each for each in (fixed, query.decode("latin-1")) if each)
        return f"{own}?{more}".encode("latin-1") if more or mark else own.encode()


class Relay:
    """Leads every door to `good`; after `turn()` to `bad`.

    Args:
        good: The address of a host that answers as it should.
        bad: The address of the hostile server.

    with Relay(twin.url, hostile) as relay:
        door = relay.open("/429", known)
    """

    def __init__(self, good: str, bad: str) -> None:
        self._good, self._bad = _place(good), _place(bad)
        self._hostile = False
        self._doors: list[Door] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, path: str, known: Collection[str]) -> Door:
        """Open a door that will lead to a hostile path."""
        door = Door(path, known)
        door.port = self._call(self._listen(door))
        self._doors.append(door)
        return door

    def turn(self) -> None:
        """Lead everybody to the hostile server from now on; end what is open."""
        self._hostile = True
        self._call(self._end())

    async def _end(self) -> None:
        lines = [each for door in self._doors for each in door.lines]
        for each in lines:
            each.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    def _call(self, work: Coroutine[Any, Any, Told]) -> Told:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self, door: Door) -> int:
        async def met(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            line = asyncio.ensure_future(self._line(door, reader, writer))
            door.lines.add(line)
            line.add_done_callback(door.lines.discard)

        server = await asyncio.start_server(met, "127.0.0.1", 0, limit=_HEAD)
        return int(server.sockets[0].getsockname()[1])

    async def _line(
        self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        hostile, begun = self._hostile, 0.0
        back: asyncio.StreamWriter | None = None
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            begun = time.monotonic()
            if hostile:
                head = _led(door, head)
                door.asked += 1
                door.early += begun + _SLACK < door.due
            there, back = await asyncio.open_connection(
                *(self._bad if hostile else self._good)
            )
            back.write(head)
            down = asyncio.ensure_future(
                _down(door if hostile else None, there, writer)
            )
            up = asyncio.ensure_future(_up(reader, back))
            try:
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                if up.done() and not up.exception():
                    down.cancel()
                await down
            finally:
                up.cancel()
                down.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except OSError:
            _reset(writer)
        finally:
            if hostile and begun:
                door.longest = max(door.longest, time.monotonic() - begun)
            for each in (writer, back):
                if each is not None:
                    each.close()


async def _up(reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
    """Pass on what is asked until the client ends it; a second question too."""
    with suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            back.write(data)
            await back.drain()


async def _down(
    door: Door | None, there: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Pass on the answer until its end; note when it asks to be left alone."""
    first = True
    while data := await there.read(_CHUNK):
        if first and door is not None:
            _note(door, data)
        first = False
        writer.write(data)
        await writer.drain()


def _note(door: Door, answer: bytes) -> None:
    """Bear in mind until when a door may not be asked."""
    if not (busy := _BUSY.match(answer)):
        return
    pace = Pace()
    said = _AFTER.search(busy[2])
    if said is None and busy[1] == b"503":
        return
    header = said[1].decode("latin-1") if said else ""
    wait = retry_after(header, datetime.now(UTC), pace) or pace.floor
    door.due = time.monotonic() + wait


def _led(door: Door, head: bytes) -> bytes:
    """Return a request's head, for the door's path, on a connection that ends."""
    line, rest = head.split(b"\r\n", 1)
    method, target, version = line.split(b" ", 2)
    return b" ".join((method, door.target(target), version)) + b"\r\n" + rest


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 80


def _reset(writer: asyncio.StreamWriter) -> None:
    own = writer.get_extra_info("socket")
    with suppress(OSError):
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
