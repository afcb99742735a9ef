"""`overhang check`: for a monitoring system, in one line."""

from __future__ import annotations

import math
import os
import signal
from pathlib import Path
from traceback import walk_tb
from typing import Any

import click

from overhang.cli.check_end import UNKNOWN, limit, say_unknown, write
from overhang.cli.options import (
    issuers_option,
    rules_option,
    settings_of,
    source_options,
    style_option,
)
from overhang.core.problems import ConfigError
from overhang.store.base import StoreError

_GRACE_S = 1.0
"""After the time limit, what gathers may still say in words what is late."""
_LONGEST_S = 3600.0
_FORMATS = ("text", "json", "prometheus")


class _Plugin(click.Command):
    """A command whose wrong usage is UNKNOWN: a shell's 2 would read as CRITICAL."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            say_unknown(error.format_message(), "text")
            raise click.exceptions.Exit(UNKNOWN) from error


class _Seconds(click.FloatRange):
    """A time limit that a timer can keep."""

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


@click.command(name="check", cls=_Plugin)
@source_options
@issuers_option
@rules_option
@style_option(*_FORMATS)
@click.option(
    "--timeout",
    type=_Seconds(min=0.1, max=_LONGEST_S),
    default=10.0,
    show_default=True,
    help="Seconds until it is UNKNOWN.",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    issuers: tuple[str, ...],
    rules: tuple[str, ...],
    style: str,
    timeout: float,
    **flags: str | None,
) -> None:
    """Tell a monitoring system how the rules stand.

    Exits with 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN: by the loudest alert that fires
    and is not silenced, acknowledged ones with it. When none does, a figure that a
    rule needs and that is stale or absent, a source that failed, a wrong rule file and
    a time limit that passed are UNKNOWN, and never OK.

    Alerts on how old figures are (`data.stale.*`) are told as doubts and are not among
    the alerts counted here, as they are on the board.
    """
    limit(timeout + _GRACE_S, style)
    try:
        text, status = _judged(context, flags, issuers, rules, style, timeout)
    except ConfigError as error:
        status = say_unknown("; ".join(error.problems), style)
    except StoreError as error:
        status = say_unknown(str(error), style)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        status = say_unknown(f"{where}{error.strerror or error}", style)
    # A traceback would end with 1, which is WARNING.
    except Exception as error:
        # Not its own words: they may hold what nobody is to see.
        where = f"{type(error).__name__} in {_place(error)}"
        status = say_unknown(f"this should not happen: {where}", style)
    else:
        write(text)
    signal.setitimer(signal.ITIMER_REAL, 0)
    context.exit(status)


def _place(error: Exception) -> str:
    """Return where an error came up: `verdict.py:42`."""
    *_, (frame, line) = walk_tb(error.__traceback__)
    return f"{Path(frame.f_code.co_filename).name}:{line}"


def _judged(
    context: click.Context,
    flags: dict[str, str | None],
    issuers: tuple[str, ...],
    rules: tuple[str, ...],
    style: str,
    timeout: float,
) -> tuple[str, int]:
    from overhang.cli.selection import judged_by, rules_of, wanted
    from overhang.collector.once import known
    from overhang.core.rules.book import RuleBook
    from overhang.core.rules.language import load_rules
    from overhang.views.exposition import exposition
    from overhang.views.plugin import as_json, as_text
    from overhang.views.verdict import verdict

    settings = settings_of(context, flags)
    found = known(settings, os.environ, timeout=timeout)
    snapshot = found.snapshot
    if snapshot is None:
        raise StoreError(found.late or f"no figures within {timeout:g} s")
    faults = [found.late] if found.late else []
    try:
        book = load_rules(settings.rules, snapshot.universe)
    except ConfigError as error:
        # A collector goes on by the rules it has: what fires is told all the same.
        book = RuleBook(())
        faults += [each for each in error.problems if each not in snapshot.problems]
    ids = rules_of(book) or judged_by(snapshot)
    asked = wanted(ids, snapshot.universe, rules, issuers)
    judged = verdict(snapshot, book, asked, faults)
    form = {"text": as_text, "json": as_json, "prometheus": exposition}[style]
    return form(judged, snapshot), int(judged.status)
