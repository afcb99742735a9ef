"""Keeping one line open: dialling, listening, and dialling again."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from overhang.config.feeds import FeedSettings, PushOptions
from overhang.core.snapshot import SourceState
from overhang.sources.faults import as_fetch_error
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.mapped.keys import carried, without
from overhang.sources.mapped.lines import (
    EVENT_STREAM,
    EventLine,
    Opener,
    SocketLine,
    Take,
)
from overhang.sources.pacing import Pace, backoff, retry_after
from overhang.sources.refusal import STOPPED, until_mended

_STEADY = 30.0
"""Seconds after which a line that breaks was a good one: the waits begin anew."""
_LOOK = 60.0
"""Seconds between two looks for another key than a refused one."""
_SCHEMES = {"ws": "http", "wss": "https"}


class _SilenceError(FetchError):
    """A line that stood, on which nothing was said for too long."""


class Status(NamedTuple):
    """How the line is."""

    state: SourceState
    error: str = ""
    stopped: str = ""
    """Why the line is not dialled again by itself; empty: it is."""
    next_try: datetime | None = None


class Connection:
    """Dials for ever, each time after a longer wait while it fails.

    Args:
        feed: Its settings; its options are `PushOptions`.
        key: Reads its key, for each line anew.
        web: Opens lines.
        clock: Tells the time, UTC.
        rng: Draws the jitter.
        take: Takes each message.
        tell: Is told whenever the line opens or ends.
    """

    def __init__(
        self,
        feed: FeedSettings,
        *,
        key: Callable[[], str],
        web: Opener,
        clock: Callable[[], datetime],
        rng: Random,
        take: Take,
        tell: Callable[[Status], None],
    ) -> None:
        assert isinstance(feed.options, PushOptions)
        self._options = feed.options
        self._timeout = feed.reach.timeout
        self._key = key
        self._web = web
        self._clock = clock
        self._rng = rng
        self._take = take
        self._tell = tell
        parts = urlsplit(feed.reach.url)
        self._is_socket = parts.scheme in _SCHEMES
        scheme = _SCHEMES.get(parts.scheme, parts.scheme)
        self._url = parts._replace(scheme=scheme).geturl()
        self._used = ""
        """The key that the last line was asked with."""
        self._last_id = ""
        self._asked = 0.0
        """Seconds that the other side asks to wait before the next line."""
        self._failures = 0
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Dial now, unless the other side said when to."""
        self._wake.set()

    async def run(self) -> None:
        """Dial, listen, wait, until cancelled."""
        pace = Pace()
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            error = await self._listen()
            self._wake.clear()
            if isinstance(error, _SilenceError):
                # A market may be shut: the line counts as dead when it cannot be had.
                continue
            # A line that stood for a while was no failure of the other side's.
            self._failures = 0 if loop.time() - began >= _STEADY else self._failures
            self._failures += 1
            if error.wait is Wait.REFUSED:
                self._tell(Status(SourceState.FAILED, str(error), STOPPED))
                await until_mended(self._wake, self._renewed, _LOOK)
                continue
            wait, held = self._wait(error, pace)
            due = self._clock() + timedelta(seconds=wait)
            self._tell(Status(SourceState.FAILED, str(error), next_try=due))
            if held:
                await asyncio.sleep(wait)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), wait)

    async def _renewed(self) -> bool:
        """Whether there is another key than the one that the last line was asked with.

        Raises:
            FetchError: None can be had now.
        """
        return await asyncio.to_thread(self._key) != self._used

    async def _listen(self) -> FetchError:
        """Open a line and read it to its end; return why it ended."""
        key = ""
        silence = False
        loop = asyncio.get_running_loop()
        try:
            # A keyring may wait for a person.
            self._used = key = await asyncio.to_thread(self._key)
            headers, params = carried(self._options.key_name, key)
            async with asyncio.timeout(self._timeout) as limit:
                asked = {**self._asking(), **headers}
                async with self._opening(params, asked) as response:
                    _check(response)

                    def heard() -> None:
                        limit.reschedule(loop.time() + self._options.silence)

                    silence = True
                    heard()
                    await self._read(response, heard)
        except FetchError as error:
            return FetchError(without(str(error), key), error.wait, error.retry_after)
        except TimeoutError:
            if silence:
                return _SilenceError(f"no word for {self._options.silence:g} s")
            return FetchError(f"no answer for {self._timeout:g} s")
        except Exception as error:
            # Whatever the network, the libraries or the key's place come up with: this
            # loop is all that keeps the line, so it goes on.
            told = as_fetch_error(error, self._timeout)
            return FetchError(without(str(told), key), told.wait, told.retry_after)
        return FetchError("the other side ended the line")

    @asynccontextmanager
    async def _opening(
        self, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> AsyncIterator[httpx.Response]:
        """Ask for a line."""
        if not self._is_socket:
            asked = self._web.stream(self._url, params=params, headers=headers)
            async with asked as response:
                yield response
            return
        async with (
            self._web.client() as client,
            client.stream(
                "GET",
                httpx.URL(self._url).copy_merge_params(dict(params)),
                headers=headers,
                timeout=httpx.Timeout(self._timeout, read=None),
                follow_redirects=False,
            ) as response,
        ):
            yield response

    async def _read(self, response: httpx.Response, heard: Callable[[], None]) -> None:
        """Read an open line."""
        self._tell(Status(SourceState.OK))
        if self._is_socket:
            line = SocketLine(
                response,
                heard,
                subscribe=self._options.subscribe,
                ping=self._options.silence / 2,
            )
            await line.read(self._take)
            return
        events = EventLine(response, heard, self._last_id)
        try:
            await events.read(self._take)
        finally:
            self._last_id = events.last_id
            self._asked = events.retry or 0.0

    def _asking(self) -> Mapping[str, str]:
        """Return the headers that open a line."""
        if self._is_socket:
            nonce = base64.b64encode(os.urandom(16)).decode()
            return {
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": nonce,
            }
        known = {"Last-Event-ID": self._last_id} if self._last_id else {}
        return {
            "Accept": EVENT_STREAM,
            "Accept-Encoding": "identity",
            "Cache-Control": "no-store",
            **known,
        }

    def _wait(self, error: FetchError, pace: Pace) -> tuple[float, bool]:
        """Return seconds until the next line, and whether nothing cuts them short."""
        if error.wait is Wait.UNFIT:
            return pace.longest, False
        if error.wait is Wait.ASKED and error.retry_after:
            asked = retry_after(error.retry_after, self._clock(), pace)
            if asked is not None:
                return asked, True
        drawn = backoff(self._failures, pace, self._rng)
        return max(drawn, min(self._asked, pace.ceiling)), False


def _check(response: httpx.Response) -> None:
    """Refuse an answer that is no open line."""
    status = response.status_code
    if status in (httpx.codes.OK, httpx.codes.SWITCHING_PROTOCOLS):
        return
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise FetchError(f"the key is refused ({status})", Wait.REFUSED)
    if status == httpx.codes.NO_CONTENT:
        raise FetchError("told not to come back (204)", Wait.REFUSED)
    asked = response.headers.get("retry-after", "")
    raise FetchError(f"HTTP {status}, expected an open line", Wait.ASKED, asked)
