"""Which way out: straight, or through a proxy."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping

import httpx

Proxies = Callable[[], Mapping[str, str]]
"""Returns the proxies of the environment by scheme (`https`, `all`, `no`)."""


def proxy_of(url: httpx.URL, setting: str, found: Mapping[str, str]) -> str:
    """Return the proxy for an address; empty: none.

    Args:
        url: What is asked.
        setting: The feed's own proxy; it goes before the environment's.
        found: The proxies of the environment.
    """
    if setting:
        return setting
    if _straight(url, found.get("no", "")):
        return ""
    scheme = {"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)
    return found.get(scheme) or found.get("all", "")


def _straight(url: httpx.URL, listed: str) -> bool:
    """Whether `NO_PROXY` names a host, its domain, or either with the port."""
    names = [url.host, f"{url.host}:{url.port}"]
    entries = [each.strip().lower().lstrip(".") for each in listed.split(",")]
    return "*" in entries or any(
        f".{name}".endswith(f".{entry}") for name in names for entry in entries if entry
    )


class Exit(httpx.AsyncBaseTransport):
    """The lowest layer: connections, straight or through a proxy."""

    def __init__(
        self,
        context: ssl.SSLContext,
        limits: httpx.Limits,
        choose: Callable[[httpx.URL], str],
    ) -> None:
        self._context = context
        self._limits = limits
        self._choose = choose
        self._ways: dict[tuple[str, str], httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request on its way."""
        # Connections are kept by address below: one that was made under another name
        # shows another name's certificate, so each name has its own.
        name = request.extensions.get("sni_hostname", "")
        way = self._way(self._named(request), name)
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.aclose()

    def _named(self, request: httpx.Request) -> str:
        """Return the proxy, chosen by name: the guard may have put an address there."""
        name = request.extensions.get("sni_hostname")
        url = request.url.copy_with(host=name) if name else request.url
        return self._choose(url)

    def _way(self, proxy: str, name: str) -> httpx.AsyncHTTPTransport:
        if (proxy, name) not in self._ways:
            self._ways[proxy, name] = httpx.AsyncHTTPTransport(
                verify=self._context,
                limits=self._limits,
                proxy=_proxy(proxy) if proxy else None,
                # What the environment says was asked already.
                trust_env=False,
            )
        return self._ways[proxy, name]


def _proxy(address: str) -> httpx.Proxy:
    """Return a proxy.

    Raises:
        httpx.ProxyError: It is none. The message does not hold its password.
    """
    wanted = "expected http://HOST:PORT"
    try:
        url = httpx.URL(address if "://" in address else f"http://{address}")
    except httpx.InvalidURL:
        raise httpx.ProxyError(f"the proxy is no address, {wanted}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.ProxyError(f"a proxy of kind {url.scheme!r}, {wanted}")
    return httpx.Proxy(url)
