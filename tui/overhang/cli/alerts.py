"""`overhang alerts`: what fires, who has it, and the log of it all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import click

from overhang.cli import actions
from overhang.cli.failures import Exit, say
from overhang.cli.options import (
    issuers_option,
    rules_option,
    source_options,
    style_option,
    timeout_option,
    width_option,
)

_LINE = 1_000_000
"""Characters of a log's line at most: none that was written comes near."""


@click.group(name="alerts")
def command() -> None:
    """See alerts, acknowledge, silence and note them, read their log."""


for each in (actions.ack, actions.silence, actions.unsilence, actions.note):
    command.add_command(each)


@command.command(name="list")
@source_options
@click.option(
    "--since",
    metavar="TIME",
    help="The shift handover: all that happened since `8h` ago, `07:30` or a date.",
)
@click.option("--all", "muted", is_flag=True, help="Also those that nobody is told of.")
@issuers_option
@rules_option
@style_option("text", "json", "csv")
@width_option
@timeout_option
@click.pass_context
def list_alerts(
    context: click.Context,
    /,
    since: str | None,
    muted: bool,
    issuers: tuple[str, ...],
    rules: tuple[str, ...],
    style: str,
    width: int | None,
    timeout: float,
    **flags: str | None,
) -> None:
    """Print what fires, what is pending, and who has it.

    JSON and CSV hold every level of a rule that is not at rest, told or not.
    """
    from msgspec.structs import replace

    from overhang.cli.desk import desk_of, entries_of, store_of
    from overhang.cli.gathering import gather
    from overhang.cli.selection import wanted
    from overhang.cli.times import since_of
    from overhang.core.outward import outward, outward_entry
    from overhang.views import alert_list
    from overhang.views.alerts import Scene
    from overhang.views.base import text_of
    from overhang.views.handover import handover

    if since is not None and style != "text":
        raise click.UsageError("--since is a page to read: `alerts log` has it as data")
    desk = desk_of(context, flags)
    asked = wanted(desk.rules, desk.universe, rules, issuers)
    start = since_of(since, desk.now, desk.zone) if since is not None else None
    snapshot = gather(desk.settings, os.environ, timeout)
    if snapshot is None:
        context.exit(Exit.TIMEOUT)
    mine = tuple(one for one in snapshot.alerts if asked(one.rule, one.subject))
    scene = Scene(replace(snapshot, alerts=mine), desk.now, desk.zone)
    columns = width or shutil.get_terminal_size((120, 40))[0]
    if start is not None:
        leaving = scene._replace(snapshot=outward(scene.snapshot))
        with store_of(desk.settings) as store:
            entries = [
                outward_entry(entry)
                for _, entry in entries_of(store, start)
                if not entry.rule or asked(entry.rule, entry.subject)
            ]
        text = _inert(text_of(handover(leaving, entries, start, columns)) + "\n")
    elif style == "text":
        text = _inert(alert_list.as_text(scene, columns, muted=muted))
    else:
        write = alert_list.as_json if style == "json" else alert_list.as_csv
        text = write(scene)
    click.echo(text, nl=False)


@command.command()
@source_options
@click.option("--since", metavar="TIME", help="From then on: `8h`, `07:30`, a date.")
@click.option(
    "--verify",
    "proof",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Check the chain of the whole log, or of a file of its lines, and say so.",
)
@style_option("jsonl", "text")
@click.pass_context
def log(
    context: click.Context,
    /,
    since: str | None,
    proof: str | None,
    style: str,
    **flags: str | None,
) -> None:
    """Print every transition and every action, oldest first.

    With --verify exits with 1 when a line was changed, taken out or put in. A line
    about a figure that may only be displayed leaves without the figure, so that its
    hash does not hold outside; the log itself does.
    """
    from msgspec.json import encode

    from overhang.cli.desk import desk_of, entries_of, store_of
    from overhang.cli.times import since_of
    from overhang.core.outward import outward_entry
    from overhang.views.journal import said

    if proof:
        with Path(proof).open(encoding="utf-8", errors="replace") as file:
            context.exit(_verified(_lines(file), proof))
    desk = desk_of(context, flags)
    start = since_of(since, desk.now, desk.zone) if since is not None else None
    with store_of(desk.settings) as store:
        if proof is not None:
            context.exit(_verified(store.log(), "the log"))
        for line, entry in entries_of(store, start):
            kept = outward_entry(entry)
            if style == "text":
                shown = said(kept, desk.zone)
            else:
                shown = line if kept is entry else encode(kept).decode()
            # A line as it was written is plain; this is for one that was tampered with.
            click.echo(_inert(shown))


def _inert(text: str) -> str:
    """Return lines whose characters can all be seen, whoever wrote the store."""
    from overhang.core.safe_text import safe_text

    return "\n".join(safe_text(each, len(each)) for each in text.split("\n"))


def _lines(file: TextIO) -> Iterator[str]:
    """Yield lines; of one too long its beginning, which no longer holds."""
    while line := file.readline(_LINE):
        yield line


def _verified(lines: Iterable[str], where: str) -> int:
    """Say whether a log holds; return the exit status."""
    from overhang.core.alerts.journal import verify

    found = verify(lines)
    if found.broken is not None:
        say(f"{where}: line {found.broken}: {found.fault}")
        say(f"{found.count} lines before it hold, up to {found.head}")
        return Exit.FAILED
    click.echo(f"ok: {found.count} lines hold, head {found.head}")
    return Exit.OK
