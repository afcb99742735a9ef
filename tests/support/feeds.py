"""Feeds set up by hand, and the plainest client that opens lines for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from overhang.config.feeds import (
    FeedSettings,
    PushOptions,
    Reach,
    SourceKind,
)
from overhang.core.issuers import Issuer, Universe
from overhang.sources.base import Delivery
from overhang.sources.mapped.push import PushSource

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Noon in New York, on a Friday."""
UNIVERSE = Universe(
    issuer={
        code: Issuer(name=code, entity=code, cik=1, fiscal_year_end="12-31")
        for code in ("ORCL", "META", "MSFT")
    }
)


class PlainOpener:
    """Opens lines without limits or guards."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=None)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Lend the client."""
        yield self._client

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        params: Mapping[str, str] = {},
        headers: Mapping[str, str] = {},
    ) -> AsyncIterator[httpx.Response]:
        """Ask, and give the answer as soon as its head is there."""
        asked = httpx.URL(url).copy_merge_params(dict(params))
        async with self._client.stream("GET", asked, headers=headers) as response:
            yield response

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def push_feed(url: str, **options: Any) -> FeedSettings:
    """Return settings for prices pushed as `{"s": "ORCL", "p": 1.5, "t": 1}`."""
    mapping: dict[str, Any] = {
        "table": "closes",
        "fields": {"issuer": "s", "close_usd": "p", "at": "t"},
        "dates": "unix-ms",
        "window": 0.05,
        **options,
    }
    return FeedSettings(
        name="ticks",
        kind=SourceKind.PUSH,
        options=PushOptions(**mapping),
        reach=Reach(url=url, timeout=5),
    )


def push_source(
    feed: FeedSettings,
    opener: PlainOpener,
    *,
    key: str | Callable[[], str] = "",
    clock: Callable[[], datetime] = lambda: NOON,
) -> PushSource:
    """Return the source of a feed, at noon."""
    return PushSource(
        feed,
        key=key if callable(key) else lambda: key,
        web=opener,
        universe=lambda: UNIVERSE,
        clock=clock,
        rng=Random(1),
    )


def tick(symbol: str, price: float, seconds: float = 0) -> dict[str, object]:
    """Return a tick made some seconds after ten to noon."""
    made = NOON.timestamp() - 600 + seconds
    return {"s": symbol, "p": price, "t": int(made * 1000)}


def prices(deliveries: list[Delivery]) -> dict[str, float]:
    """Return the last price of each issuer."""
    return {
        vintage.record.issuer: vintage.record.close_usd  # type: ignore[attr-defined]
        for each in deliveries
        for vintage in each.vintages
    }
