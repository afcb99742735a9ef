"""Every key of `[source.NAME]`, by the kind of the feed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.config.feed_values import (
    cell,
    code,
    contact,
    dates,
    existing_file,
    factor,
    file_date,
    file_names,
    json_text,
    key_name,
    member,
    path_to_rows,
    proxy,
    rate,
    socket_url,
    table_of,
    tenors,
    text,
    texts,
    whole,
)
from overhang.config.feeds import SourceKind
from overhang.config.references import reference
from overhang.config.values import Reader, duration, resolve, timezone, truth, url
from overhang.core.records import Quality
from overhang.core.rights import Rights

COMMON: Mapping[str, Reader] = MappingProxyType(
    {
        "kind": member(SourceKind),
        "licence": text,
    }
)
"""What every feed may say."""

_RIGHTS: Mapping[str, Reader] = {"rights": member(Rights)}
_VOUCHED: Mapping[str, Reader] = {
    **_RIGHTS,
    "quality": member(Quality),
    "source": text,
}
TERMS: Mapping[SourceKind, Mapping[str, Reader]] = MappingProxyType(
    {
        SourceKind.EDGAR: {},
        SourceKind.TAPE: _RIGHTS,
        SourceKind.FRED: {},
        SourceKind.TIINGO: _RIGHTS,
        SourceKind.QUOTES: _VOUCHED,
        SourceKind.PUSH: _VOUCHED,
        SourceKind.DROP: _VOUCHED,
    }
)
"""What a desk may say of each kind's figures that they do not say themselves."""

_LINE: Mapping[str, Reader] = {
    "url": url,
    "timeout": duration(0.1, 300, "10s"),
    "proxy": proxy,
    "ca": existing_file,
    "private": truth,
}
_POLLED: Mapping[str, Reader] = {
    **_LINE,
    "every": duration(1, 86_400, "1m"),
    "rate": rate(100),
}
_MAPPED: Mapping[str, Reader] = {
    "table": text,
    "fields": table_of(text, text),
    "constants": table_of(text, cell),
    "symbols": table_of(text, code),
    "scale": table_of(text, factor),
    "dates": dates,
    "timezone": timezone,
}
_days = whole(1, 3660, "days")

REACH: Mapping[SourceKind, Mapping[str, Reader]] = MappingProxyType(
    {
        SourceKind.EDGAR: {**_POLLED, "rate": rate(5)},
        SourceKind.TAPE: _POLLED,
        SourceKind.FRED: {**_POLLED, "key": reference},
        SourceKind.TIINGO: {**_POLLED, "key": reference},
        SourceKind.QUOTES: {**_POLLED, "key": reference},
        SourceKind.PUSH: {**_LINE, "url": socket_url, "key": reference},
        SourceKind.DROP: {},
    }
)
"""How each kind may be told to ask."""

OWN: Mapping[SourceKind, Mapping[str, Reader]] = MappingProxyType(
    {
        SourceKind.EDGAR: {"contact": contact},
        SourceKind.TAPE: {
            "feed": url,
            "days": _days,
            "identifiers": table_of(code, texts),
            "aliases": table_of(code, texts),
        },
        SourceKind.FRED: {"ice": truth, "days": _days},
        SourceKind.TIINGO: {"symbols": table_of(code, text), "days": _days},
        SourceKind.QUOTES: {
            **_MAPPED,
            "rows": path_to_rows,
            "each": truth,
            "preset": text,
            "personal_use": truth,
            "key_name": key_name,
        },
        SourceKind.PUSH: {
            **_MAPPED,
            "rows": path_to_rows,
            "subscribe": json_text,
            "window": duration(0.05, 60, "1s"),
            "silence": duration(1, 3600, "30s"),
            "key_name": key_name,
        },
        SourceKind.DROP: {
            **_MAPPED,
            "folder": resolve,
            "files": file_names,
            "sheet": text,
            "header": whole(1, 1000, "a line"),
            "file_date": file_date,
            "tenors": tenors,
        },
    }
)
"""What each kind knows beside that."""

NEEDED: Mapping[SourceKind, tuple[str, ...]] = MappingProxyType(
    {
        SourceKind.EDGAR: ("contact",),
        SourceKind.TAPE: (),
        SourceKind.FRED: ("key",),
        SourceKind.TIINGO: ("key",),
        SourceKind.QUOTES: ("url", "table", "fields"),
        SourceKind.PUSH: ("url", "table", "fields"),
        SourceKind.DROP: ("folder", "table", "fields"),
    }
)
"""What each kind cannot do without."""

BY_PRESET = ("url", "table", "fields")
"""What a vendor's preset says by itself."""


def known(kind: SourceKind) -> Mapping[str, Reader]:
    """Return every key of one kind."""
    return {**COMMON, **TERMS[kind], **REACH[kind], **OWN[kind]}


SECRET = frozenset({"key", "key_name", "subscribe"})
"""Keys whose value is never shown, since a secret may have been put there."""
