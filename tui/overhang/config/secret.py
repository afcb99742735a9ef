"""Secrets by reference: settings say where one is, and it is read where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from overhang.core.problems import ConfigError
from overhang.core.toml_file import read_text

ENV, FILE = "env:", "file:"


def is_reference(text: str) -> bool:
    """Whether a value says where it is, and is not itself the value."""
    return text.startswith((ENV, FILE))


def read_reference(text: str, env: Mapping[str, str]) -> str:
    """Return what `env:NAME` or `file:/PATH` refers to; anything else is the value.

    Raises:
        ConfigError: there is nothing. The message says where it was looked for.
    """
    if text.startswith(ENV):
        place, value = text, env.get(text.removeprefix(ENV), "")
    elif text.startswith(FILE):
        place, value = text, read_text(Path(text.removeprefix(FILE)))
    else:
        return text
    if not value.strip():
        raise ConfigError([f"{place}: nothing there"])
    return value.strip()
