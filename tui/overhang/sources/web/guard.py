"""No feed leads into the private net, whatever its name or a redirect says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx

from overhang.core.safe_text import safe_text
from overhang.sources.web.addresses import (
    RefusedAddress,
    Resolve,
    is_public,
    literal,
)

_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


class Guard(httpx.AsyncBaseTransport):
    """Connects to the address that was checked, so a name cannot change in between.

    Behind a proxy it is the proxy that resolves names, so only hosts that are written
    as addresses are checked there.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        resolve: Resolve,
        proxied: Callable[[httpx.URL], bool],
    ) -> None:
        self._inner = inner
        self._resolve = resolve
        self._proxied = proxied

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on to a checked address.

        Raises:
            RefusedAddress: The host is at, or resolves to, no public address.
            httpx.ConnectError: The name cannot be resolved, or nobody answers.
        """
        url = request.url
        written = literal(url.host)
        if written:
            _check(url.host, [written])
        if self._proxied(url):
            if url.host == "localhost" or url.host.endswith(".localhost"):
                raise RefusedAddress(safe_text(url.host, 80))
            return await self._inner.handle_async_request(request)
        found = [written] if written else await self._addresses(url)
        _check(url.host, found)
        return await self._first(request, found)

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        """Resolve a host."""
        port = url.port or _PORTS.get(url.scheme, 443)
        host = url.raw_host.decode("ascii")
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            # A fault of the name itself, or of whoever resolves names.
            words = getattr(error, "strerror", None) or "not a name"
            raise httpx.ConnectError(f"{words}: {safe_text(host, 80)}") from None
        if not found:
            raise httpx.ConnectError(f"no address: {safe_text(host, 80)}")
        return found

    async def _first(
        self, request: httpx.Request, found: Sequence[str]
    ) -> httpx.Response:
        """Return the answer of the first address that lets itself be connected to."""
        *others, last = found
        for address in others:
            try:
                return await self._inner.handle_async_request(_at(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_at(request, last))


def _check(host: str, found: Sequence[str]) -> None:
    """Refuse a host unless every address of it is public."""
    if not all(is_public(each) for each in found):
        raise RefusedAddress(safe_text(host, 80))


def _at(request: httpx.Request, address: str) -> httpx.Request:
    """Return the request to one address, under the host's name in HTTP and TLS."""
    host = request.url.raw_host.decode("ascii")
    # The `Host` header was made from the name already.
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
