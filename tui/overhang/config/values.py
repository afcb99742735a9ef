"""How a value of a setting is read, and what is expected of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from overhang.bundled import bundled
from overhang.config.settings import absolute
from overhang.core.durations import seconds
from overhang.core.notify import Notify
from overhang.core.timezones import unknown_zone

_URL = r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[!-~]*)?"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,127}"
_TRUTH = {"true": True, "on": True, "false": False, "off": False}


class ExpectedError(ValueError):
    """A value that does not fit; the message says what was expected."""


class From(NamedTuple):
    """Where a value was written, as far as reading it depends on that."""

    folder: Path
    """What relative paths are relative to."""
    home: Path | None
    """What `~` stands for."""


Reader = Callable[[object, From], object]


def _text(value: object, expected: str) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ExpectedError(expected)
    return value


def resolve(value: object, origin: From) -> Path:
    """Return an absolute path, `~` and relative ones resolved.

    Raises:
        ExpectedError: it is no path, or what it is relative to does not exist.
    """
    text = _text(value, "a path")
    if text == "~" or text.startswith("~/"):
        if origin.home is None:
            raise ExpectedError("a path without ~, since HOME is not set")
        return absolute(origin.home / text[2:])
    try:
        return absolute(origin.folder / text)
    except OSError as error:
        raise ExpectedError(
            "a path from /, since the current folder is gone"
        ) from error


def folder(value: object, origin: From) -> Path:
    """Return the absolute path of a folder that exists."""
    path = resolve(value, origin)
    if not path.is_dir():
        raise ExpectedError("a folder that exists")
    return path


def url(value: object, origin: From) -> str:
    """Return an address; one with a user, a password or a fragment is refused."""
    text = _text(value, _AN_ADDRESS)
    if re.fullmatch(_URL, text) is None or "#" in text:
        raise ExpectedError(_AN_ADDRESS)
    return text


def base_url(value: object, origin: From) -> str:
    """Return the address that table names are put after."""
    text = url(value, origin)
    if "?" in text:
        raise ExpectedError("an address that table names can be put after, without ?")
    return text.rstrip("/")


_AN_ADDRESS = (
    'an address as "https://host/path", without a password (see token_file) or #'
)


def duration(least: float, most: float, example: str) -> Reader:
    """Return a reader of durations between two bounds, in seconds."""

    def read(value: object, origin: From) -> float:
        expected = f'a duration as "{example}", {least:g}s to {most:g}s'
        try:
            length = seconds(_text(value, expected))
        except ValueError as error:
            raise ExpectedError(expected) from error
        if not least <= length <= most:
            raise ExpectedError(expected)
        return length

    return read


def truth(value: object, origin: From) -> bool:
    """Return a truth value; flags write it `true`, `false`, `on` or `off`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUTH:
        return _TRUTH[value]
    raise ExpectedError("true or false")


def theme_name(value: object, origin: From) -> str:
    """Return the name of a theme that there is."""
    names = sorted(each.stem for each in bundled("themes").glob("*.toml"))
    if value not in names:
        raise ExpectedError("one of " + ", ".join(names))
    return str(value)


def notify(value: object, origin: From) -> Notify:
    """Return how a terminal is told of alerts."""
    if isinstance(value, str) and value in list(Notify):
        return Notify(value)
    raise ExpectedError("one of " + ", ".join(Notify))


def variable(value: object, origin: From) -> str:
    """Return the name of an environment variable."""
    expected = "the name of an environment variable, not the token itself"
    if re.fullmatch(_VARIABLE, _text(value, expected)) is None:
        raise ExpectedError(expected)
    return str(value)


def timezone(value: object, origin: From) -> str:
    """Return the name of a timezone that exists."""
    text = _text(value, _A_ZONE)
    if words := unknown_zone(text):
        raise ExpectedError(f"{_A_ZONE} ({words})")
    return text


_A_ZONE = 'a timezone as "America/New_York"'
