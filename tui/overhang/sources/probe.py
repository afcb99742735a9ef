"""One look at a source: the way to its host, and what it answers first."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.request import getproxies_environment

import httpx

from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Source
from overhang.sources.web.addresses import (
    RefusedAddress,
    is_public,
    literal,
    resolve,
)
from overhang.sources.web.proxies import proxy_of

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SECURE = ("https", "wss")


class Way(NamedTuple):
    """How far one gets on the way to a host."""

    host: str
    """The host, or the proxy that is asked for it, with the port."""
    proxy: bool = False
    address: str = ""
    """Where it is; empty: its name is not known."""
    until: datetime | None = None
    """The end of its certificate; none: it shows none, or is behind a proxy. UTC."""
    fault: str = ""
    """Why it goes no further, in plain words; empty: one gets through."""
    step: str = ""
    """What failed: `name`, `connection`, `certificate`."""


async def way_to(
    url: str, *, proxy: str, ca: Path | None, private: bool, within: float
) -> Way:
    """Resolve, connect and shake hands; send nothing.

    Where a feed may not go, nothing is connected either.

    Args:
        url: the address a source asks; what comes after the host is not used.
        proxy: the source's own; empty: as the environment says.
        ca: certificates to trust instead of the system's.
        private: whether the host may be on a private address.
        within: seconds for each step.
    """
    asked = httpx.URL(url)
    through = proxy_of(asked, proxy, getproxies_environment())
    target = asked
    if through:
        target = httpx.URL(through if "://" in through else f"http://{through}")
    port = target.port or _PORTS.get(target.scheme, 443)
    way = Way(f"{target.host}:{port}", proxy=bool(through))
    try:
        async with asyncio.timeout(within):
            addresses = await resolve(target.host, port)
    except (OSError, TimeoutError) as error:
        return way._replace(fault=_words(error), step="name")
    way = way._replace(address=addresses[0] if addresses else "")
    direct = [literal(asked.host)] if through else addresses
    if not private and not all(is_public(each) for each in direct if each):
        return way._replace(fault=str(RefusedAddress(asked.host)), step="name")
    try:
        context = _context(ca) if target.scheme in _SECURE else None
    except (OSError, ssl.SSLError) as error:
        return way._replace(fault=f"{ca}: {_words(error)}", step="certificate")
    try:
        async with asyncio.timeout(within):
            writer = await _connected(addresses, port, context, target.host)
    except ssl.SSLError as error:
        return way._replace(fault=_words(error), step="certificate")
    except (OSError, TimeoutError) as error:
        return way._replace(fault=_words(error), step="connection")
    shown = writer.get_extra_info("peercert") or {}
    # No farewell is waited for: a host that never says it would hold this up.
    writer.transport.abort()
    return way._replace(until=_end(shown))


async def _connected(
    addresses: Sequence[str], port: int, context: ssl.SSLContext | None, host: str
) -> asyncio.StreamWriter:
    """Connect to the first address that lets itself be: to one that was checked.

    Raises:
        OSError: None of them does.
    """
    name = host if context else None
    *others, last = addresses
    for address in others:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(
                address, port, ssl=context, server_hostname=name
            )
            return writer
    _, writer = await asyncio.open_connection(
        last, port, ssl=context, server_hostname=name
    )
    return writer


async def first_answers(source: Source, within: float) -> Mapping[str, SourceHealth]:
    """Follow a source until all its tables were answered for once, or time is up.

    Returns:
        How each table stands then; one that is still waiting had no answer in time.
    """
    found: dict[str, SourceHealth] = {}
    stream = source.deliveries()
    try:
        async with asyncio.timeout(within):
            async for each in stream:
                found[each.table] = each.health
                settled = found.keys() >= set(source.tables)
                if settled and not any(map(_waits, found.values())):
                    break
    except TimeoutError:
        # What has answered by then counts.
        pass
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
    return found


def _waits(health: SourceHealth) -> bool:
    return health.state is SourceState.WAITING


def _context(ca: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca) if ca else None)


def _end(certificate: Mapping[str, object]) -> datetime | None:
    end = certificate.get("notAfter")
    if not isinstance(end, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return safe_text(error.verify_message)
    if isinstance(error, OSError) and (error.errno or 0) > 0:
        # asyncio's own words repeat the address; a resolver's numbers are below 0.
        return os.strerror(error.errno or 0)
    if isinstance(error, OSError) and error.strerror:
        return safe_text(error.strerror)
    return safe_text(str(error) or type(error).__name__)
