"""One HTTP client, thrown away after a deadline, closed when its last user is done."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import httpx

_CLOSING = 1.0
"""Seconds a client may take to let go of its connections."""


class Leases:
    """Hands out one client to many."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._client: httpx.AsyncClient | None = None
        self._users: Counter[httpx.AsyncClient] = Counter()

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[httpx.AsyncClient, None]:
        """Use the client; a deadline that passes meanwhile is its last.

        Its connections may be lost to it then, so whoever comes next gets a new one.
        """
        if self._client is None:
            self._client = self._make()
        client = self._client
        self._users[client] += 1
        try:
            yield client
        except (TimeoutError, asyncio.CancelledError):
            # A deadline further out cancels what is under way here.
            if self._client is client:
                self._client = None
            raise
        finally:
            self._users[client] -= 1
            if not self._users[client]:
                del self._users[client]
                if client is not self._client:
                    await _close(client)

    async def aclose(self) -> None:
        """Close the client; whoever still uses it is cut off."""
        client, self._client = self._client, None
        for each in {*self._users, client} - {None}:
            assert each is not None
            await _close(each)


async def _close(client: httpx.AsyncClient) -> None:
    with suppress(Exception):
        async with asyncio.timeout(_CLOSING):
            await client.aclose()
