"""What is flagged, in words and counted: the notes under a pane, its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from overhang.core.catalogue import Pane, Unit
from overhang.core.outward import WITHHELD
from overhang.core.records import Bound
from overhang.core.snapshot import (
    Reading,
    Snapshot,
    SourceHealth,
    SourceState,
    Standing,
)
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Span, Tone, Written
from overhang.views.feeds import missed
from overhang.views.figures import MARK_AGE, Figures, is_of_all, sentence
from overhang.views.flags import (
    MUTED_MARK,
    PENDING_MARK,
    QUIET,
    dated,
    is_loud,
    is_pending,
    mark,
    mark_spans,
    tone,
    untold,
    waits,
)
from overhang.views.roll import Roll, earned
from overhang.views.words import (
    MARKS,
    TABLES,
    TONES,
    short,
    subject_name,
    unit_of,
)

_NAMED = 2
"""Stale figures that a line of several issuers has room to name."""


def counts(breaches: Iterable[Standing]) -> tuple[Span, ...]:
    """Count what fires and is told by severity, worst first: `2!!` `1!`; then `1?`.

    What is worse than all of that and told to nobody comes before: `1!!z`.
    """
    flagged = list(breaches)
    tally = Counter(each.severity for each in flagged if is_loud(each))
    shown = [
        Span(f"{tally[each]}{MARKS[each]}", TONES[each])
        for each in sorted(tally, reverse=True)
    ]
    worst, number = untold(flagged)
    if number:
        shown.insert(0, Span(f"{number}{MARKS[worst]}{MUTED_MARK}", QUIET[worst]))
    if waiting := [each for each in flagged if is_pending(each)]:
        worst = max(each.pending for each in waiting)
        shown.append(Span(f"{len(waiting)}{PENDING_MARK}", QUIET[worst]))
    return tuple(shown)


def breach_lines(figures: Figures, breaches: Iterable[Standing]) -> Written[Line]:
    """Say breaches in words, in their order; what is true of rows shares lines."""
    return Written(_gathered(breaches), partial(_said, figures))


def _gathered(breaches: Iterable[Standing]) -> list[Standing | list[Standing]]:
    """Put what shares a line together."""
    lines: list[Standing | list[Standing]] = []
    shared: dict[tuple[object, ...], list[Standing]] = {}
    for each in breaches:
        plain = is_of_all(each) and not is_pending(each) and not each.acked
        known = each.state is State.FRESH and each.value is not None
        if plain and known and each.breached:
            key = (each.metric, each.severity, each.breached.threshold, each.muted)
            if key not in shared:
                lines.append(shared.setdefault(key, []))
            shared[key].append(each)
        else:
            lines.append(each)
    return lines


def _said(figures: Figures, told: Standing | list[Standing] | Line) -> Line:
    if isinstance(told, Standing):
        return breach_line(figures, told)
    return _shared_line(figures, told) if isinstance(told, list) else told


def _shared_line(figures: Figures, standings: list[Standing]) -> Line:
    """Write `!! mark age over 5bd: MSFT META 28bd, ORCL 9bd`."""
    first = standings[0]
    subjects: dict[tuple[float, str], list[str]] = {}
    for each in standings:
        key = (each.value or 0.0, _which(figures, each))
        subjects.setdefault(key, []).append(subject_name(each.subject))
    unit = unit_of(first.metric)
    told = ", ".join(
        f"{' '.join(subjects[value, which])} {fmt.quantity(value, unit)}{which}"
        for value, which in sorted(subjects, key=lambda each: -each[0])
    )
    what = short(first.metric)
    if first.metric == MARK_AGE and first.breached:
        what = f"mark age over {fmt.level(first.breached.threshold, unit)}"
    said = f" · {first.muted}" if first.muted else ""
    return (
        Span(mark(first), tone(first)),
        Span(f" {what}: {told}"),
        Span(said, Tone.MUTED),
    )


def _which(figures: Figures, standing: Standing) -> str:
    """Name stale figures where they are few: ` (5Y, 1D)`."""
    reading = figures.reading(standing.subject, standing.metric)
    if reading is None or not standing.metric.startswith("data."):
        return ""
    names = [each.name for each in reading.inputs]
    return f" ({', '.join(names)})" if 0 < len(names) <= _NAMED else ""


def breach_line(figures: Figures, standing: Standing) -> Line:
    """Say a breach in words: `!! ORCL 52w drawdown -58.1% < -50% · 0bd`."""
    reading = figures.snapshot.reading(standing.subject, standing.metric)
    age = fmt.age(reading.age) if reading and standing.metric != MARK_AGE else ""
    # `28bd dead` is one thing to say.
    said_so = standing.state is State.FRESH or _is_withheld(reading)
    old = "" if said_so else standing.state
    roll = figures.roll
    alert = roll.find(standing.rule, standing.subject)
    # How long it still waits is cut last: the age stands in the table too.
    tail = [_pending(standing, roll), " ".join(filter(None, (age, old)))]
    if standing.acked and alert and alert.ack:
        tail.append(f"acked {alert.ack.by}")
    tail.append(standing.muted)
    name = subject_name(standing.subject)
    words = f"{name} {_figure(standing, reading)}" if standing.metric else ""
    if alert and not standing.metric:
        # A condition says itself what it found, and mostly of whom.
        words = alert.text if alert.text.startswith(name) else f"{name} {alert.text}"
    said = "".join(f" · {each}" for each in tail if each)
    flag = dated(mark(standing), standing.state)
    return (
        *mark_spans(Cell("", tone(standing), flag, waits(standing))),
        Span(f" {words or name}"),
        Span(said, Tone.MUTED),
    )


def _pending(standing: Standing, roll: Roll) -> str:
    """Say which level has not lasted, and for how long: `crit pending 1 of 2 closes`.

    Nothing when none waits.
    """
    if not is_pending(standing):
        return ""
    waiting = roll.waiting(standing.rule, standing.subject)
    lasted = f" {earned(waiting)}" if waiting else ""
    return f"{standing.pending.name.lower()} pending{lasted}".rstrip()


def _is_withheld(reading: Reading | None) -> bool:
    return reading is not None and reading.reason.startswith(WITHHELD)


def _figure(standing: Standing, reading: Reading | None) -> str:
    """Say a figure and the level it is beyond: `52w drawdown -58.1% < -50%`."""
    unit = unit_of(standing.metric)
    shown = "withheld" if _is_withheld(reading) else fmt.ABSENT
    if standing.value is not None:
        bound = reading.bound if reading else Bound.EXACT
        shown = sentence(standing.metric, standing.value, bound)
    sign = ">" if standing.above else "<"
    past = ""
    if standing.limit and standing.judged is not None:
        share = _share(standing.judged, standing.limit)
        past = f" is {share} of {fmt.level(standing.limit, unit)}"
        if standing.breached and is_held(standing):
            level = _share(standing.breached.threshold, standing.limit)
            past += f", held at {level}"
        return f"{short(standing.metric)} {shown}{past}"
    waiting = [each for each in standing.levels if each.severity == standing.pending]
    if is_pending(standing) and waiting:
        past = f" {sign} {fmt.level(waiting[0].threshold, unit)}"
    elif standing.breached:
        level = fmt.level(standing.breached.threshold, unit)
        past = f", held at {level}" if is_held(standing) else f" {sign} {level}"
    return f"{short(standing.metric)} {shown}{past}"


def _share(size: float, limit: float) -> str:
    return fmt.level(round(size / limit, 3), Unit.PERCENT)


def is_held(standing: Standing) -> bool:
    """Whether the value is back inside its level but not past the clear level yet."""
    if standing.breached is None or standing.judged is None:
        return False
    over = standing.judged - standing.breached.threshold
    return over <= 0 if standing.above else over >= 0


def lacks(snapshot: Snapshot, pane: Pane) -> list[Line]:
    """Say what a pane could not be measured from, and why: what failed comes first."""
    return [
        (Span(_lack(each), Tone.STALE),)
        for state in (SourceState.FAILED, SourceState.PART, SourceState.MISSING)
        for each in missed(snapshot.sources, state)
        if each.table in TABLES[pane]
    ]


def notes(figures: Figures, pane: Pane) -> Written[Line]:
    """Return the lines under a pane: each breach, then what is missing."""
    told = _gathered(figures.breaches(pane))
    lines = [*told, *lacks(figures.snapshot, pane)]
    return Written(lines, partial(_said, figures))


def _lack(health: SourceHealth) -> str:
    why = health.errors[0] if health.errors else f"not found in {health.place}"
    more = f" (+{len(health.errors) - 1} more)" if len(health.errors) > 1 else ""
    if health.state is SourceState.PART:
        return f"{health.table} in part: {why}{more}"
    if health.rows:
        return f"{health.table} not updated: {why}{more}"
    return f"no {health.table}: {why}{more}"
