"""Snapshots whose every free word is a payload, as if no border had cleaned it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

_KEYS = frozenset(
    [
        "issuer",
        "subject",
        "metric",
        "rule",
        "deal_id",
        "tenor",
        "feed",
        "table",
        "message_id",
        "original_id",
        "root",
        "members",
        "id",
        "kind",
        "scope",
        "fact_id",
        "fiscal_year_end",
        "currency",
    ]
)
"""Fields by which rows find each other; the tables take nothing else there."""

Taint = Callable[[str], str]


def poisoned(value: Any, taint: Taint, name: str = "") -> Any:
    """Return a value with every free word in it changed; keys stay as they are."""
    if name in _KEYS:
        return value
    if type(value) is str:
        return taint(value)
    if isinstance(value, msgspec.Struct):
        named = ((each, getattr(value, each)) for each in value.__struct_fields__)
        given = {each: poisoned(part, taint, each) for each, part in named}
        return msgspec.structs.replace(value, **given)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            each.name: poisoned(getattr(value, each.name), taint, each.name)
            for each in fields(value)
        }
        return replace(value, **parts)
    if isinstance(value, Mapping):
        return {key: poisoned(part, taint, str(key)) for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(poisoned(*each) for each in _named(value, taint)))
    if isinstance(value, tuple | list):
        return type(value)(poisoned(part, taint, name) for part in value)
    return value


def _named(value: Any, taint: Taint) -> list[tuple[Any, Taint, str]]:
    return [(getattr(value, each), taint, each) for each in value._fields]
