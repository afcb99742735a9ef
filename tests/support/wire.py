"""A loopback host that says exactly the bytes a test wants."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What one connection goes through, from its first byte; its end ends it."""

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@asynccontextmanager
async def wire(script: Script) -> AsyncIterator[str]:
    """Run a host until the block ends; give its `127.0.0.1:PORT`."""
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await script(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            running.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def asked(reader: asyncio.StreamReader) -> dict[str, str]:
    """Read a question; return its headers by lower-case name."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (each.partition(":") for each in lines[1:] if each)
    return {name.lower(): value.strip() for name, _, value in pairs}


async def shaken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Open a WebSocket."""
    key = (await asked(reader))["sec-websocket-key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def frame(opcode: int, data: bytes = b"", *, end: bool = True, flags: int = 0) -> bytes:
    """Return a frame as a server sends it.

    Args:
        opcode: 0 goes on, 1 text, 2 binary, 8 close, 9 ping, 10 pong.
        data: What is in it.
        end: Whether it is its message's last.
        flags: Bits of the first byte to set as well: 0x40 means packed.
    """
    head = bytes([opcode | (0x80 if end else 0) | flags])
    if len(data) < 126:
        return head + bytes([len(data)]) + data
    if len(data) < 2**16:
        return head + struct.pack("!BH", 126, len(data)) + data
    return head + struct.pack("!BQ", 127, len(data)) + data
