"""`overhang doctor`: does everything work, and what to do where it does not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import click

from overhang.cli.checkup.finding import Finding, as_json, fail, line, status
from overhang.cli.failures import Exit
from overhang.cli.options import settings_of, source_options, style_option
from overhang.config.settings import Settings
from overhang.core.problems import ConfigError

_WIDE = 18
"""Cells for what was looked at."""


@click.command(name="doctor")
@source_options
@click.option("--offline", is_flag=True, help="Ask nothing over the network.")
@click.option("--source", "only", metavar="NAME", help="Only this feed, and its way.")
@style_option("text", "json")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=600.0),
    default=20.0,
    show_default=True,
    help="Seconds to wait for each source.",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    offline: bool,
    only: str | None,
    style: str,
    timeout: float,
    **flags: str | None,
) -> None:
    """Check program, terminal, settings, store, data and every feed, in that order.

    One line each: ok, warn or fail, what was found and what to do. Nothing is stored,
    and no secret is shown. Exits with 0 when nothing failed, 1 when something did, 2
    when the configuration is wrong, 3 when only sources could not be reached.
    """
    try:
        settings = settings_of(context, flags)
    except ConfigError as error:
        words = "mend that line"
        found = [fail("configuration", each, words) for each in error.problems]
        _tell(found, style)
        context.exit(Exit.USAGE)
    if only is not None and only not in [each.name for each in settings.sources]:
        names = ", ".join(each.name for each in settings.sources) or "none is set up"
        raise click.UsageError(f"no feed {only!r}: {names}")
    found = asyncio.run(_gathered(settings, only, style, timeout, offline=offline))
    if style == "json":
        _tell(found, style)
    context.exit(status(found))


async def _gathered(
    settings: Settings, only: str | None, style: str, within: float, *, offline: bool
) -> list[Finding]:
    """Check one thing after the other, and tell each at once: some take a while."""
    found: list[Finding] = []
    async for each in _checks(settings, only, within, offline=offline):
        found.append(each)
        if style == "text":
            click.echo(line(each, _WIDE))
    return found


async def _checks(
    settings: Settings, only: str | None, within: float, *, offline: bool
) -> AsyncIterator[Finding]:
    from overhang.cli.checkup.desk import desk
    from overhang.cli.checkup.feeds import feed, own_tables
    from overhang.cli.checkup.host import host

    env, now = os.environ, datetime.now(UTC)
    if only is None:
        for each in (*host(env), *desk(settings, env, now)):
            yield each
        if not (offline and settings.url):
            async for each in own_tables(settings, env, now, within):
                yield each
    for one in settings.sources:
        if (only is None and not offline) or only == one.name:
            async for each in feed(settings, one, env, now, within):
                yield each


def _tell(found: list[Finding], style: str) -> None:
    if style == "json":
        click.echo(as_json(found), nl=False)
        return
    for each in found:
        click.echo(line(each, _WIDE))
