"""What the log says of a transition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import Entry
from overhang.core.catalogue import METRICS
from overhang.core.rules.algebra import unit_of
from overhang.core.rules.book import Rule
from overhang.core.rules.expressions import Term
from overhang.core.rules.moment import Change
from overhang.core.rules.texts import line_of
from overhang.core.snapshot import Input, Reading


def entry_of(
    change: Change, rule: Rule | None, figures: Mapping[str, Reading], now: datetime
) -> Entry:
    """Return the log's line of one transition, before it is numbered.

    Args:
        change: the alert as it is now, and the phase it was in.
        rule: the rule; none when there is no such rule any more.
        figures: what is known of the subject, by metric or by the key of a term.
        now: when it was judged, UTC.
    """
    alert = change.alert
    metric = METRICS.get(alert.metric)
    return Entry(
        at=now,
        kind="transition",
        rule=alert.rule,
        subject=alert.subject,
        severity=alert.severity.name.lower(),
        alert=alert.id,
        old=change.old.value,
        new=alert.phase.value,
        metric=alert.metric,
        value=alert.value,
        unit=metric.unit.value if metric is not None else "",
        threshold=alert.threshold,
        about=alert.about,
        known_at=alert.known_at,
        state=alert.state.value,
        text=alert.text,
        judged_by=line_of(rule, alert.subject) if rule is not None else "",
        inputs=_inputs(alert.metric, rule, figures),
        rights=alert.rights,
        why=_orphaned(alert, rule),
    )


def _orphaned(alert: Alert, rule: Rule | None) -> str:
    """Return why nothing judges an alert any more; empty while something does."""
    if alert.phase is not Phase.INACTIVE:
        return ""
    if rule is None:
        return "the rule is gone"
    levels = rule.own.get(alert.subject, rule.ladder).levels
    severities = {each.severity for each in levels}
    if rule.metric != alert.metric or alert.severity not in severities:
        return "the rule no longer has this level"
    return ""


def _inputs(
    metric: str, rule: Rule | None, figures: Mapping[str, Reading]
) -> tuple[Input, ...]:
    """Return what was judged: the inputs of a metric, or the terms of a condition."""
    if metric:
        reading = figures.get(metric)
        return reading.inputs if reading is not None else ()
    if rule is None or rule.when is None:
        return ()
    terms = rule.when.terms
    return tuple(
        _term(each, figures[each.key]) for each in terms if each.key in figures
    )


def _term(term: Term, reading: Reading) -> Input:
    """Return what was read of one term, with every source behind it."""
    sources = dict.fromkeys(each.source for each in reading.inputs if each.source)
    return Input(
        name=term.key,
        value=reading.value,
        unit=unit_of(term).value,
        about=reading.about,
        source=", ".join(sources),
        quality=reading.quality,
        bound=reading.bound,
        note=reading.reason,
        precision=reading.precision,
        rights=reading.rights,
    )
