"""Which network addresses a feed may be at."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host and port, best first; raises `OSError`."""

_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA = frozenset({"168.63.129.16"})
"""A cloud's own service that has a public address."""


class RefusedAddress(httpx.TransportError):
    """Not asked: no feed of the public net is at such an address."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is a private or special address: not asked "
            "(private = true allows it)"
        )


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(text: str) -> bool:
    """Whether an address belongs to the public net, whatever it is wrapped in."""
    try:
        address = _unwrapped(ip_address(text))
    except ValueError:
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and str(address) not in _METADATA
    )


def literal(host: str) -> str:
    """Return the address a host is written as; empty: it is a name.

    Old ways of writing count too: `2130706433` and `127.1` are 127.0.0.1.
    """
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return str(IPv4Address(socket.inet_aton(host)))
    except OSError:
        return ""


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one carries, or itself."""
    if isinstance(address, IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address.teredo is not None:
        carried = address.teredo[1]
    if carried is None and address in _NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address
