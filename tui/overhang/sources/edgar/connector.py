"""SEC EDGAR, asked turn by turn: every list of filings, then figures that are due."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from urllib.parse import urlsplit

from overhang.core.issuers import Issuer, Universe
from overhang.sources.base import Problem, SourceError
from overhang.sources.connector import Found
from overhang.sources.edgar import access
from overhang.sources.edgar.access import BASE, Request
from overhang.sources.edgar.filings import read_feed
from overhang.sources.edgar.memory import Memory
from overhang.sources.edgar.statements import build
from overhang.sources.edgar.throttle import throttled
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web.page import Page
from overhang.sources.web.web import Web

_KNOWN = "a company that EDGAR knows: see the issuer's cik in universe.toml"
_LISTED = ("filings", "results")
_FIGURES = ("cash_flow", "balances")


class Edgar:
    """What the issuers of a universe filed, and the figures in it.

    Args:
        universe: Who is watched, as it is now.
        contact: Who asks: a name and an address.
        base: Where the interfaces are; empty: EDGAR's own address.
        clock: The time, UTC.

    Raises:
        ConfigError: The contact is missing, or nobody could be reached by it.
    """

    def __init__(
        self,
        universe: Callable[[], Universe],
        contact: str,
        base: str,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._universe = universe
        self._headers = {"User-Agent": access.contact(contact)}
        self._base = base.rstrip("/") or BASE
        self._now = clock
        self._memories: dict[str, Memory] = {}

    @property
    def tables(self) -> Sequence[str]:
        """What it fills."""
        return (*_LISTED, *_FIGURES)

    @property
    def place(self) -> str:
        """Where it asks: `data.sec.gov`."""
        return urlsplit(self._base).netloc

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask every issuer's list of filings, then the figures of those that are due.

        Rows come as each answer does: a filing is told before the first figure is
        asked for. What is wrong with one issuer stops no other; when EDGAR says that
        it is asked too often, nothing more is asked.
        """
        memories = self._remembered(self._universe())
        said: set[str] = set()
        try:
            async with aclosing(self._parts(web, memories)) as parts:
                async for found in parts:
                    said.add(found.table)
                    yield found
        except FetchError as error:
            for table in self.tables:
                yield Found(table, fault=error)
            return
        for table in self.tables:
            if table not in said:
                yield Found(table)

    async def _parts(
        self, web: Web, memories: Mapping[str, Memory]
    ) -> AsyncGenerator[Found, None]:
        """Yield what each answer says.

        Raises:
            FetchError: EDGAR cannot be asked at all now.
        """
        missed: list[FetchError] = []
        for code, memory in memories.items():
            try:
                listed = await self._list(web, code, memory)
            except FetchError as error:
                if stop := throttled(error):
                    raise stop from None
                missed.append(error)
                listed = _faults(_LISTED, _list_fault(code, memory.issuer, error))
            for found in listed:
                yield found
        if missed and len(missed) == len(memories):
            raise missed[0]
        for code, memory in memories.items():
            if memory.due(self._now()):
                for found in await self._figures(web, code, memory):
                    yield found

    def _remembered(self, universe: Universe) -> Mapping[str, Memory]:
        """Return what is known of each issuer; one that is now another starts anew."""
        self._memories = {
            code: held
            if (held := self._memories.get(code)) and held.issuer == issuer
            else Memory(issuer)
            for code, issuer in universe.issuer.items()
        }
        return self._memories

    async def _ask(self, web: Web, request: Request) -> Page:
        return await web.get(
            request.url, headers=self._headers, accept="application/json"
        )

    async def _list(self, web: Web, code: str, memory: Memory) -> list[Found]:
        """Ask an issuer's list; what is in it and was not told goes out.

        Raises:
            FetchError: It could not be had.
        """
        issuer = memory.issuer
        page = await self._ask(web, access.submissions(code, issuer, self._base))
        if memory.current and not page.changed:
            return [Found(table) for table in _LISTED]
        memory.current = False
        now = self._now()
        try:
            feed = await asyncio.to_thread(
                read_feed,
                page.body,
                f"{code} list of filings",
                code=code,
                issuer=issuer,
                read_at=now,
            )
        except SourceError as error:
            return _faults(_LISTED, error)
        memory.heard(feed, now)
        rows = (feed.filings, feed.results)
        return [
            Found(table, memory.news(mine))
            for table, mine in zip(_LISTED, rows, strict=True)
        ]

    async def _figures(self, web: Web, code: str, memory: Memory) -> list[Found]:
        bodies: dict[str, bytes] = {}
        broken: dict[str, Exception] = {}
        changed = not memory.built
        # Until the end: an answer is new only once, and the turn may break off.
        memory.built = False
        for request in access.concepts(code, memory.issuer, self._base):
            try:
                page = await self._ask(web, request)
            except FetchError as error:
                if stop := throttled(error):
                    raise stop from None
                if error.wait is not Wait.MISSING:
                    broken[request.tag] = error
                elif request.tag in memory.used:
                    broken[request.tag] = FetchError("no such tag any more (HTTP 404)")
            else:
                bodies[request.tag] = page.body
                changed = changed or page.changed
        now = self._now()
        if not changed and not broken:
            memory.figured((), bodies, now)
            return [Found(table) for table in _FIGURES]
        built = await asyncio.to_thread(
            build, code, memory.issuer, bodies, broken, memory.moments
        )
        if built.whole:
            memory.figured(built.accessions, bodies, now)
        return list(built.found)


def _faults(tables: Sequence[str], error: Exception) -> list[Found]:
    return [Found(table, fault=error) for table in tables]


def _list_fault(
    code: str, issuer: Issuer, error: FetchError
) -> FetchError | SourceError:
    """Say whose list could not be had, while others could."""
    name = f"{code} list of filings"
    if error.wait is Wait.MISSING:
        return SourceError([Problem(name, f"HTTP 404 for CIK {issuer.cik}", _KNOWN)])
    words = f"{name}: {error}; the last filings stand"
    return FetchError(words, error.wait, error.retry_after, error.status)
