"""Taking a body as it comes, however much it claims to unpack to."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

_GZIP = 16 + zlib.MAX_WBITS


class BodyError(Exception):
    """A body that is too large or broken; the message says which."""


async def collect(chunks: AsyncIterator[bytes], coding: str, cap: int) -> bytes:
    """Return a whole body, unpacked.

    Args:
        chunks: The body as it came over the wire.
        coding: The `Content-Encoding`: none, `identity` or `gzip`, once.
        cap: Bytes at most, counted after unpacking.

    Raises:
        BodyError: It is larger, packed some other way, or its packing is broken.
    """
    if coding not in ("", "identity", "gzip"):
        raise BodyError(f"packed as {coding!r}, expected gzip or nothing")
    body = bytearray()
    unpacker = zlib.decompressobj(_GZIP) if coding == "gzip" else None
    async for chunk in chunks:
        # One byte past the cap is enough to know, and no bomb goes off.
        body += _unpacked(unpacker, chunk, cap + 1 - len(body))
        if len(body) > cap:
            raise BodyError(f"more than {cap} bytes")
    if unpacker is not None and not unpacker.eof:
        raise BodyError("gzip that breaks off")
    if unpacker is not None and unpacker.unused_data:
        raise BodyError("gzip with more behind its end")
    return bytes(body)


def _unpacked(unpacker: zlib._Decompress | None, chunk: bytes, room: int) -> bytes:
    """Unpack one piece, to `room` bytes (>= 1) at most."""
    if unpacker is None:
        return chunk
    try:
        return unpacker.decompress(chunk, room)
    except zlib.error:
        raise BodyError("broken gzip") from None
