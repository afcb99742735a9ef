"""`overhang check`: for a monitoring system, in one line."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

import click

from overhang.cli.options import settings_of, source_options
from overhang.core.problems import ConfigError
from overhang.store.base import StoreError

_UNKNOWN = 3
_GRACE_S = 1.0
"""After the time limit, what gathers may still say in words what is late."""
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
            _say_unknown(error.format_message(), "text")
            raise click.exceptions.Exit(_UNKNOWN) from error


@click.command(name="check", cls=_Plugin)
@source_options
@click.option(
    "--issuer",
    "issuers",
    multiple=True,
    metavar="PATTERN",
    help="Only these issuers or groups (`ORCL`, `group:*`). Repeatable.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="PATTERN",
    help="Only these rules (`cds-*`). Repeatable.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
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
    """
    limit(timeout + _GRACE_S, style)
    try:
        text, status = _judged(context, flags, issuers, rules, style, timeout)
    except ConfigError as error:
        status = _say_unknown("; ".join(error.problems), style)
    except (StoreError, OSError) as error:
        status = _say_unknown(str(error), style)
    # A traceback would end with 1, which is WARNING.
    except Exception as error:
        status = _say_unknown(f"this should not happen: {error!r}", style)
    else:
        _write(text)
    signal.setitimer(signal.ITIMER_REAL, 0)
    context.exit(status)


def _judged(
    context: click.Context,
    flags: dict[str, str | None],
    issuers: tuple[str, ...],
    rules: tuple[str, ...],
    style: str,
    timeout: float,
) -> tuple[str, int]:
    from overhang.cli.selection import wanted
    from overhang.collector.once import known
    from overhang.core.rules.language import load_rules
    from overhang.views.exposition import exposition
    from overhang.views.plugin import as_json, as_text
    from overhang.views.verdict import verdict

    settings = settings_of(context, flags)
    found = known(settings, os.environ, timeout=timeout)
    snapshot = found.snapshot
    if snapshot is None:
        raise StoreError(found.late or f"no figures within {timeout:g} s")
    book = load_rules(settings.rules, snapshot.universe)
    asked = wanted(book, snapshot.universe, rules, issuers)
    judged = verdict(snapshot, book, asked, (found.late,) if found.late else ())
    write = {"text": as_text, "json": as_json, "prometheus": exposition}[style]
    return write(judged, snapshot), int(judged.status)


def limit(seconds: float, style: str) -> None:
    """End as UNKNOWN when time is up, whatever still runs.

    A cut is safe: the store survives a kill at any moment.
    """

    def cut(_: int, __: FrameType | None) -> None:
        _say_unknown("nothing could be told in time", style)
        sys.stdout.flush()
        os._exit(_UNKNOWN)

    signal.signal(signal.SIGALRM, cut)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _say_unknown(words: str, style: str) -> int:
    """Write that nothing is known, and why; return the status."""
    from overhang.views.exposition import exposition
    from overhang.views.plugin import unknown, unknown_json
    from overhang.views.verdict import Status, Verdict

    if style == "prometheus":
        text = exposition(Verdict(Status.UNKNOWN), None)
        sys.stderr.write(unknown(words))
    else:
        text = unknown_json(words) if style == "json" else unknown(words)
    _write(text)
    return _UNKNOWN


def _write(text: str) -> None:
    """Write to standard output; a reader that left changes nothing of the status."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
