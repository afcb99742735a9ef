"""Ways to ask over HTTP, and connectors, as tests want them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import msgspec

from overhang.core.observations import Close
from overhang.core.rights import Rights
from overhang.sources.base import Delivery
from overhang.sources.connector import Found
from overhang.sources.pacing import Pace
from overhang.sources.polled import Label, Polled
from overhang.sources.web.addresses import Resolve, resolve
from overhang.sources.web.breaker import Breakers
from overhang.sources.web.reach import Reach, Secrets
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from support.deliveries import following, utc

QUICK = Pace(every=60, floor=0.01, ceiling=0.05, longest=900)
"""Failures that may pass are tried again at once; all else waits for `refresh`."""

LABEL = Label("quotes", "quotes", Rights.DISPLAY, "Acme terms, for display")

Turn = Callable[[Web], AsyncIterator[Found]]


def shared(*, resolve: Resolve = resolve, breakers: Breakers | None = None) -> Shared:
    """Return what feeds share, whatever proxies the environment names."""
    return Shared(resolve=resolve, breakers=breakers, trust_env=False, rng=Random(1))


def near(
    *,
    timeout: float = 5.0,
    rate: float | None = None,
    secrets: Secrets = Secrets(),  # noqa: B008
    cache: Path | None = None,
) -> Reach:
    """Return the reach of a feed whose host is this machine."""
    return Reach(timeout=timeout, rate=rate, secrets=secrets, cache=cache, private=True)


@asynccontextmanager
async def asking(reach: Reach, process: Shared | None = None) -> AsyncIterator[Web]:
    """Ask as one feed does until the block ends; alone when no process is given."""
    own = process or shared()
    web = Web(own, reach)
    try:
        yield web
    finally:
        await web.aclose()
        if process is None:
            await own.aclose()


class Turns:
    """A connector whose turn is a function."""

    def __init__(self, turn: Turn, tables: Sequence[str] = ("closes",)) -> None:
        self._turn = turn
        self.tables = tables
        self.place = "quotes.example"

    def turn(self, web: Web) -> AsyncIterator[Found]:
        """Do what the function does."""
        return self._turn(web)


class Closes:
    """A connector that asks one address for closes in JSON."""

    tables: Sequence[str] = ("closes",)

    def __init__(self, url: str) -> None:
        self.place = url
        self._url = url

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask, and read all of it."""
        page = await web.get(self._url)
        yield Found("closes", rows=msgspec.json.decode(page.body, type=list[Close]))


def polled(connector: Turns | Closes, web: Web, *, pace: Pace = QUICK) -> Polled:
    """Return a runner that loses no time over failures."""
    return Polled(connector, web, LABEL, clock=utc, rng=Random(1), pace=pace)


async def one_turn(turn: Turn, *tables: str, pace: Pace = QUICK) -> list[Delivery]:
    """Return what one turn delivers."""
    async with (
        asking(near()) as web,
        following(polled(Turns(turn, tables), web, pace=pace)) as stream,
    ):
        for _ in tables:
            await stream.next()
        found: list[Delivery] = []
        while sum(each.health.next_try is not None for each in found) < len(tables):
            found.append(await stream.next())
        return found
