"""`overhang config`: where settings come from, and a file to start with."""

from __future__ import annotations

import os

import click

from overhang.cli.options import settings_of, source_options
from overhang.config.load import FILE, user_dir


@click.group(name="config")
def command() -> None:
    """Show, check or start the configuration."""


@command.command()
@click.pass_context
def path(context: click.Context) -> None:
    """Print the configuration files in force, strongest first."""
    settings = settings_of(context, {})
    for each in settings.files:
        click.echo(each)
    if not settings.files:
        click.echo(f"none; `overhang config init` writes {user_dir() / FILE}", err=True)


@command.command()
@source_options
@click.pass_context
def show(context: click.Context, /, **flags: str | None) -> None:
    """Print every setting and where it came from; secrets are never shown."""
    from overhang.config.show import shown

    rows = shown(settings_of(context, flags))
    wide = max(len(row.key) for row in rows)
    long = max(len(row.value) for row in rows)
    for row in rows:
        click.echo(f"{row.key:<{wide}}  {row.value:<{long}}  {row.origin}")


@command.command()
@source_options
@click.pass_context
def check(context: click.Context, /, **flags: str | None) -> None:
    """Check configuration, universe, rules, feeds and secrets; name every fault."""
    from overhang.config.secrets_check import unread
    from overhang.config.universe import load_universe
    from overhang.core.problems import ConfigError
    from overhang.core.rules.language import load_rules

    settings = settings_of(context, flags)
    universe = load_universe(settings.universe)
    book = load_rules(settings.rules, universe)
    if settings.sources:
        from overhang.collector.feed_checks import check_feeds

        check_feeds(settings, universe)
    if lost := unread(settings, os.environ):
        raise ConfigError(lost)
    count = len(settings.sources)
    feeds = f", {count} feed{'s'[: count != 1]}" if count else ""
    click.echo(
        f"ok: {len(universe.issuer)} issuers ({settings.universe}), "
        f"{len(book.written)} rules ({settings.rules}){feeds}"
    )


@command.command()
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--stdout", is_flag=True, help="Print it instead.")
def init(force: bool, stdout: bool) -> None:
    """Write a commented starting file."""
    from overhang.config.sample import SAMPLE

    if stdout:
        click.echo(SAMPLE, nl=False)
        return
    target = user_dir() / FILE
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        how = os.O_TRUNC if force else os.O_EXCL
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | how, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(SAMPLE)
    except FileExistsError as error:
        raise click.ClickException(
            f"{target} is there already; --force replaces it"
        ) from error
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from error
    click.echo(target)
