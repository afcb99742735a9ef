"""`overhang sources`: how each table's source is doing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from zoneinfo import ZoneInfo

import click

from overhang.cli.failures import Exit
from overhang.cli.gathering import gather
from overhang.cli.options import (
    settings_of,
    source_options,
    style_option,
    timeout_option,
    width_option,
)
from overhang.core.outward import outward
from overhang.core.snapshot import SourceState
from overhang.views.base import text_of
from overhang.views.sources import as_json, sources


@click.command(name="sources")
@source_options
@style_option("text", "json")
@width_option
@timeout_option
@click.pass_context
def command(
    context: click.Context,
    /,
    style: str,
    width: int | None,
    timeout: float,
    **flags: str | None,
) -> None:
    """Print every source: state, age, rows, next try, rights, faults, places.

    Exits with 3 when one of them failed, or was read only in part.
    """
    settings = settings_of(context, flags)
    snapshot = gather(settings, os.environ, timeout)
    if snapshot is None:
        context.exit(Exit.TIMEOUT)
    snapshot = outward(snapshot)
    now = dt.datetime.now(dt.UTC)
    if style == "json":
        click.echo(as_json(snapshot, now), nl=False)
    else:
        columns = width or shutil.get_terminal_size((120, 40))[0]
        zone = ZoneInfo(settings.timezone)
        click.echo(text_of(sources(snapshot, columns, now, zone)))
    unsure = (SourceState.FAILED, SourceState.PART)
    failed = any(each.state in unsure for each in snapshot.sources)
    context.exit(Exit.UNREACHABLE if failed else Exit.OK)
