"""`overhang snapshot`: the board on standard output."""

from __future__ import annotations

import os
import shutil

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
from overhang.views import dump

_FORMATS = {
    "text": None,
    "json": dump.as_json,
    "ndjson": dump.as_ndjson,
    "csv": dump.as_csv,
}


@click.command(name="snapshot")
@source_options
@style_option(*_FORMATS)
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
    """Print what is known now: from a running collector, or gathered once.

    Exits with 3 when a source failed and what is printed is older, or was read only in
    part, and with 4 when there was nothing in time.
    """
    snapshot = gather(settings_of(context, flags), os.environ, timeout)
    if snapshot is None:
        context.exit(Exit.TIMEOUT)
    write = _FORMATS[style]
    if write is not None:
        text = write(snapshot)
    else:
        text = dump.as_text(snapshot, width or shutil.get_terminal_size((120, 40))[0])
    click.echo(text, nl=not text.endswith("\n"))
    failed = any(each.state in ("failed", "in part") for each in snapshot.sources)
    context.exit(Exit.UNREACHABLE if failed else Exit.OK)
