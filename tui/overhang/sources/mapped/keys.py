"""How a request carries its key, and how no message does."""

from __future__ import annotations

from typing import NamedTuple

from overhang.sources.concealing import conceal

HEADER, QUERY, BEARER = "header:", "query:", "bearer"


class Carried(NamedTuple):
    """What a request has in it for its key."""

    headers: dict[str, str]
    params: dict[str, str]


def carried(key_name: str, key: str) -> Carried:
    """Return the header or parameter that carries a key; none without a key.

    Args:
        key_name: `header:X-Key`, `query:token`, `bearer`; empty: a bearer token.
        key: The key itself.
    """
    if not key:
        return Carried({}, {})
    if key_name.startswith(HEADER):
        return Carried({key_name.removeprefix(HEADER): key}, {})
    if key_name.startswith(QUERY):
        return Carried({}, {key_name.removeprefix(QUERY): key})
    return Carried({"Authorization": f"Bearer {key}"}, {})


def without(text: str, key: str) -> str:
    """Return a message without the key: vendors repeat it in what they answer."""
    return conceal(text, (key,))
