"""Taking a body as it comes, however much it claims to unpack to."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

VALUES = 1_000_000
"""Values in one body at most: `[[],[],` unpacks to forty times its bytes in memory."""
_GZIP = 16 + zlib.MAX_WBITS
_STEP = 2**16
"""Bytes that are unpacked at once."""
_BETWEEN = (b",", b"[", b"{")
"""One of these stands before each value, in JSON and CSV alike."""


class BodyError(Exception):
    """A body that is too large or broken; the message says which."""


async def collect(chunks: AsyncIterator[bytes], coding: str, cap: int) -> bytes:
    """Return a whole body, unpacked.

    Args:
        chunks: The body as it came over the wire.
        coding: The `Content-Encoding`: none, `identity` or `gzip`, once.
        cap: Bytes at most, counted after unpacking.

    Raises:
        BodyError: It is larger, packed some other way, or its packing is broken; or it
            holds so many values that they would be larger by far than it is.
    """
    if coding not in ("", "identity", "gzip"):
        raise BodyError(f"packed as {coding!r}, expected gzip or nothing")
    body = bytearray()
    unpacker = zlib.decompressobj(_GZIP) if coding == "gzip" else None
    async for chunk in chunks:
        # A step past the cap is enough to know, and no bomb goes off.
        for piece in _unpacked(unpacker, chunk):
            body += piece
            if len(body) > cap:
                raise BodyError(f"more than {cap} bytes")
    if unpacker is not None and not unpacker.eof:
        raise BodyError("gzip that breaks off")
    if unpacker is not None and unpacker.unused_data:
        raise BodyError("gzip with more behind its end")
    if sum(map(body.count, _BETWEEN)) > VALUES:
        raise BodyError(f"more than {VALUES:,} values")
    return bytes(body)


def _unpacked(unpacker: zlib._Decompress | None, chunk: bytes) -> Iterator[bytes]:
    """Unpack what came, step by step."""
    if unpacker is None:
        yield chunk
        return
    while chunk:
        try:
            yield unpacker.decompress(chunk, _STEP)
        except zlib.error:
            raise BodyError("broken gzip") from None
        chunk = unpacker.unconsumed_tail
