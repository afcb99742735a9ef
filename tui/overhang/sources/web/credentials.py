"""Secrets join a request below all that could show or keep them."""

from __future__ import annotations

import httpx

from overhang.sources.web.reach import Secrets


class Credentials(httpx.AsyncBaseTransport):
    """Adds a feed's secrets; whoever stands above sees the request without them."""

    def __init__(self, inner: httpx.AsyncBaseTransport, secrets: Secrets) -> None:
        self._inner = inner
        self._secrets = secrets

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on with the secrets."""
        if not any(self._secrets):
            return await self._inner.handle_async_request(request)
        headers = request.headers.copy()
        headers.update(self._secrets.headers)
        url = request.url
        if self._secrets.params:
            url = url.copy_merge_params(dict(self._secrets.params))
        sent = httpx.Request(
            request.method,
            url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()
