"""What rules would have done in the past, as text."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from overhang.bundled import bundled
from overhang.cli.selection import rules_of, subjects_of, wanted
from overhang.core.calendars import load_calendars
from overhang.core.firings import firings
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.measure import measure
from overhang.core.replay import business_days, history
from overhang.core.rules.book import RuleBook
from overhang.core.rules.engine import judge
from overhang.core.rules.moment import Judged
from overhang.core.snapshot import Clock
from overhang.sources.folder import read_folder
from overhang.views.firings import as_csv, as_markdown, as_text


class Asked(NamedTuple):
    """Which part of a past is asked for."""

    folder: Path
    since: date | None
    """None: the day of the first close."""
    until: date | None
    """None: the day of the last close."""
    rules: Sequence[str]
    """Patterns; none: all of them."""
    issuers: Sequence[str]
    """Patterns; none: all of them."""


def replayed(asked: Asked, book: RuleBook, universe: Universe, style: str) -> str:
    """Judge a folder's past day by day; return what fired.

    Args:
        asked: which past, and which part of it.
        book: the rules.
        universe: who is watched.
        style: `text`, `csv` or `markdown`.

    Raises:
        ConfigError: the folder cannot be read, or a pattern fits nothing.
    """
    keep = wanted(rules_of(book), universe, asked.rules, asked.issuers)
    tables = read_folder(asked.folder, datetime.now(UTC))
    closes = [each.record.day for each in tables.get("closes", ())]
    if not closes and not (asked.since and asked.until):
        raise click.UsageError("no closes there: give --since and --until")
    since, until = asked.since or min(closes), asked.until or max(closes)
    clock = Clock(today=until, shipped=True)
    calendars = load_calendars(bundled("data") / "calendars.toml")
    inputs = Inputs(tables, universe, clock, calendars)
    found = [
        each
        for each in firings(_judged(inputs, book, since, until))
        if keep(each.rule, each.subject)
    ]
    if style == "markdown":
        subjects = subjects_of(universe)
        rules = [
            rule
            for rule in book.rules
            if any(keep(rule.id, subject) for subject in subjects)
        ]
        return as_markdown(found, rules, since, until)
    return as_csv(found) if style == "csv" else as_text(found)


def _judged(
    inputs: Inputs, book: RuleBook, since: date, until: date
) -> Iterator[tuple[date, Judged]]:
    """Judge day by day, and show on standard error how far it is."""
    both = partial(measure, terms=book.terms)
    days = history(inputs, book, since, until, judge=judge, measure=both)
    count = sum(1 for _ in business_days(inputs.calendars, since, until))
    label = f"judging {since} to {until}"
    # Standard output is the table alone.
    with click.progressbar(days, length=count, label=label, file=sys.stderr) as shown:
        yield from shown
