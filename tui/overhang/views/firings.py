"""When rules fired, for a pipe: text, CSV, or Markdown for a document."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from overhang.core.catalogue import METRICS
from overhang.core.firings import Firing, of_rules
from overhang.core.rules.book import Rule
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.words import LETTERS, STALE_MARK, subject_name

_STANDS = "stands"
_COLUMNS = ("rule", "subject", "severity", "fired", "ended", "value", "unit", "level")
_HEAD = """\
One look a business day, in its evening, at what could be known by then (README.md says
how that is told). Written by `overhang rules test --against --format markdown`.

A firing stands until the day under "until"; `stands` is until the last day. "at" is the
figure that fired it: `>` more than, `<` up to, `c.` about, `~` behind it out of date.
It is what fired, not what was told: a worse level of the same rule, an inhibition or a
silence mutes. Counts below: `I` info, `W` warn, `C` crit.
"""
_MILDEST_FIRST = tuple(LETTERS.items())[::-1]
_MARKDOWN = ("name", "severity", "fired", "until", "at")


class Told(NamedTuple):
    """One episode in words."""

    rule: str
    name: str
    severity: str
    fired: str
    until: str
    at: str
    """What fired it: `227.0bp`, `~` behind it when it was stale."""


def as_text(firings: Sequence[Firing]) -> str:
    """Write one episode a line, in columns."""
    rows = [Told("rule", "name", "", "fired", "until", "at"), *map(_told, firings)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(line.rstrip() + "\n" for line in lines)


def as_csv(firings: Sequence[Firing]) -> str:
    """Write one episode a row; values are in the metric's unit, % as a fraction."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in firings:
        unit = METRICS[each.metric].unit.value if each.metric else ""
        ended = each.ended.isoformat() if each.ended else ""
        severity = each.severity.name.lower()
        about = (each.rule, each.subject, severity, each.fired.isoformat(), ended)
        value = "" if each.value is None else each.value
        level = "" if each.threshold is None else each.threshold
        writer.writerow([*about, value, unit, level])
    return file.getvalue()


def as_markdown(
    firings: Sequence[Firing], rules: Sequence[Rule], since: date, until: date
) -> str:
    """Write a document: an overview, a table for each rule, what never fired."""
    notes = {each.id: each.ladder.note for each in rules}
    grouped = of_rules(firings, notes)
    parts = [f"# When the rules would have fired\n\n{since} to {until}.\n{_HEAD}"]
    if firings:
        parts.append(_overview(grouped))
    for rule, mine in grouped.items():
        if mine:
            note = f"{notes[rule]}\n\n" if notes.get(rule) else ""
            parts.append(f"## {rule}\n\n{note}{_table(mine)}")
    quiet = [f"`{rule}`" for rule, mine in grouped.items() if not mine]
    if quiet:
        parts.append(f"## Never fired\n\n{', '.join(quiet)}\n")
    return "\n".join(parts)


def _overview(grouped: Mapping[str, Sequence[Firing]]) -> str:
    """Count the firings of each rule on each name: `2I 1W`."""
    subjects = sorted({each.subject for mine in grouped.values() for each in mine})
    rows: list[Sequence[str]] = [("rule", *map(subject_name, subjects))]
    rows.append(["---"] * len(rows[0]))
    for rule, mine in grouped.items():
        counts = Counter((each.subject, each.severity) for each in mine)
        cells = (
            " ".join(
                f"{counts[subject, severity]}{letter}"
                for severity, letter in _MILDEST_FIRST
                if counts[subject, severity]
            )
            for subject in subjects
        )
        if mine:
            rows.append((rule, *cells))
    return _lines(rows)


def _table(firings: Sequence[Firing]) -> str:
    order = sorted(firings, key=lambda each: (each.subject, each.fired))
    rows: list[Sequence[str]] = [_MARKDOWN, ["---"] * len(_MARKDOWN)]
    rows += [_told(each)[1:] for each in order]
    return _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _told(firing: Firing) -> Told:
    return Told(
        firing.rule,
        subject_name(firing.subject),
        firing.severity.name.lower(),
        firing.fired.isoformat(),
        firing.ended.isoformat() if firing.ended else _STANDS,
        _at(firing),
    )


def _at(firing: Firing) -> str:
    if firing.value is None or not firing.metric:
        return firing.text
    unit = METRICS[firing.metric].unit
    shown = fmt.bounded(fmt.quantity(firing.value, unit), firing.bound)
    return shown if firing.state is State.FRESH else shown + STALE_MARK
