"""Whether what a feed says goes together, as far as can be told without asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from overhang.config.feed_fields import BY_PRESET, NEEDED
from overhang.config.feeds import SourceKind
from overhang.core.problems import shown, unknown
from overhang.core.tables import TABLES

Misfit = tuple[tuple[str, ...], str]
"""The keys below the feed, and what is wrong there."""

_SECRET = re.compile(
    r"(?:(?:access|api|app|auth|client|subscription|user)[-_]?)?"
    r"(?:key|token|secret|password|passwd|signature)",
    re.IGNORECASE,
)
_SYMBOL = "{symbol}"
_COLUMNS = ("fields", "constants", "scale")


def misfits(
    kind: SourceKind, values: Mapping[str, Any], table: Mapping[str, object]
) -> Iterator[Misfit]:
    """Yield what is missing, and what contradicts.

    Args:
        kind: What the feed is.
        values: What could be read, by key.
        table: All that was written: what is there and wrong is not missing as well.
    """
    for key in _needed(kind, values):
        if key not in table:
            yield (), f"no {key}, which {kind} needs"
    yield from _in_clear(values)
    yield from _key_carrier(values)
    if kind is SourceKind.QUOTES:
        yield from _one_by_one(values)
    if "table" in values:
        yield from _columns(values)


def _needed(kind: SourceKind, values: Mapping[str, Any]) -> Iterator[str]:
    for key in NEEDED[kind]:
        by_preset = "preset" in values and key in BY_PRESET
        by_tenor = "tenors" in values and key == "fields"
        if not by_preset and not by_tenor:
            yield key


def _in_clear(values: Mapping[str, Any]) -> Iterator[Misfit]:
    """Refuse keys in addresses, and keys that would cross a network unencrypted."""
    for place in ("url", "feed"):
        parts = urlsplit(values.get(place, ""))
        for name, value in parse_qsl(parts.query):
            if _SECRET.fullmatch(name) and value:
                words = f"{shown(name)} in an address is a key in clear; expected "
                yield (place,), words + f'key, with key_name = "query:{_bare(name)}"'
    parts = urlsplit(values.get("url", ""))
    host = parts.hostname or ""
    if "key" in values and parts.scheme in ("http", "ws") and not _is_here(host):
        safe = parts.scheme + "s"
        yield (
            ("url",),
            f"a key would go to {shown(host)} for all to read, expected {safe}:// (or a"
            " tunnel that ends at 127.0.0.1)",
        )


def _key_carrier(values: Mapping[str, Any]) -> Iterator[Misfit]:
    by_preset = "preset" in values
    if "key_name" in values and "key" not in values and not by_preset:
        yield ("key_name",), "no key that it could carry"


def _one_by_one(values: Mapping[str, Any]) -> Iterator[Misfit]:
    """Hold `each` against the address."""
    if "url" not in values or "preset" in values:
        return
    named = _SYMBOL in values["url"]
    if values.get("each") and not named:
        yield ("url",), f"expected {_SYMBOL} in it, since each = true"
    if named and not values.get("each"):
        yield ("url",), f"{_SYMBOL} in it, expected each = true beside it"


def _columns(values: Mapping[str, Any]) -> Iterator[Misfit]:
    """Hold the names of columns against the table."""
    name = values["table"]
    if name not in TABLES:
        yield ("table",), unknown("table", name, TABLES)
        return
    columns = [each for each in TABLES[name].__struct_fields__ if each != "rights"]
    for kind in _COLUMNS:
        for column in values.get(kind, {}):
            if column not in columns:
                yield (kind, column), unknown(f"column of {name}", column, columns)
    for column in values.get("constants", {}):
        if column in values.get("fields", {}):
            yield ("constants", column), "a field as well, expected one of the two"
    if "tenors" in values and name != "cds_marks":
        yield ("tenors",), f"means nothing to {name}, only to cds_marks"


def _is_here(host: str) -> bool:
    """Whether an address leads to this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bare(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "", name)
