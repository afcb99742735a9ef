"""Why a rule fires for a subject or does not: figures, evidence, levels, waits."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.machine import Evidence
from overhang.core.catalogue import METRICS, Unit
from overhang.core.records import Bound
from overhang.core.rules.algebra import unit_of
from overhang.core.rules.book import Rule
from overhang.core.rules.expressions import Part, Term
from overhang.core.rules.moment import Moment
from overhang.core.rules.standings import levels_of
from overhang.core.rules.texts import line_of
from overhang.core.snapshot import Level, Reading, Snapshot
from overhang.core.states import Severity, State
from overhang.views import format as fmt
from overhang.views.alert import alert_facts
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import BLANK, Entry, facts_table, pairs, section
from overhang.views.names import display_name
from overhang.views.roll import roll_of
from overhang.views.rule_evidence import evidence_of, refusal, terms_of
from overhang.views.width import wrap
from overhang.views.words import MARKS, TONES

_SHOWS = {
    Evidence.BREACH: "is beyond",
    Evidence.HELD: "is inside, not yet clear",
    Evidence.CLEAR: "is clear of it",
    Evidence.UNKNOWN: "proves nothing",
}
_HOLDS = {True: "holds", False: "does not hold", None: "cannot be told"}
_STATE_TONES = {
    State.FRESH: Tone.PLAIN,
    State.STALE: Tone.STALE,
    State.DEAD: Tone.STALE,
    State.ABSENT: Tone.MUTED,
}
_BOUNDS = {
    Bound.FLOOR: "a floor: it may be above",
    Bound.CEILING: "a ceiling: it may be below",
}


class _Case:
    """One rule on one subject, and what is known of it."""

    def __init__(
        self, snapshot: Snapshot, rule: Rule, subject: str, moment: Moment
    ) -> None:
        self.rule, self.subject = rule, subject
        self.mine = snapshot.readings.get(subject, {})
        self.evidence = evidence_of(rule, subject, self.mine, moment)
        self.refusal = refusal(rule, subject, self.mine, moment)
        roll = roll_of(snapshot)
        self.alert = roll.find(rule.id, subject)
        self.alerts = {
            each.severity: each
            for each in snapshot.alerts
            if each.key[:2] == (rule.id, subject)
        }
        self.note = rule.own.get(subject, rule.ladder).note

    def look(self, term: Term) -> Reading | None:
        """Find a figure."""
        return self.mine.get(term.key)


def explain_rule(
    snapshot: Snapshot,
    rule: Rule,
    subject: str,
    moment: Moment,
    zone: ZoneInfo,
    width: int = 80,
) -> list[Line]:
    """Tell why a rule fires for a subject, or does not.

    Args:
        snapshot: the figures and alerts that stand.
        rule: of the book in force.
        subject: an issuer's code, or `group:four`; the rule must watch it.
        moment: the day that counts as today, and the roll days.
        zone: the one zone times are shown in.
        width: terminal cells.
    """
    case = _Case(snapshot, rule, subject, moment)
    title = f"{rule.id} · {display_name(snapshot, subject)}"
    lines = wrap(title, width, Tone.TITLE)
    lines += wrap(line_of(rule, subject), width, Tone.MUTED)
    lines += [BLANK, *wrap(_answer(case), width, _tone(case))]
    lines += section("Figures", _figures(case, width))
    if rule.when is not None:
        parts = rule.when.parts(case.look)
        lines += section("Condition", _condition(parts, width))
    else:
        lines += section("Levels", _levels(case, width))
    for severity, alert in sorted(case.alerts.items(), reverse=True):
        name = f"Alert, {severity.name.lower()}"
        lines += section(name, pairs(alert_facts(alert, zone), width))
    return lines + section("Why here", wrap(case.note, width) if case.note else [])


def _answer(case: _Case) -> str:
    """Say in a sentence whether it fires, and why."""
    alert = case.alert
    if alert is not None:
        untold = f"; nobody is told: {alert.muted}" if alert.muted else ""
        return f"{alert.severity.name.lower()} {alert.phase}: {alert.text}{untold}"
    if Evidence.BREACH in case.evidence.values():
        return "Breached, and not judged yet"
    if Evidence.UNKNOWN not in case.evidence.values():
        return "At rest: no level is breached"
    return f"At rest, and cannot be told: {_unknown(case)}"


def _unknown(case: _Case) -> str:
    """Say why the figures prove nothing."""
    for term in terms_of(case.rule):
        reading = case.look(term)
        if reading is None:
            return f"{term.key} is not measured"
        if reading.state is State.ABSENT:
            return f"{term.key} is absent, {reading.reason or 'no figure'}"
    if case.refusal:
        return case.refusal
    bounds = [
        f"{term.key} is {_BOUNDS[reading.bound]}"
        for term in terms_of(case.rule)
        if (reading := case.look(term)) and reading.bound in _BOUNDS
    ]
    return "; ".join(bounds) or "the figures prove neither"


def _tone(case: _Case) -> Tone:
    return TONES[case.alert.severity if case.alert else Severity.NONE]


def _figures(case: _Case, width: int) -> list[Line]:
    columns = ("figure", "value>", "state", "about", "age>", "quality")
    entries = [_figure(term, case.look(term)) for term in terms_of(case.rule)]
    return facts_table(columns, entries, width)


def _figure(term: Term, reading: Reading | None) -> Entry:
    if reading is None:
        return Entry((term.key, fmt.ABSENT, "not measured", "", "", ""))
    day = fmt.date(reading.about, reading.precision) if reading.about else ""
    cells = (
        term.key,
        _value(term, reading),
        Cell(reading.state, _STATE_TONES[reading.state]),
        day,
        fmt.age(reading.age),
        Cell(reading.quality or "", Tone.MUTED),
    )
    return Entry(cells, _under(reading))


def _under(reading: Reading) -> str:
    """Say why a figure is not in date, what its number means, and who gave it."""
    sources = dict.fromkeys(each.source for each in reading.inputs if each.source)
    told = (reading.reason, _BOUNDS.get(reading.bound, ""), *sources)
    return " · ".join(filter(None, told))


def _value(term: Term, reading: Reading) -> str:
    if reading.value is None:
        return fmt.ABSENT
    text = fmt.quantity(reading.value, unit_of(term), signed=bool(term.function))
    return fmt.bounded(text, reading.bound)


def _condition(parts: Sequence[Part], width: int) -> list[Line]:
    entries = [
        Entry(
            (
                each.text,
                _side(each.left, each.unit),
                _side(each.right, each.unit),
                _HOLDS[each.holds],
            ),
            each.why,
        )
        for each in parts
    ]
    return facts_table(("comparison", "left>", "right>", "outcome"), entries, width)


def _side(value: float | None, unit: Unit) -> str:
    return fmt.ABSENT if value is None else fmt.quantity(value, unit)


def _levels(case: _Case, width: int) -> list[Line]:
    """Write every level, worst first: what the figure shows, and how far it is."""
    rule = case.rule
    unit, sign = METRICS[rule.metric].unit, ">" if rule.above else "<"
    reading = case.look(Term(rule.metric))
    value = reading.value if reading is not None else None
    if value is not None and rule.limit is not None:
        value = abs(value)
    entries = []
    for each in reversed(levels_of(rule, case.subject)):
        alert = case.alerts.get(each.severity)
        entries.append(
            Entry(
                (
                    Cell(
                        f"{each.severity.name.lower()} {MARKS[each.severity]}",
                        TONES[each.severity],
                    ),
                    f"{sign} {fmt.level(each.threshold, unit)}",
                    _SHOWS[case.evidence[each.severity]],
                    _distance(rule, each, value),
                    alert.phase if alert else Phase.INACTIVE,
                )
            )
        )
    columns = ("level", "at>", "the figure", "distance", "alert")
    return facts_table(columns, entries, width)


def _distance(rule: Rule, level: Level, value: float | None) -> str:
    if value is None:
        return "not known"
    over = value - level.threshold if rule.above else level.threshold - value
    gap = fmt.distance(abs(over), METRICS[rule.metric].unit)
    return f"{gap} beyond" if over > 0 else f"{gap} to go"
