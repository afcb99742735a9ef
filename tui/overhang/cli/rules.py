"""`overhang rules`: the levels that are watched."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from overhang.cli.failures import Exit
from overhang.cli.options import (
    settings_of,
    source_options,
    timeout_option,
    width_option,
)
from overhang.cli.rules_test import test


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
    from overhang.views.rulebook import in_force

    settings = settings_of(context, flags)
    path = file or settings.rules
    book = load_rules(path, load_universe(settings.universe))
    click.echo(f"ok: {in_force(book, datetime.now(UTC))} ({path})")


@command.command()
@source_options
@click.argument("rule")
@click.argument("issuer")
@width_option
@timeout_option
@click.pass_context
def explain(
    context: click.Context,
    /,
    rule: str,
    issuer: str,
    width: int | None,
    timeout: float,
    **flags: str | None,
) -> None:
    """Tell why RULE fires for ISSUER, or does not, and how far every level is."""
    from overhang.bundled import bundled
    from overhang.cli.desk import desk_of
    from overhang.cli.gathering import gather
    from overhang.cli.selection import known_rule, known_subject, rules_of
    from overhang.core.calendars import load_calendars
    from overhang.core.rules.language import load_rules
    from overhang.core.rules.moment import Moment
    from overhang.core.rules.rolls import roll_days
    from overhang.views.base import text_of
    from overhang.views.rule_explain import explain_rule

    desk = desk_of(context, flags)
    book = load_rules(desk.settings.rules, desk.universe)
    name = known_rule(rules_of(book), rule)
    subject = known_subject(desk.universe, issuer)
    found = next(each for each in book.rules if each.id == name)
    watched = found.subjects(desk.universe)
    if subject not in watched:
        known = ", ".join(watched)
        raise click.UsageError(f"{name} does not watch {subject}, but {known}")
    snapshot = gather(desk.settings, os.environ, timeout)
    if snapshot is None:
        context.exit(Exit.TIMEOUT)
    today = snapshot.clock.today
    calendars = load_calendars(bundled("data") / "calendars.toml")
    moment = Moment(snapshot.taken_at, today, roll_days=roll_days(calendars, today))
    columns = width or shutil.get_terminal_size((120, 40))[0]
    page = explain_rule(snapshot, found, subject, moment, desk.zone, columns)
    click.echo(text_of(page))


command.add_command(test)
