"""When each rule fired on each name, and until when: the episodes of a replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from overhang.core.alerts.alert import STANDS, Alert, Key
from overhang.core.records import Bound
from overhang.core.rules.moment import Judged
from overhang.core.states import Severity, State


class Firing(NamedTuple):
    """One severity of one rule for one subject, from its firing until it was over."""

    rule: str
    subject: str
    severity: Severity
    metric: str
    """Empty for an expression."""
    fired: date
    ended: date | None
    """None: it stood at the end."""
    value: float | None
    """What fired it, in the metric's unit; none for an expression."""
    bound: Bound
    threshold: float | None
    state: State
    """How far the figure that fired it could be relied on."""
    text: str
    """What it said when it fired."""


def firings(days: Iterable[tuple[date, Judged]]) -> list[Firing]:
    """Return every episode, by the day it fired, then in the order of the rules."""
    found: list[Firing] = []
    open_at: dict[Key, int] = {}
    for day, judged in days:
        for change in judged.changes:
            alert = change.alert
            if alert.phase in STANDS:
                if alert.key not in open_at:
                    open_at[alert.key] = len(found)
                    found.append(_fired(alert, day))
            elif (at := open_at.pop(alert.key, None)) is not None:
                found[at] = found[at]._replace(ended=day)
    return found


def of_rules(found: Sequence[Firing], ids: Iterable[str]) -> dict[str, list[Firing]]:
    """Group episodes by rule, in the order of `ids`: none for one that never fired."""
    grouped: dict[str, list[Firing]] = {each: [] for each in ids}
    for each in found:
        grouped.setdefault(each.rule, []).append(each)
    return grouped


def _fired(alert: Alert, day: date) -> Firing:
    return Firing(
        rule=alert.rule,
        subject=alert.subject,
        severity=alert.severity,
        metric=alert.metric,
        fired=day,
        ended=None,
        value=alert.value,
        bound=alert.bound,
        threshold=alert.threshold,
        state=alert.state,
        text=alert.text,
    )
