"""`overhang rules test`: what rules do with given figures, and with the past."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from overhang.bundled import bundled
from overhang.cli.failures import Exit
from overhang.cli.options import (
    issuers_option,
    rules_option,
    settings_of,
    source_options,
)

if TYPE_CHECKING:
    from overhang.config.settings import Settings

_IN_FORCE = ""
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(name="test")
@source_options
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--against",
    metavar="[DIR]",
    is_flag=False,
    flag_value=_IN_FORCE,
    help="Judge a folder's past day by day; without DIR, that of the data in force.",
)
@click.option(
    "--rules",
    "book",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Rules file; default: the one in force.",
)
@click.option(
    "--since",
    metavar="DATE",
    type=_DAY,
    help="First day; default: of the first close.",
)
@click.option(
    "--until",
    metavar="DATE",
    type=_DAY,
    help="Last day; default: of the last close.",
)
@rules_option
@issuers_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "csv", "markdown"]),
    default="text",
    show_default=True,
    help="How to write what fired.",
)
@click.pass_context
def test(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    against: str | None,
    book: Path | None,
    since: datetime | None,
    until: datetime | None,
    rules: tuple[str, ...],
    issuers: tuple[str, ...],
    style: str,
    **flags: str | None,
) -> None:
    """Run test FILES, or list what would have fired in the past.

    A test file gives rules series of figures and says which state must follow
    (data/README.md). Exits with 1 when a test fails.
    """
    settings = settings_of(context, flags)
    if bool(files) == (against is not None):
        raise click.UsageError("give test files, or --against for the past")
    if against is None:
        context.exit(_run(files, settings))
    from overhang.cli.replaying import Asked, replayed
    from overhang.config.universe import load_universe
    from overhang.core.rules.language import load_rules

    folder = Path(against) if against != _IN_FORCE else settings.data
    if folder is None:
        raise click.UsageError("--against: give a folder, the tables come from a url")
    universe = load_universe(settings.universe)
    asked = Asked(
        folder,
        since.date() if since else None,
        until.date() if until else None,
        rules,
        issuers,
    )
    loaded = load_rules(book or settings.rules, universe)
    click.echo(replayed(asked, loaded, universe, style), nl=False)


def _run(files: tuple[Path, ...], settings: Settings) -> int:
    """Run test files; say what came out otherwise; return the exit status."""
    from overhang.config.universe import load_universe
    from overhang.core.calendars import load_calendars
    from overhang.core.rules.engine import judge
    from overhang.core.trials.language import load_trials
    from overhang.core.trials.trial import run

    universe = load_universe(settings.universe)
    calendars = load_calendars(bundled("data") / "calendars.toml")
    loaded = [load_trials(file, universe) for file in files]
    failed = 0
    for file in loaded:
        for trial in file.trials:
            for each in run(trial, file.book, universe, calendars, judge):
                failed += 1
                click.echo(f"{file.name}:{each.line}: {each}")
    tests = sum(len(file.trials) for file in loaded)
    click.echo(f"{f'{failed} wrong' if failed else 'ok'}: {tests} tests")
    return Exit.FAILED if failed else Exit.OK
