"""`overhang sources`: how each table's source is doing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from zoneinfo import ZoneInfo

import click

from overhang.cli.failures import Exit
from overhang.cli.gathering import gather
from overhang.cli.options import settings_of, source_options
from overhang.views.base import text_of
from overhang.views.sources import sources


@click.command(name="sources")
@source_options
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0)
@click.pass_context
def command(context: click.Context, /, timeout: float, **flags: str | None) -> None:
    """Print every table's source: state, rows, age, faults, next try.

    Exits with 3 when one of them failed.
    """
    settings = settings_of(context, flags)
    snapshot = gather(settings, os.environ, timeout)
    if snapshot is None:
        context.exit(Exit.TIMEOUT)
    width = shutil.get_terminal_size((120, 40))[0]
    zone = ZoneInfo(settings.timezone)
    click.echo(text_of(sources(snapshot, width, dt.datetime.now(dt.UTC), zone)))
    failed = any(each.state == "failed" for each in snapshot.sources)
    context.exit(Exit.UNREACHABLE if failed else Exit.OK)
