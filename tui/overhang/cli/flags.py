"""The flags that say where figures come from, without the command-line library."""

from __future__ import annotations

import os
from collections.abc import Mapping

from overhang.config.load import load_settings, user_dir
from overhang.config.settings import Settings

SOURCE = (
    ("--data", "DIR", "Folder with your own tables."),
    ("--url", "BASE", "Endpoint that serves the tables."),
    ("--config", "FILE", "Configuration file to use."),
)
"""Name, placeholder and help of each."""

Flags = Mapping[str, str | None]
"""By key, as in the configuration file; none: not given."""


def settings_from(flags: Flags) -> Settings:
    """Read the configuration under some flags; raise `ConfigError`."""
    return load_settings(flags, os.environ, user_dir=user_dir())


def as_argv(flags: Flags) -> list[str]:
    """Write source flags back as arguments, for a collector that is to see the same."""
    return [
        part
        for name, *_ in SOURCE
        if (value := flags.get(name.removeprefix("--"))) is not None
        for part in (name, value)
    ]
