"""What the figures show about a rule now, level by level, and why they show nothing."""

from __future__ import annotations

from collections.abc import Mapping

from overhang.core.alerts.machine import Evidence
from overhang.core.rules.book import Gate, Rule
from overhang.core.rules.evidence import of_condition, of_level, together
from overhang.core.rules.expressions import Term
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State

Readings = Mapping[str, Reading]
"""Of one subject, by metric or by the key of a term."""


def terms_of(rule: Rule) -> tuple[Term, ...]:
    """Return the figures that a rule looks at."""
    return tuple(rule.when.terms) if rule.when else (Term(rule.metric),)


def evidence_of(
    rule: Rule, subject: str, mine: Readings, moment: Moment
) -> dict[Severity, Evidence]:
    """Return what a look shows about each level; a figure that is not there: unknown.

    It is what the engine would see, before anything waits.
    """
    rungs = rule.own.get(subject, rule.ladder).rungs
    terms = [mine.get(each.key) for each in terms_of(rule)]
    known = [each for each in terms if each is not None]
    if len(known) < len(terms):
        return {each.severity: Evidence.UNKNOWN for each in rungs}
    if rule.when is None:
        return {each.severity: of_level(rule, each, known[0], moment) for each in rungs}

    def look(term: Term) -> Reading | None:
        return mine.get(term.key)

    found = of_condition(rule, known, together(known), look, moment)
    return {each.severity: found for each in rungs}


def refusal(rule: Rule, subject: str, mine: Readings, moment: Moment) -> str:
    """Say why a rule makes nothing of figures that are in date; empty: it does."""
    readings = [each for term in terms_of(rule) if (each := mine.get(term.key))]
    for day in (each.about for each in readings if each.about is not None):
        if day > moment.today:
            return f"about {day.isoformat()}, which is still to come"
        if day in moment.roll_days and "roll-day" in rule.waits.ignore:
            return f"{day.isoformat()} is a roll day, which the rule ignores"
    if rule.gate != Gate():
        open_rule = rule._replace(gate=Gate())
        gated = evidence_of(rule, subject, mine, moment)
        free = evidence_of(open_rule, subject, mine, moment)
        if gated != free:
            held = "; ".join(_goods(each) for each in readings)
            return f"not good enough for the rule: {held}"
    return ""


def is_fresh(reading: Reading | None) -> bool:
    """Whether there is a figure in date."""
    return reading is not None and reading.state is State.FRESH


def _goods(reading: Reading) -> str:
    """Say what a gate looks at."""
    quality = reading.quality.value if reading.quality else "quality not known"
    size = "size not known" if reading.size is None else f"USD {reading.size:,.0f}mm"
    age = "age not known" if reading.age is None else f"{reading.age}bd old"
    return ", ".join((quality, size, age))
