"""Secrets that can be told from everything else, in whatever form they come out."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from pathlib import Path

MARK = "k4n4ryzq"
"""What every canary holds: letters and digits, which no encoding but a whole one
touches."""

LOGGERS = (
    "overhang", "httpx", "httpcore", "httpcore.connection", "httpcore.http11",
    "httpcore.http2", "httpcore.proxy", "httpcore.socks", "httpx_ws", "wsproto",
    "hpack", "hishel", "asyncio", "urllib3", "urllib3.connectionpool", "requests",
    "apprise", "keyring", "stamina", "concurrent.futures",
)  # fmt: skip
"""The logs of every library that a secret passes through."""


def canary(place: str) -> str:
    """Return a secret of one place; percent, JSON and shell each have to quote it."""
    return f"{MARK}{place}-%2B/'&=\"$"


def _whole() -> Iterable[bytes]:
    """Yield what stands where the mark was encoded with all that is around it."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + MARK.encode())
        # What shares a group with its neighbours is not the mark's own.
        yield re.escape(coded[-(-shift * 8 // 6) : len(coded) // 4 * 4 - 4])
    yield MARK.encode().hex().encode()
    yield "".join(f"%{each:02x}" for each in MARK.encode()).encode()
    yield re.escape(MARK.encode("utf-16-le"))
    yield MARK[::-1].encode()


_TRACES = re.compile(b"(?i:" + MARK.encode() + b")|" + b"|".join(_whole()))


def traces(data: bytes | str) -> list[str]:
    """Return every trace of a canary, each with what stands around it."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    return [
        repr(raw[max(found.start() - 60, 0) : found.end() + 40])
        for found in _TRACES.finditer(raw)
    ]


def traces_in(folder: Path) -> dict[str, list[str]]:
    """Return every trace in the files below a folder, by path; names count too."""
    found: dict[str, list[str]] = {}
    for each in sorted(folder.rglob("*")):
        inside = traces(each.read_bytes()) if each.is_file() else []
        if told := traces(str(each.relative_to(folder))) + inside:
            found[str(each.relative_to(folder))] = told
    return found
