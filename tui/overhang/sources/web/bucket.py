"""How often a host is asked: one bucket a host, whatever feed asks."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import httpx
from aiolimiter import AsyncLimiter

DEADLINE = "overhang.deadline"
"""The request extension that holds the answer's `asyncio.Timeout`."""


class Budget(NamedTuple):
    """What a host may still be asked."""

    left: float | None
    """Requests that may go out at once; none: nobody counts them."""
    per_second: float | None
    """Requests a second in the long run; none: any."""


UNCOUNTED = Budget(None, None)


class _Drip(NamedTuple):
    """One host's limit."""

    limiter: AsyncLimiter
    rate: float
    burst: int


class Buckets:
    """One bucket a host, for the whole process."""

    def __init__(self) -> None:
        self._drips: dict[str, _Drip] = {}

    def limiter(self, host: str, rate: float | None, burst: int) -> AsyncLimiter | None:
        """Return a host's limiter; of several rates it was given the strictest counts.

        Args:
            host: The host, with its port.
            rate: Requests a second; none: as others say.
            burst: Requests that may go out at once.
        """
        drip = self._drips.get(host)
        if rate is not None and (drip is None or rate < drip.rate):
            drip = _Drip(AsyncLimiter(burst, burst / rate), rate, burst)
            self._drips[host] = drip
        return drip.limiter if drip else None

    def budget(self, host: str) -> Budget:
        """Return what a host may still be asked."""
        drip = self._drips.get(host)
        if drip is None:
            return UNCOUNTED
        counts = range(1, drip.burst + 1)
        left = sum(drip.limiter.has_capacity(count) for count in counts)
        return Budget(left, drip.rate)


class Bucket(httpx.AsyncBaseTransport):
    """Holds a request until its host may be asked."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        buckets: Buckets,
        rate: float | None,
        burst: int,
    ) -> None:
        self._inner = inner
        self._buckets = buckets
        self._rate = rate
        self._burst = burst

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the turn, then pass the request on."""
        host = request.url.netloc.decode("ascii")
        limiter = self._buckets.limiter(host, self._rate, self._burst)
        if limiter is not None:
            await _acquire(limiter, request.extensions.get(DEADLINE))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()


async def _acquire(limiter: AsyncLimiter, deadline: asyncio.Timeout | None) -> None:
    """Wait; the deadline is the host's, so it stands still meanwhile."""
    until = deadline.when() if deadline is not None else None
    if deadline is None or until is None:
        await limiter.acquire()
        return
    loop = asyncio.get_running_loop()
    begun = loop.time()
    deadline.reschedule(None)
    try:
        await limiter.acquire()
    finally:
        deadline.reschedule(until + loop.time() - begun)
