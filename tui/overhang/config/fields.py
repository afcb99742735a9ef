"""Every setting by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from overhang.config.settings import TableSource
from overhang.config.values import (
    ExpectedError,
    Reader,
    base_url,
    duration,
    folder,
    notify,
    resolve,
    theme_name,
    timezone,
    truth,
    url,
    variable,
)

# Up to the last @ where what follows the first colon is no port: a password may
# hold a slash.
_SECRET = r"(?<=//)[^/:]*:(?!\d{1,5}(?:/|$)).*@|(?<=//)[^/]*@|(?<=\?).*"
_BEYOND_HOST = r"(?<=//)([^/?#]*)[/?#].+"
_every = duration(1, 86_400, "1m")

FIELDS: Mapping[str, Reader] = MappingProxyType(
    {
        "data": folder,
        "url": base_url,
        "universe": resolve,
        "rules": resolve,
        "token_env": variable,
        "token_file": resolve,
        "every": _every,
        "timeout": duration(0.1, 300, "10s"),
        "theme": theme_name,
        "timezone": timezone,
        "mouse": truth,
        "notify": notify,
        "title": truth,
        "state_dir": resolve,
    }
)
"""Every key of the configuration file but `table`."""

TABLE_FIELDS: Mapping[str, Reader] = MappingProxyType(
    {"file": resolve, "url": url, "every": _every}
)
"""Every key of `[table.NAME]`."""


def masked(key: str, value: object) -> object:
    """Return a value as it may be shown: no password, no query, no pasted token."""
    if key == "token_env" and isinstance(value, str):
        return value if value.isidentifier() and value.isupper() else "***"
    if isinstance(value, str):
        return re.sub(_SECRET, "***", value, flags=re.DOTALL)
    return value


def place_of(url: str) -> str:
    """Return where an address leads without what follows the host: that is a secret.

    Chats hand out addresses whose path is all that it takes to post there.
    """
    return re.sub(_BEYOND_HOST, r"\1/***", str(masked("url", url)), flags=re.DOTALL)


def table_source(values: Mapping[str, Any]) -> TableSource:
    """Build a table's source of what its fields hold; refuse what excludes itself."""
    if "file" in values and "url" in values:
        raise ExpectedError("file or url, not both")
    if "file" in values and "every" in values:
        raise ExpectedError("every only with a url: a file is read when it changes")
    if not values:
        raise ExpectedError("file, url or every")
    return TableSource(**values)
