"""A host that fails and fails is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

import httpx

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


class _Host:
    """What is known of one host."""

    def __init__(self) -> None:
        self.faults = 0
        """In a row."""
        self.rests_until: float | None = None
        """By the clock that nobody sets; none: it is asked."""
        self.is_probed = False
        self.why = "no answer"
        """What it failed with last."""


class Breakers:
    """One breaker a host, for the whole process."""

    def __init__(
        self,
        faults: int = FAULTS,
        rest: float = REST,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make ready.

        Args:
            faults: Faults in a row, after which a host rests.
            rest: Seconds that it rests.
            monotonic: A clock in seconds that nobody sets.
        """
        self._faults = faults
        self._rest = rest
        self._monotonic = monotonic
        self._hosts: dict[str, _Host] = {}

    async def ask(
        self, inner: httpx.AsyncBaseTransport, request: httpx.Request
    ) -> httpx.Response:
        """Pass a request on, and note how that went.

        Raises:
            Resting: The host rests, or its probe is under way.
        """
        host = self._hosts.setdefault(request.url.netloc.decode("ascii"), _Host())
        is_probe = self._is_probe(host)
        host.is_probed = is_probe
        try:
            response = await inner.handle_async_request(request)
        except RefusedAddress:
            # The host was not asked.
            raise
        except BaseException as error:
            if isinstance(error, httpx.TransportError):
                host.why = _words(error)
            self._failed(host, is_probe=is_probe)
            raise
        finally:
            if is_probe:
                host.is_probed = False
        if httpx.codes.is_server_error(response.status_code):
            host.why = f"HTTP {response.status_code}"
            self._failed(host, is_probe=is_probe)
        elif is_probe or host.rests_until is None:
            host.faults, host.rests_until = 0, None
        return response

    def _is_probe(self, host: _Host) -> bool:
        """Return whether the host rested, and is asked once now; raise `Resting`."""
        if host.rests_until is None:
            return False
        left = host.rests_until - self._monotonic()
        if left > 0 or host.is_probed:
            raise Resting(left, host.why)
        return True

    def _failed(self, host: _Host, *, is_probe: bool) -> None:
        host.faults += 1
        # What was asked before it rested makes the rest no longer.
        if is_probe or (host.rests_until is None and host.faults >= self._faults):
            host.rests_until = self._monotonic() + self._rest


def _words(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke"


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
