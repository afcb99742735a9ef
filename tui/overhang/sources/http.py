"""Tables from an HTTP endpoint: `GET BASE/closes`, JSON or CSV by content type."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime
from random import Random

import httpx

from overhang.sources.base import Delivery
from overhang.sources.fetching import CAP, Question, origin
from overhang.sources.hushed import hush
from overhang.sources.pacing import Pace
from overhang.sources.polling import Poll

DEADLINE = 10.0
"""Seconds for one whole answer, redirects and body included."""


class HttpSource:
    """Tables of one endpoint, each asked in its own rhythm over its own connection.

    So one that hangs, lies or is refused never holds up another. A body with
    too many faults is refused whole; the last good rows stay with whoever took them.
    """

    def __init__(
        self,
        base: str | Mapping[str, str],
        tables: Sequence[str],
        *,
        clock: Callable[[], datetime],
        rng: Random,
        client: Callable[[], httpx.AsyncClient],
        token: str = "",
        read_token: Callable[[], str | None] | None = None,
        every: float | Mapping[str, float] = 60.0,
        pace: Pace | None = None,
        deadline: float = DEADLINE,
        cap: int = CAP,
    ) -> None:
        """Make ready to ask; nothing is asked before `deliveries` is iterated.

        Args:
            base: The address that tables stand under, or each table's own address.
            tables: The tables to deliver.
            clock: Tells the time, in UTC.
            rng: Draws the jitter.
            client: Makes an HTTP client; see `clients`.
            token: Sent as a bearer token to the origin of the addresses.
            read_token: Reads it anew after it was refused; none: it never changes.
            every: Seconds between questions, for all tables or by table (60 for those
                not named).
            pace: How failures are spaced; its `every` is replaced by `every`.
            deadline: Seconds for one whole answer.
            cap: Bytes of one body at most, after unpacking.

        Raises:
            ValueError: An address is no http or https address, an interval is not
                positive, or one token would go to several origins.
        """
        urls = {table: _address(base, table) for table in tables}
        if token and len({origin(url) for url in urls.values()}) > 1:
            raise ValueError("one token, several hosts: give each host its own source")
        self._tables = tuple(tables)
        self._polls = {
            table: Poll(
                table,
                Question(url, token, cap),
                client=client,
                clock=clock,
                rng=rng,
                pace=(pace or Pace())._replace(every=_interval(every, table)),
                deadline=deadline,
                token=read_token or (lambda: token),
            )
            for table, url in urls.items()
        }

    feed = ""

    @property
    def tables(self) -> Sequence[str]:
        """The tables this source is responsible for."""
        return self._tables

    def refresh(self) -> None:
        """Ask for every table now, but for those whose endpoint said when to."""
        for poll in self._polls.values():
            poll.wake()

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Yield every table as waiting, then one delivery for each question asked."""
        for poll in self._polls.values():
            yield poll.waiting()
        # Bounded: an endpoint is not asked faster than its answers are taken.
        answers: asyncio.Queue[Delivery] = asyncio.Queue(max(len(self._polls), 1))
        polls = [
            asyncio.create_task(poll.run(answers.put)) for poll in self._polls.values()
        ]
        try:
            while True:
                yield await answers.get()
        finally:
            for each in polls:
                each.cancel()
            await asyncio.gather(*polls, return_exceptions=True)


def clients(*, trust_env: bool = True) -> Callable[[], httpx.AsyncClient]:
    """Return a maker of HTTP clients that share one TLS context.

    Args:
        trust_env: Whether proxies and certificates named in the environment
            (`HTTPS_PROXY`, `SSL_CERT_FILE`) are used.
    """
    hush()
    context = httpx.create_ssl_context(trust_env=trust_env)

    def make() -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=context,
            trust_env=trust_env,
            timeout=httpx.Timeout(DEADLINE, connect=5.0),
            limits=httpx.Limits(max_connections=2),
        )

    return make


def _address(base: str | Mapping[str, str], table: str) -> httpx.URL:
    """Return where a table is asked for."""
    text = base[table] if isinstance(base, Mapping) else f"{base.rstrip('/')}/{table}"
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"{table}: not an address: {error}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{table}: expected an http or https address")
    return url


def _interval(every: float | Mapping[str, float], table: str) -> float:
    """Return a table's seconds between questions."""
    if isinstance(every, Mapping):
        every = every.get(table, Pace().every)
    if not every > 0:
        raise ValueError(f"{table}: expected an interval of more than 0 seconds")
    return every
