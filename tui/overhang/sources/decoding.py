"""Decoding JSON in which every key says one thing."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec

from overhang.core.safe_text import safe_text

_SHOWN = 40


class TwinError(msgspec.DecodeError):
    """An object with one key twice: which of the two is meant, nobody knows."""


def decode_json(body: str | bytes) -> Any:
    """Return decoded JSON: finite numbers, no key twice in one object.

    Raises:
        msgspec.DecodeError: It is no such JSON.
        RecursionError: It is nested too deep to be meant.
    """
    try:
        decoded = msgspec.json.decode(body)
        text = body if isinstance(body, str) else body.decode()
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None
    # The fast reader keeps the last of two in silence, so the slow one looks on.
    _TWINS.decode(text)
    return decoded


def _no_twins(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) == len(pairs):
        return
    ((twin, _),) = Counter(name for name, _ in pairs).most_common(1)
    raise TwinError(f"{safe_text(twin, _SHOWN)!r} twice in one object")


_TWINS = json.JSONDecoder(
    object_pairs_hook=_no_twins,
    # Numbers are read already; ten thousand digits of one take a while.
    parse_float=len,
    parse_int=len,
)
