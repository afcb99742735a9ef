"""`overhang rules`: the levels that are watched."""

from __future__ import annotations

from pathlib import Path

import click

from overhang.cli.options import settings_of, source_options


@click.group(name="rules")
def command() -> None:
    """Check the alert rules."""


@command.command()
@source_options
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, /, file: Path | None, **flags: str | None) -> None:
    """Check a rules file, or the one in force; name every fault with its line."""
    from overhang.config.universe import load_universe
    from overhang.core.rules.language import load_rules

    settings = settings_of(context, flags)
    path = file or settings.rules
    book = load_rules(path, load_universe(settings.universe))
    click.echo(f"ok: {len(book.rules)} rules ({path})")
