"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from overhang.cli.flags import SOURCE, Flags, settings_from
from overhang.config.settings import Settings


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --data, --url and --config."""
    for name, metavar, text in reversed(SOURCE):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def settings_of(context: click.Context, flags: Flags) -> Settings:
    """Read the configuration under the flags of this call.

    `overhang --data DIR snapshot` and `overhang snapshot --data DIR` mean the same;
    where both are given, the one nearer to the command's name counts.
    """
    outer: Flags = context.find_root().obj or {}
    given = {key: value for key, value in flags.items() if value is not None}
    return settings_from({**outer, **given})
