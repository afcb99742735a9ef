"""What is written of a rule: what it says when it fires, and itself in one line."""

from __future__ import annotations

from overhang.core import dates
from overhang.core.catalogue import METRICS, Unit
from overhang.core.durations import short
from overhang.core.records import Bound
from overhang.core.rules.book import Gate, Ladder, Rule, Waits
from overhang.core.rules.expressions import Expression, Look, Part
from overhang.core.rules.figures import exactly, said, said_against, write
from overhang.core.rules.templates import LENGTH, UNKNOWN, name_of, render
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State

_BOUNDS = {Bound.FLOOR: ">", Bound.CEILING: "<", Bound.APPROX: "c."}


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
    else:
        if rule.when is not None:
            found = _conditions(rule.when, look)
        else:
            found = _breach(rule, subject, severity, reading)
        words = f"{name_of(subject)}: {found} ({severity.name.lower()})"
    return safe_text(words + _staleness(reading), LENGTH)


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
    metric = METRICS[rule.metric]
    sign = ">" if rule.above else "<"
    ladder = rule.own.get(subject, rule.ladder)
    level = next(
        (each.threshold for each in ladder.levels if each.severity == severity), None
    )
    if reading is None or reading.value is None:
        reason = reading.reason if reading is not None else ""
        return f"{metric.title} {UNKNOWN}" + (f", {reason}" if reason else "")
    bound = _BOUNDS.get(reading.bound, "")
    value = said(reading.value, metric.unit)
    if rule.limit is not None:
        used = said(abs(reading.value) / rule.limit, Unit.PERCENT)
        limit = write(rule.limit, metric)
        return f"{metric.title} {bound}{value} is {used} of {limit}"
    if level is None:
        return f"{metric.title} {bound}{value}"
    value = said_against(reading.value, level, metric.unit)
    beyond = reading.value > level if rule.above else reading.value < level
    was = "" if beyond else ", was"
    return f"{metric.title} {bound}{value}{was} {sign} {write(level, metric)}"


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


def _staleness(reading: Reading | None) -> str:
    """Say that a figure is old and of when it is: words that stay true."""
    if reading is None or reading.state not in (State.STALE, State.DEAD):
        return ""
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
