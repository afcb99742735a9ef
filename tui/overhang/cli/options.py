"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from overhang.cli.flags import SOURCE, Flags, settings_from
from overhang.config.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --data, --url and --config."""
    for name, metavar, text in reversed(SOURCE):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def style_option(*formats: str) -> Callable[[Command], Command]:
    """Give a command --format, as `style`; the first format is the usual one."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to write it.",
    )


issuers_option = click.option(
    "--issuer",
    "issuers",
    multiple=True,
    metavar="PATTERN",
    help="Only these issuers or groups (`ORCL`, `group:*`). Repeatable.",
)
rules_option = click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="PATTERN",
    help="Only these rules (`cds-*`). Repeatable.",
)
width_option = click.option(
    "--width", type=click.IntRange(40, 1000), help="Columns of the text."
)
timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    help="Seconds to wait for figures.",
)


def settings_of(context: click.Context, flags: Flags) -> Settings:
    """Read the configuration under the flags of this call.

    `overhang --data DIR snapshot` and `overhang snapshot --data DIR` mean the same;
    where both are given, the one nearer to the command's name counts.
    """
    outer: Flags = context.find_root().obj or {}
    given = {key: value for key, value in flags.items() if value is not None}
    return settings_from({**outer, **given})
