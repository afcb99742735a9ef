"""The two kinds of line that push: server-sent events and WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol, cast

import httpx

from overhang.core.safe_text import safe_text
from overhang.sources.cells import shown
from overhang.sources.fetching import FetchError, Wait

if TYPE_CHECKING:
    from httpcore import AsyncNetworkStream
    from httpx_ws import AsyncWebSocketSession

Take = Callable[[str | bytes], None]
"""Takes one message, at once."""

CAP = 2**20
"""Bytes of one message at most."""
EVENT_STREAM = "text/event-stream"
_CHUNK = 2**12
"""Bytes of a socket that are read at once: of the smallest frames some thousand, which
is as many as may be taken apart before others have their turn."""
_BROKEN = frozenset({1002, 1007})
"""Close codes by which the library says that it cannot read on."""
_WRITE = 5.0
"""Seconds in which the other side must take an answer."""
_LONGEST_ID = 1000
_LONGEST_RETRY = 10**6
"""Milliseconds; more is never waited."""
_BREATH = 0.01
"""Seconds that a socket gathers before it is read again."""
_BLANKS = (b"\n\n", b"\n\r\n", b"\r\r")
_LONGEST_BLANK = max(map(len, _BLANKS))


class Opener(Protocol):
    """What opens a line: the client that every feed asks with."""

    def client(self) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        """Lend the client itself, for a line that is no answer."""
        ...

    def stream(
        self,
        url: str,
        *,
        params: Mapping[str, str] = {},
        headers: Mapping[str, str] = {},
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """Ask, and give the answer as soon as its head is there."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


class EventLine:
    """Server-sent events.

    Args:
        response: An answer whose head is there.
        heard: Called at each sign of life, comments too.
        last_id: The id of the last event of the line before.
    """

    def __init__(
        self, response: httpx.Response, heard: Callable[[], None], last_id: str = ""
    ) -> None:
        self._response = response
        self._heard = heard
        self.last_id = last_id
        """The id of the last event, to go on from after a break."""
        self.retry: float | None = None
        """Seconds that the other side asks to wait before the next line."""

    async def read(self, take: Take) -> None:
        """Hand on the data of each event until the line ends.

        Raises:
            FetchError: What came cannot be events.
            httpx.HTTPError: The network failed.
        """
        from httpx_sse import EventSource

        response = self._response
        media = response.headers.get("content-type", "").partition(";")[0].strip()
        if media.lower() != EVENT_STREAM:
            login = ": a login page?" if media == "text/html" else ""
            said = f"{shown(media) or 'no content type'}{login}"
            raise FetchError(f"{said}, expected {EVENT_STREAM}", Wait.UNFIT)
        if response.headers.get("content-encoding", "identity") != "identity":
            # Unpacking has no bound, and nobody packs a line of small events.
            raise FetchError("packed events, expected plain text", Wait.UNFIT)
        # As events always are, whatever the head calls them.
        response.encoding = "utf-8-sig"
        stream = cast(httpx.AsyncByteStream, response.stream)
        response.stream = _Counted(stream, self._heard)
        async for event in EventSource(response).aiter_sse():
            self.last_id = _echo(event.id)
            if event.retry is not None:
                self.retry = min(max(event.retry, 0), _LONGEST_RETRY) / 1000
            if event.data:
                take(event.data)


def _echo(name: str) -> str:
    """Return an id that may be sent back in a head; empty: it may not."""
    sound = name.isascii() and name.isprintable() and len(name) <= _LONGEST_ID
    return name if sound else ""


class _Counted(httpx.AsyncByteStream):
    """A body that counts what comes between two blank lines."""

    def __init__(self, stream: httpx.AsyncByteStream, heard: Callable[[], None]):
        self._stream = stream
        self._heard = heard

    async def __aiter__(self) -> AsyncIterator[bytes]:
        since, tail = 0, b""
        async for chunk in self._stream:
            self._heard()
            # A blank line may come in two pieces.
            seen = tail + chunk
            tail = seen[-_LONGEST_BLANK:]
            end = max(seen.rfind(blank) for blank in _BLANKS)
            since = since + len(chunk) if end < 0 else len(seen) - end
            if since > CAP:
                raise FetchError(f"an event of more than {CAP} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class SocketLine:
    """A WebSocket.

    Args:
        response: The answer that switched protocols.
        heard: Called at each sign of life, answers to pings too.
        subscribe: What is said first; empty: nothing.
        ping: Seconds between pings.
    """

    def __init__(
        self,
        response: httpx.Response,
        heard: Callable[[], None],
        *,
        subscribe: str,
        ping: float,
    ) -> None:
        self._response = response
        self._heard = heard
        self._subscribe = subscribe
        self._ping = ping

    async def read(self, take: Take) -> None:
        """Hand on messages, text or binary, until the line ends.

        Raises:
            FetchError: Why it ended.
        """
        from httpx_ws import AsyncWebSocketSession

        response = self._response
        if response.status_code != httpx.codes.SWITCHING_PROTOCOLS:
            said = f"status {response.status_code}, expected a WebSocket (101)"
            raise FetchError(said, Wait.UNFIT)
        stream = _CountedStream(response.extensions["network_stream"], self._heard)
        session = AsyncWebSocketSession(
            cast("AsyncNetworkStream", stream),
            max_message_size_bytes=_CHUNK,
            keepalive_ping_interval_seconds=self._ping,
            keepalive_ping_timeout_seconds=self._ping,
            response=response,
        )
        reasons: list[str] = []
        try:
            async with session:
                await self._pass_on(session, stream, take)
        except* Exception as group:
            reasons += [_reason(each) for each in _leaves(group)]
        raise FetchError(next(filter(None, reasons), "the other side ended the line"))

    async def _pass_on(
        self, session: AsyncWebSocketSession, stream: _CountedStream, take: Take
    ) -> None:
        from wsproto.events import Message

        if self._subscribe:
            await session.send_text(self._subscribe)
        while True:
            event = await session.receive()
            stream.since = 0
            if isinstance(event, Message):
                take(event.data)


class _CountedStream:
    """A connection that counts what comes between two messages."""

    def __init__(self, stream: AsyncNetworkStream, heard: Callable[[], None]) -> None:
        self._stream = stream
        self._heard = heard
        self.since = 0
        """Bytes since the last whole message."""

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as the library calls it
    ) -> bytes:
        """Read on, unless no message ever ends."""
        data = await self._stream.read(max_bytes, timeout)
        if len(data) < max_bytes // 2:
            # One read for what comes meanwhile costs a tenth of a read for each
            # message of a busy line, and nobody sees a window end this much later.
            await asyncio.sleep(_BREATH)
        self._heard()
        self.since += len(data)
        if self.since > CAP + _CHUNK:
            raise FetchError(f"a message of more than {CAP} bytes")
        return data

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - as the library calls it
    ) -> None:
        """Send; a line's end is sent under a shield, so without a limit for ever."""
        from httpcore import WriteTimeout

        try:
            await self._stream.write(buffer, timeout or _WRITE)
        except WriteTimeout:
            raise FetchError("the other side takes no answers") from None

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._stream.aclose()


def _leaves(group: BaseExceptionGroup[Exception]) -> Iterator[BaseException]:
    """Yield what a group holds, however deep."""
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        else:
            yield each


def _reason(error: BaseException) -> str:
    """Say why a line ended."""
    from httpx_ws import WebSocketDisconnect, WebSocketNetworkError
    from wsproto.utilities import ProtocolError

    match error:
        case FetchError():
            return str(error)
        case WebSocketDisconnect() if error.code in _BROKEN:
            return f"no WebSocket any more ({safe_text(error.reason, 60)})"
        case WebSocketDisconnect():
            why = f"{error.code} {safe_text(error.reason, 60)}".strip()
            return f"the other side ended the line ({why})"
        case WebSocketNetworkError():
            return "the connection broke"
        case ProtocolError():
            return f"no WebSocket any more ({safe_text(str(error), 60)})"
        case _:
            return f"{type(error).__name__}: {safe_text(str(error), 60)}"
