"""How a value of a feed is read, and what is expected of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TypeVar

from overhang.config.contact import WANTED, sound_contact
from overhang.config.values import ExpectedError, From, Reader, resolve
from overhang.config.values import url as web_address
from overhang.core.safe_text import safe_text

_LONGEST = 500
"""Characters of a text in a mapping."""
_MOST = 10_000
"""Entries of a mapping."""
_CARRIER = r"header:[A-Za-z0-9-]{1,64}|query:[A-Za-z0-9_.-]{1,64}|bearer"
_CODE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}"
_NAMES = r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*"
"""A path (JMESPath) of plain names, which can always be followed."""
_UNIX = ("unix", "unix-ms")
_SAMPLE = datetime(2026, 11, 22, 13, 45, 59, tzinfo=UTC)

Read = TypeVar("Read")


class EntryError(ExpectedError):
    """One entry of a table that does not fit."""

    def __init__(self, entry: str, found: object, expected: str) -> None:
        super().__init__(expected)
        self.entry = entry
        """Its key."""
        self.found = found
        """What stands there."""


def text(value: object, origin: From) -> str:
    """Return a text of one line."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST:
        raise ExpectedError("a text")
    if safe_text(value, _LONGEST) != value:
        raise ExpectedError("a text of one line, without control characters")
    return value


def cell(value: object, origin: From) -> str:
    """Return what to write into a column: a text, or a number as one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value!r}"
    return text(value, origin)


def code(value: object, origin: From) -> str:
    """Return what may be an issuer's code."""
    if not isinstance(value, str) or re.fullmatch(_CODE, value) is None:
        raise ExpectedError("an issuer's code")
    return value


def texts(value: object, origin: From) -> tuple[str, ...]:
    """Return texts, of which one may stand alone."""
    many = value if isinstance(value, list) else [value]
    if not many:
        raise ExpectedError("a text, or a list of some")
    return tuple(text(each, origin) for each in many)


def factor(value: object, origin: From) -> float:
    """Return what a number is multiplied by."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        raise ExpectedError("a number other than 0")
    if not isfinite(value):
        raise ExpectedError("a number other than 0")
    return float(value)


def whole(least: int, most: int, what: str) -> Reader:
    """Return a reader of whole numbers between two bounds."""

    def read(value: object, origin: From) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ExpectedError(f"{what}, {least} to {most}")
        if not least <= value <= most:
            raise ExpectedError(f"{what}, {least} to {most}")
        return value

    return read


def rate(most: float) -> Reader:
    """Return a reader of requests a second."""
    expected = f"requests a second, 0.01 to {most:g}"

    def read(value: object, origin: From) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ExpectedError(expected)
        if not 0.01 <= value <= most:
            raise ExpectedError(expected)
        return float(value)

    return read


def member(of: type[StrEnum]) -> Reader:
    """Return a reader of one name out of a few."""

    def read(value: object, origin: From) -> StrEnum:
        if value not in list(of):
            raise ExpectedError("one of " + ", ".join(of))
        return of(str(value))

    return read


def table_of(
    key: Callable[[object, From], str], entry: Callable[[object, From], Read]
) -> Callable[[object, From], Mapping[str, Read]]:
    """Return a reader of tables that lead from one thing to another.

    It raises `EntryError` for an entry that does not fit.
    """

    def read(value: object, origin: From) -> Mapping[str, Read]:
        if not isinstance(value, dict) or not 0 < len(value) <= _MOST:
            raise ExpectedError("a table with an entry")
        return dict(_entry(each, value[each], origin) for each in value)

    def _entry(name: str, found: object, origin: From) -> tuple[str, Read]:
        try:
            return key(name, origin), entry(found, origin)
        except ExpectedError as error:
            raise EntryError(name, found, str(error)) from error

    return read


def contact(value: object, origin: From) -> str:
    """Return who asks, as EDGAR wants to know it."""
    found = sound_contact(value) if isinstance(value, str) else ""
    if not found:
        raise ExpectedError(WANTED)
    return found


def key_name(value: object, origin: From) -> str:
    """Return what carries a key in a request."""
    if not isinstance(value, str) or re.fullmatch(_CARRIER, value) is None:
        raise ExpectedError('"header:NAME", "query:NAME" or "bearer"')
    return value


def socket_url(value: object, origin: From) -> str:
    """Return an address of the web or of a WebSocket."""
    expected = 'an address as "wss://host/path" or "https://host/path", without a '
    if isinstance(value, str) and re.match(r"wss?://", value):
        try:
            web_address("http" + value[2:], origin)
        except ExpectedError as error:
            raise ExpectedError(expected + "password or #") from error
        return value
    try:
        return web_address(value, origin)
    except ExpectedError as error:
        raise ExpectedError(expected + "password or #") from error


def proxy(value: object, origin: From) -> str:
    """Return a proxy's address; one with a password goes into the environment."""
    try:
        return web_address(value, origin)
    except ExpectedError as error:
        raise ExpectedError(
            'an address as "http://host:3128"; one with a password goes into '
            "HTTPS_PROXY"
        ) from error


def existing_file(value: object, origin: From) -> Path:
    """Return the path of a file that is there."""
    path = resolve(value, origin)
    if not path.is_file():
        raise ExpectedError("a file that exists")
    return path


def dates(value: object, origin: From) -> str:
    """Return how days are written."""
    if value in _UNIX:
        return str(value)
    return pattern(value, origin, 'a pattern as "%d/%m/%Y", "unix" or "unix-ms"')


def file_date(value: object, origin: From) -> str:
    """Return where a file's name says the day."""
    return pattern(value, origin, 'a pattern as "run_%Y%m%d"')


def pattern(value: object, origin: From, expected: str) -> str:
    """Return a pattern of Python's dates that says which day is meant."""
    written = text(value, origin)
    try:
        read = datetime.strptime(  # noqa: DTZ007 - only its day counts
            _SAMPLE.strftime(written), written
        )
    except (ValueError, re.error) as error:
        raise ExpectedError(expected) from error
    if read.date() != _SAMPLE.date():
        raise ExpectedError(f"{expected}, with year, month and day")
    return written


def path_to_rows(value: object, origin: From) -> str:
    """Return a path into JSON that can be followed."""
    written = text(value, origin)
    if re.fullmatch(_NAMES, written):
        # The parser's 25 ms would come before a board's first paint.
        return written
    from jmespath import compile as compiled
    from jmespath.exceptions import JMESPathError

    try:
        compiled(written)
    except (JMESPathError, RecursionError) as error:
        raise ExpectedError('a path (JMESPath) as "data.results"') from error
    return written


def file_names(value: object, origin: From) -> str:
    """Return which files of a folder are meant."""
    written = text(value, origin)
    if "/" in written:
        raise ExpectedError('names of files in the folder, as "*_run.xlsx"')
    return written


def json_text(value: object, origin: From) -> str:
    """Return JSON as it is sent."""
    import json

    try:
        json.loads(value if isinstance(value, str) else "")
    except (ValueError, RecursionError) as error:
        raise ExpectedError('JSON as text: \'{"action": "subscribe"}\'') from error
    return str(value)


def tenors(value: object, origin: From) -> Mapping[str, str]:
    """Return a file's columns by tenor and side; TOML may split `5Y.bid` at its dot."""
    expected = 'a table as "5Y.bid" = "Bid 5Y", with bid, ask or mid'
    if not isinstance(value, dict) or not value:
        raise ExpectedError(expected)
    flat: dict[str, object] = {}
    for key, each in value.items():
        if isinstance(each, dict):
            flat |= {f"{key}.{side}": name for side, name in each.items()}
        else:
            flat[key] = each
    if not all(re.fullmatch(r"[0-9]{1,2}[YM]\.(bid|ask|mid)", key) for key in flat):
        raise ExpectedError(expected)
    return {key: text(each, origin) for key, each in flat.items()}
