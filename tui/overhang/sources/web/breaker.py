"""A host that fails and fails is left alone for a while."""

from __future__ import annotations

import time
from math import ceil

import httpx
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker

from overhang.sources.web.addresses import RefusedAddress

FAULTS = 8
"""Network faults and 5xx in a row, after which a host rests."""

REST = 30.0
"""Seconds it rests; then one request is the probe."""


class Resting(httpx.TransportError):
    """Not asked: the host failed too often just now."""

    def __init__(self, seconds: float, why: str) -> None:
        self.seconds = max(ceil(seconds), 1)
        """Whole seconds until it is asked again."""
        super().__init__(
            f"not asked: it failed again and again ({why}); "
            f"next try in {self.seconds} s"
        )


class _FailingError(Exception):
    """An answer that says the host is broken."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response


class Breakers:
    """One breaker a host, for the whole process."""

    def __init__(self, faults: int = FAULTS, rest: float = REST) -> None:
        """Make ready.

        Args:
            faults: Faults in a row, after which a host rests.
            rest: Seconds that it rests.
        """
        self._rest = rest
        self._breakers = AsyncCircuitBreakerFactory(
            faults, rest, exclude=[RefusedAddress]
        )
        self._probing: set[str] = set()
        self._last: dict[str, str] = {}

    async def ask(
        self, inner: httpx.AsyncBaseTransport, request: httpx.Request
    ) -> httpx.Response:
        """Pass a request on, and note how that went.

        Raises:
            Resting: The host rests, or its probe is under way.
        """
        host = request.url.netloc.decode("ascii")
        breaker = await self._breakers.get_breaker(host)
        opened = breaker.context.state != "closed"
        if opened and host in self._probing:
            raise Resting(1, self._why(host))
        if opened:
            self._probing.add(host)
        try:
            return await _through(breaker, inner, request)
        except OpenedState as state:
            left = state.opened_at + self._rest - time.time()
            raise Resting(left, self._why(host)) from None
        except _FailingError as failing:
            self._last[host] = f"HTTP {failing.response.status_code}"
            return failing.response
        except httpx.TransportError as error:
            self._last[host] = _words(error)
            raise
        finally:
            if opened:
                self._probing.discard(host)

    def _why(self, host: str) -> str:
        """Return what it failed with last."""
        return self._last.get(host, "no answer")


def _words(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke"


async def _through(
    breaker: AsyncCircuitBreaker,
    inner: httpx.AsyncBaseTransport,
    request: httpx.Request,
) -> httpx.Response:
    """Pass a request on under its host's breaker."""
    async with breaker:
        response = await inner.handle_async_request(request)
        if httpx.codes.is_server_error(response.status_code):
            raise _FailingError(response)
        return response


class Breaker(httpx.AsyncBaseTransport):
    """Refuses requests to a host that rests."""

    def __init__(self, inner: httpx.AsyncBaseTransport, breakers: Breakers) -> None:
        self._inner = inner
        self._breakers = breakers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or refuse it at once."""
        return await self._breakers.ask(self._inner, request)

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()
