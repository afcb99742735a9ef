"""Asking over HTTP on behalf of one feed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

import httpx

from overhang.sources.concealing import conceal
from overhang.sources.faults import as_fetch_error
from overhang.sources.fetching import (
    CAP,
    HEADERS,
    Answer,
    FetchError,
    Question,
    Validators,
    fetch,
    opened,
    public,
)
from overhang.sources.web.bucket import DEADLINE, UNCOUNTED, Budget
from overhang.sources.web.cache import Cache
from overhang.sources.web.leases import Leases
from overhang.sources.web.memory import Memory
from overhang.sources.web.page import Page
from overhang.sources.web.reach import Reach
from overhang.sources.web.retry import retried
from overhang.sources.web.shared import Shared

_NONE: Mapping[str, str] = MappingProxyType({})


class Web:
    """One feed's way to ask; every fault is a `FetchError` in plain words."""

    def __init__(
        self, shared: Shared, reach: Reach, key: Callable[[], str] = str
    ) -> None:
        """Make ready; nothing is opened before something is asked.

        Args:
            shared: What all feeds share.
            reach: How this one goes about it.
            key: Tells what the feed sends by itself and nothing may show.
        """
        self._shared = shared
        self._reach = reach
        self._key = key
        self._leases = Leases(lambda: shared.client(reach))
        self._memory = Memory(self._cache)
        self._hosts: set[str] = set()
        self.answers = 0
        """Pages that came, or still stand, since the start: the key was taken."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] = _NONE,
        headers: Mapping[str, str] = _NONE,
        accept: str = HEADERS["Accept"],
        cap: int = CAP,
    ) -> Page:
        """Ask an address, within the deadline.

        Args:
            url: Where; the feed's secrets join it below all that shows or keeps it.
            params: Joined to its query.
            headers: Sent beside our own.
            accept: The media types that can be read.
            cap: Bytes of the body at most, unpacked.

        Raises:
            FetchError: There is no answer that can be used.
        """
        question = self._question(url, params, {**headers, "Accept": accept}, cap)
        name = self._name(question)
        kept = await self._memory.find(name)
        try:
            answer = await self._ask(question, kept.validators if kept else None)
        except Exception as error:
            raise self._told(error, question.url) from None
        self.answers += 1
        return await self._memory.page(name, answer, kept)

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        params: Mapping[str, str] = _NONE,
        headers: Mapping[str, str] = _NONE,
        accept: str = "text/event-stream",
    ) -> AsyncGenerator[httpx.Response, None]:
        """Open an answer that goes on for ever; its head must come in time.

        How long the body may be silent is for the reader to say. What breaks the body
        off is an `httpx.HTTPError`.

        Raises:
            FetchError: There is no answer that can be used.
        """
        # Unpacked by no one: what comes is what is read.
        sent = {**headers, "Accept": accept, "Accept-Encoding": "identity"}
        question = self._question(url, params, sent, CAP)
        is_open = False
        try:
            async with self._leases.client() as client:
                response = await self._opened(client, question)
                is_open = True
                try:
                    yield response
                finally:
                    await response.aclose()
        except Exception as error:
            if is_open:
                raise
            raise self._told(error, question.url) from None

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[httpx.AsyncClient, None]:
        """Use the feed's client for what speaks in other ways, such as a WebSocket.

        It has all the layers; redirects are not followed.
        """
        async with self._leases.client() as client:
            yield client

    @property
    def budget(self) -> Budget:
        """What may still be asked of the host that has the least left."""
        found = [self._shared.buckets.budget(host) for host in self._hosts]
        counted = [each for each in found if each.left is not None]
        return min(counted, default=UNCOUNTED)

    @property
    def remark(self) -> str:
        """What a reader should know of the way itself; empty: nothing."""
        folder = self._reach.cache
        return self._shared.remark(folder) if folder else ""

    def conceal(self, text: str) -> str:
        """Return a text in which none of the feed's secrets stands."""
        return conceal(self._reach.secrets.conceal(text), (self._key(),))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._leases.aclose()

    async def _cache(self) -> Cache | None:
        folder = self._reach.cache
        return await self._shared.cache(folder) if folder else None

    def _question(
        self, url: str, params: Mapping[str, str], headers: Mapping[str, str], cap: int
    ) -> Question:
        address = _address(url, params)
        self._hosts.add(address.netloc.decode("ascii"))
        secrets = self._reach.secrets
        return Question(
            address,
            "",
            cap,
            headers,
            key=any(secrets),
            thing="page",
            hidden=frozenset(secrets.params),
        )

    def _name(self, question: Question) -> str:
        """Return a digest that tells this question, under this key, from all others."""
        secrets = self._reach.secrets
        parts = [str(question.url)]
        for sent in (question.headers, secrets.headers, secrets.params):
            parts.append(repr(sorted(sent.items())))
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=24).hexdigest()

    async def _ask(self, question: Question, known: Validators | None) -> Answer | None:
        """Put the question, again where that helps, within the deadline."""
        had: list[Exception] = []
        try:
            async with (
                self._leases.client() as client,
                asyncio.timeout(self._reach.timeout) as deadline,
            ):
                timed = question._replace(extensions={DEADLINE: deadline})
                return await retried(
                    lambda: fetch(client, timed, known or Validators()),
                    self._shared.rng,
                    had.append,
                )
        except TimeoutError:
            # What the host did says more than that there was no time for more of it.
            if had:
                raise had[-1] from None
            raise

    async def _opened(
        self, client: httpx.AsyncClient, question: Question
    ) -> httpx.Response:
        """Open a stream, its head within the deadline."""
        limit = self._reach.timeout
        async with asyncio.timeout(limit) as deadline:
            endless = httpx.Timeout(limit, read=None).as_dict()
            extensions = {DEADLINE: deadline, "timeout": endless}
            timed = question._replace(extensions=extensions)
            return await opened(client, timed, Validators())

    def _told(self, error: Exception, url: httpx.URL) -> FetchError:
        """Return a fault with its address, and without secrets."""
        fault = as_fetch_error(error, self._reach.timeout)
        message = self.conceal(f"{public(url)}: {fault}")
        return FetchError(message, fault.wait, fault.retry_after, fault.status)


def _address(url: str, params: Mapping[str, str]) -> httpx.URL:
    """Return a whole address.

    Raises:
        FetchError: It is none.
    """
    try:
        address = httpx.URL(url)
        if params:
            address = address.copy_merge_params(dict(params))
    except (httpx.InvalidURL, ValueError):
        raise FetchError("not an address that can be asked") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise FetchError("expected an http or https address")
    return address
