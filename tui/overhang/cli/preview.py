"""`overhang preview`: what would be read of a file, and what refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from overhang.cli.failures import Exit, say
from overhang.cli.options import settings_of, source_options, style_option
from overhang.core.safe_text import safe_text

if TYPE_CHECKING:
    from overhang.cli.preview_page import Preview
    from overhang.config.feeds import FeedSettings
    from overhang.config.settings import Settings
    from overhang.core.issuers import Universe


@click.command(name="preview")
@source_options
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", "named", metavar="NAME", help="Whose mapping to use.")
@style_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    /,
    file: Path,
    named: str | None,
    style: str,
    **flags: str | None,
) -> None:
    """Show what would be read of FILE and what refused; nothing is stored.

    FILE is a run for a drop folder (`[source.NAME]`), or one of your own tables under
    its name, as closes.csv. Without a mapping for it, one is suggested. Exits with 1
    when the file would be refused.
    """
    from overhang.cli import preview_page
    from overhang.config.universe import load_universe
    from overhang.sources.base import SourceError

    settings = settings_of(context, flags)
    universe = load_universe(settings.universe)
    try:
        found = _preview(settings, universe, file, named)
    except FileNotFoundError:
        say(f"{file}: no such file")
        context.exit(Exit.FAILED)
    except SourceError as error:
        found = preview_page.refused(safe_text(file.name), error)
    write = preview_page.as_json if style == "json" else preview_page.as_text
    text = write(found)
    if text:
        click.echo(text)
    for fault in found.faults:
        say(fault)
    context.exit(Exit.FAILED if found.faults else Exit.OK)


def _preview(
    settings: Settings, universe: Universe, file: Path, named: str | None
) -> Preview:
    """Read a file in the way that fits it."""
    from overhang.cli import preview_page
    from overhang.cli.preview_changes import changes_of
    from overhang.core.tables import TABLES
    from overhang.sources.apart.sheets import sheet_of
    from overhang.sources.apart.tables import parsed
    from overhang.sources.drop.grid import CAP
    from overhang.sources.drop.guess import suggested
    from overhang.sources.formats import FILES
    from overhang.sources.reading import read_file

    feed = _feed(settings, file, named)
    name = safe_text(file.name)
    now = datetime.now(UTC)
    if feed is None and file.stem in TABLES and file.suffix in FILES:
        table = parsed(file.stem, FILES[file.suffix], read_file(file), name, now)
        # Of a table with bad rows nothing is withdrawn.
        changes = None if table.bad else changes_of(settings, file.stem, table.rows)
        return preview_page.of_table(file.stem, name, table, changes)
    data = read_file(file, CAP)
    today = now.date()
    if feed is not None:
        return preview_page.of_run(data, name, feed, universe, today)
    sheet = sheet_of(data, name)
    guess = suggested(sheet, file, universe)
    return preview_page.of_guess(sheet, name, guess, universe, today)


def _feed(settings: Settings, file: Path, named: str | None) -> FeedSettings | None:
    """Return the drop folder that a file is for; none: for none that is set up."""
    from overhang.config.feeds import DropOptions
    from overhang.core.problems import unknown
    from overhang.core.tables import TABLES
    from overhang.sources.drop.names import Wanted
    from overhang.sources.formats import FILES

    drops = {
        each.name: each.options
        for each in settings.sources
        if isinstance(each.options, DropOptions)
    }
    feeds = {each.name: each for each in settings.sources}
    if named is not None:
        if named not in drops:
            raise click.UsageError(unknown("drop folder", named, drops))
        return feeds[named]
    fitting = [name for name, each in drops.items() if file.name in Wanted(each.files)]
    home = file.absolute().parent
    there = [name for name in fitting if drops[name].folder == home]
    # A table of the desk's own has its name; a run may have any.
    own = file.stem in TABLES and file.suffix in FILES
    chosen = there or ([] if own else fitting)
    if len(chosen) > 1:
        told = ", ".join(chosen)
        raise click.UsageError(f"{file.name} fits several sources, name one: {told}")
    return feeds[chosen[0]] if chosen else None
