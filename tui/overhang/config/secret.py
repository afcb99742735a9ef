"""Secrets by reference: settings say where one is, and it is read where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from overhang.config.ownership import seen_by_others
from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_text
from overhang.core.toml_file import read_text

ENV, FILE, KEYRING = "env:", "file:", "keyring:"
REFERENCE = (
    'where it is, as "env:NAME", "file:PATH" or "keyring:SERVICE/NAME", and not the '
    "secret itself"
)
"""What is expected where a secret is named."""

_LENGTH = 8192


def is_reference(text: str) -> bool:
    """Whether a value says where it is, and is not itself the value."""
    return text.startswith((ENV, FILE, KEYRING))


def read_reference(text: str, env: Mapping[str, str]) -> str:
    """Return what a reference leads to, trimmed; anything else is the value.

    Raises:
        ConfigError: there is nothing, or others may read it. The message says where it
            was looked for and nothing of what was found.
    """
    if text.startswith(ENV):
        value = env.get(text.removeprefix(ENV), "")
    elif text.startswith(FILE):
        value = read_secret_file(Path(text.removeprefix(FILE)))
    elif text.startswith(KEYRING):
        from overhang.config.ring import read_ring

        service, _, name = text.removeprefix(KEYRING).rpartition("/")
        value = read_ring(service, name)
    else:
        return text
    if not value.strip():
        raise ConfigError([f"{safe_text(text)}: nothing there"])
    return value.strip()


def read_key(reference: str, env: Mapping[str, str]) -> str:
    """Return the key that a reference leads to: one line of plain text.

    Raises:
        ConfigError: as for `read_reference`, or what is there cannot be a key.
    """
    return one_line(read_reference(reference, env), reference, "a key")


def one_line(value: str, place: str, what: str) -> str:
    """Return a value that can stand in a request.

    Args:
        value: The secret.
        place: Where it was found.
        what: What it should be: `a key`.

    Raises:
        ConfigError: It is long, or more than one line, or not plain text.
    """
    if len(value) > _LENGTH or not (value.isascii() and value.isprintable()):
        words = f"not {what}: one line of plain text expected"
        raise ConfigError([f"{safe_text(place)}: {words}"])
    return value


def read_secret_file(path: Path) -> str:
    """Return the text of a file that holds a secret.

    Raises:
        ConfigError: It cannot be read, or others may read it too.
    """
    text = read_text(path)
    try:
        words = seen_by_others(path.resolve())
    except OSError as error:
        words = error.strerror or type(error).__name__
    if words:
        raise ConfigError([f"{safe_text(str(path))}: {safe_text(words)}"])
    return text
