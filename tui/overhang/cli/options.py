"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import click

from overhang.config.load import load_settings, user_dir
from overhang.config.settings import Settings

_SOURCE = (
    ("--data", "DIR", "Folder with your own tables."),
    ("--url", "BASE", "Endpoint that serves the tables."),
    ("--config", "FILE", "Configuration file to use."),
)
Flags = Mapping[str, str | None]


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --data, --url and --config."""
    for name, metavar, text in reversed(_SOURCE):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def settings_of(context: click.Context, flags: Flags) -> Settings:
    """Read the configuration under the flags of this call.

    `overhang --data DIR snapshot` and `overhang snapshot --data DIR` mean the same;
    where both are given, the one nearer to the command's name counts.
    """
    outer: Flags = context.find_root().obj or {}
    given = {key: value for key, value in flags.items() if value is not None}
    return load_settings({**outer, **given}, os.environ, user_dir=user_dir())


def as_argv(flags: Flags) -> list[str]:
    """Write source flags back as arguments, for a collector that is to see the same."""
    return [
        part
        for name, *_ in _SOURCE
        if (value := flags.get(name.removeprefix("--"))) is not None
        for part in (name, value)
    ]
