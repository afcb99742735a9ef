"""What all feeds of a process share."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.request import getproxies_environment

import httpx

from overhang.sources.hushed import hush
from overhang.sources.web.addresses import Resolve, resolve
from overhang.sources.web.breaker import Breaker, Breakers
from overhang.sources.web.bucket import Bucket, Buckets
from overhang.sources.web.cache import Cache
from overhang.sources.web.credentials import Credentials
from overhang.sources.web.guard import Guard
from overhang.sources.web.proxies import Exit, Proxies, proxy_of
from overhang.sources.web.reach import Reach

_CONNECT = 5.0
"""Seconds for one connection."""

_LIMITS = httpx.Limits(max_connections=8, keepalive_expiry=30.0)


class Shared:
    """One bucket and one breaker a host, one cache a folder, one way to resolve."""

    def __init__(
        self,
        *,
        proxies: Proxies = getproxies_environment,
        resolve: Resolve = resolve,
        breakers: Breakers | None = None,
        trust_env: bool = True,
        rng: Random | None = None,
    ) -> None:
        """Make ready; nothing is opened or resolved before something is asked.

        Args:
            proxies: Tells the proxies of the environment.
            resolve: Tells the addresses of a host.
            breakers: When hosts rest.
            trust_env: Whether proxies and certificates that the environment names
                (`HTTPS_PROXY`, `SSL_CERT_FILE`) are used.
            rng: Draws the jitter.
        """
        self.buckets = Buckets()
        self.rng = rng or Random()
        self._breakers = breakers or Breakers()
        self._resolve = resolve
        self._trust_env = trust_env
        self._proxies: Proxies = proxies if trust_env else dict
        self._contexts: dict[Path | None, ssl.SSLContext] = {}
        self._caches: dict[Path, Cache] = {}
        self._opening = asyncio.Lock()

    def client(self, reach: Reach) -> httpx.AsyncClient:
        """Return a client of one feed.

        Raises:
            OSError: The certificates cannot be read.
        """
        hush()
        found = self._proxies()

        def choose(url: httpx.URL) -> str:
            return proxy_of(url, reach.proxy, found)

        way: httpx.AsyncBaseTransport = Exit(self._context(reach.ca), _LIMITS, choose)
        if not reach.private:
            way = Guard(way, self._resolve, lambda url: bool(choose(url)))
        way = Credentials(way, reach.secrets)
        way = Bucket(way, self.buckets, reach.rate, reach.burst)
        way = Breaker(way, self._breakers)
        return httpx.AsyncClient(
            transport=way,
            trust_env=False,
            timeout=httpx.Timeout(reach.timeout, connect=min(_CONNECT, reach.timeout)),
        )

    def clients(self, reach: Reach) -> Callable[[], httpx.AsyncClient]:
        """Return a maker of such clients.

        Raises:
            OSError: The certificates cannot be read.
        """
        self._context(reach.ca)
        return lambda: self.client(reach)

    async def cache(self, folder: Path) -> Cache:
        """Return the cache of a folder; there is one for all who use it.

        Raises:
            OSError: The folder cannot be made or written.
        """
        async with self._opening:
            if folder not in self._caches:
                self._caches[folder] = await asyncio.to_thread(Cache, folder)
            return self._caches[folder]

    def remark(self, folder: Path) -> str:
        """Say what was wrong with a cache; empty: nothing."""
        cache = self._caches.get(folder)
        if cache is None or not cache.dropped:
            return ""
        return f"{folder}: the cache could not be read and was begun anew"

    async def aclose(self) -> None:
        """Let go of the caches; whoever made clients closes those."""
        for cache in self._caches.values():
            await asyncio.to_thread(cache.close)
        self._caches.clear()

    def _context(self, ca: Path | None) -> ssl.SSLContext:
        """Return the certificates to trust, read once."""
        if ca not in self._contexts:
            self._contexts[ca] = (
                ssl.create_default_context(cafile=ca)
                if ca
                else httpx.create_ssl_context(trust_env=self._trust_env)
            )
        return self._contexts[ca]
