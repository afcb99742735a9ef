"""What is written of a rule: what it says when it fires, and itself in one line."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from overhang.core import dates
from overhang.core.catalogue import METRICS, Pane, Unit
from overhang.core.catalogue.names import is_change
from overhang.core.durations import short
from overhang.core.rules.book import Gate, Ladder, Rule, Waits
from overhang.core.rules.expressions import Expression, Look, Part
from overhang.core.rules.figures import exactly, said, write
from overhang.core.rules.templates import LENGTH, UNKNOWN, name_of, render
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State

_LOUD = {each: each.name.lower() for each in Severity}
_OLD = frozenset({State.STALE, State.DEAD})
_NAMED = 4
"""Stale figures and filings that are named; more are counted."""
_COUNTED = frozenset({"debt.filings"})
"""Counts whose inputs say more than their number."""


class _Frame(msgspec.Struct, frozen=True, gc=False):
    """What all alerts of one level say, whoever's and whatever the figure."""

    head: str
    """`CDS 5Y `."""
    tail: str
    """` > 200bp (warn)`."""
    rounded: str
    """The level, as a figure that is the same would be written."""
    unit: Unit
    signed: bool


def text_of(
    rule: Rule, subject: str, severity: Severity, reading: Reading | None, look: Look
) -> str:
    """Return what one level of a rule says of a subject, in one inert line.

    Without a text of its own: `ORCL: CDS 5Y 231bp > 200bp (warn)`. `reading` is what
    is judged, none for an expression; a figure out of date says so.
    """
    if rule.template:
        value = reading.value if reading is not None else None
        words = render(rule, subject, severity, look, value)
    elif rule.when is not None:
        found = _conditions(rule.when, look)
        words = f"{name_of(subject)}: {found} ({_LOUD[severity]})"
    else:
        words = f"{name_of(subject)}: {_breach(rule, subject, severity, reading)}"
    if reading is not None and reading.state in _OLD:
        words += _staleness(reading)
    return safe_text(words, LENGTH)


def line_of(rule: Rule, subject: str = "") -> str:
    """Return a rule as one line, for one subject or as it is for most.

    `cds-5y-level ORCL: cds.5y > 150bp info, > 200bp warn, clear 10bp, for 2 closes`.
    """
    ladder = rule.own.get(subject, rule.ladder)
    subject = subject or rule.only
    head = f"{rule.id} {name_of(subject)}".rstrip()
    judged = (
        _condition_line(rule) if rule.when is not None else _ladder_line(rule, ladder)
    )
    return ", ".join(
        [f"{head}: {judged}", *_wait_words(rule.waits), *_gate_words(rule.gate)]
    )


def _breach(
    rule: Rule, subject: str, severity: Severity, reading: Reading | None
) -> str:
    """Say which level a figure is beyond, or was until it came back."""
    level = _threshold(rule, subject, severity)
    value = None if reading is None else reading.value
    if reading is None or value is None or rule.limit is not None or level is None:
        return f"{_without_level(rule, reading)} ({_LOUD[severity]})"
    frame = _frame(rule.metric, rule.above, level, severity)
    words = said(value, frame.unit, signed=frame.signed)
    if words == frame.rounded and value != level:
        # It must not be taken for the level.
        words = exactly(value, frame.unit, signed=frame.signed)
    beyond = value > level if rule.above else value < level
    if beyond and (METRICS[rule.metric].pane is Pane.DATA or rule.metric in _COUNTED):
        # Which ones says how many.
        return f"{frame.head.rstrip()}: {_which(reading)} ({_LOUD[severity]})"
    was = "" if beyond else ", was"
    return f"{frame.head}{reading.bound.mark}{words}{was}{frame.tail}"


def _which(reading: Reading) -> str:
    """Name what is counted: `5Y, 1D`, `FWP 20 Nov 26 14:32 EST`."""
    names = [each.name for each in reading.inputs]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join(names[:_NAMED] + more)


# Thousands of levels are worded at a look, and nearly all were at the look before.
@lru_cache(maxsize=1 << 16)
def _frame(name: str, above: bool, level: float, severity: Severity) -> _Frame:
    metric = METRICS[name]
    return _Frame(
        f"{metric.title} ",
        f" {'>' if above else '<'} {write(level, metric)} ({_LOUD[severity]})",
        said(level, metric.unit, signed=is_change(name)),
        metric.unit,
        is_change(name),
    )


def _without_level(rule: Rule, reading: Reading | None) -> str:
    """Say what there is to say of no figure, of a limit, of a level that is gone."""
    metric = METRICS[rule.metric]
    if reading is None or reading.value is None:
        reason = reading.reason if reading is not None else ""
        return f"{metric.title} {UNKNOWN}" + (f", {reason}" if reason else "")
    written = said(reading.value, metric.unit, signed=is_change(rule.metric))
    value = reading.bound.mark + written
    if rule.limit is None:
        return f"{metric.title} {value}"
    used = said(abs(reading.value) / rule.limit, Unit.PERCENT)
    return f"{metric.title} {value} is {used} of {write(rule.limit, metric)}"


def _threshold(rule: Rule, subject: str, severity: Severity) -> float | None:
    """Return the level of one severity; none when the rule has none such any more."""
    for level in rule.own.get(subject, rule.ladder).levels:
        if level.severity == severity:
            return level.threshold
    return None


def _conditions(when: Expression, look: Look) -> str:
    """Say what makes a condition hold, or what it was while it held."""
    if not when.holds(look):
        return f"was {when.text}"
    return (
        "; ".join(_part(part) for part in when.parts(look) if part.holds) or when.text
    )


def _part(part: Part) -> str:
    value = UNKNOWN if part.left is None else said(part.left, part.unit)
    return f"{part.text}: {value}"


def _staleness(reading: Reading) -> str:
    """Say that a figure is old and of when it is: words that stay true."""
    when = dates.short(reading.about, reading.precision) if reading.about else ""
    return f", {reading.state}" + (f": of {when}" if when else "")


def _ladder_line(rule: Rule, ladder: Ladder) -> str:
    metric = METRICS[rule.metric]
    sign = ">" if rule.above else "<"
    head, unit = f"{rule.metric} ", metric.unit
    if rule.limit is not None:
        head, unit = f"{rule.metric} of {write(rule.limit, metric)} ", Unit.PERCENT
    levels = ", ".join(
        f"{sign} {exactly(level.threshold, unit)} {level.severity.name.lower()}"
        for level in ladder.levels
    )
    clear = f", clear {exactly(ladder.clear, unit)}" if ladder.clear else ""
    return head + levels + clear


def _condition_line(rule: Rule) -> str:
    assert rule.when is not None
    return f"{rule.when.text} {rule.ladder.levels[0].severity.name.lower()}"


def _wait_words(waits: Waits) -> list[str]:
    words = []
    for name, span in (("for", waits.hold), ("keep", waits.keep)):
        if span.closes:
            words.append(f"{name} {span.closes} close{'s' if span.closes > 1 else ''}")
        elif span.seconds:
            words.append(f"{name} {short(span.seconds)}")
    if waits.no_data != "hold":
        words.append(f"no data {waits.no_data}")
    return words + [f"ignore {each}" for each in waits.ignore]


def _gate_words(gate: Gate) -> list[str]:
    words = []
    if gate.quality is not None:
        words.append(f"quality >= {gate.quality}")
    if gate.size is not None:
        words.append(f"size >= {exactly(gate.size / 1000, Unit.USD_BN)}")
    if gate.age is not None:
        words.append(f"age <= {gate.age}bd")
    return words
