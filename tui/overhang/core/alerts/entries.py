"""What the log says of a transition."""

from __future__ import annotations

from datetime import datetime

from overhang.core.alerts.journal import Entry
from overhang.core.catalogue import METRICS
from overhang.core.rules.moment import Change
from overhang.core.snapshot import Reading


def entry_of(
    change: Change, rule_line: str, reading: Reading | None, now: datetime
) -> Entry:
    """Return the log's line of one transition, before it is numbered.

    Args:
        change: the alert as it is now, and the phase it was in.
        rule_line: the rule as one line; empty when there is no such rule any more.
        reading: what was judged; none for an expression, or when nothing was.
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
        judged_by=rule_line,
        inputs=reading.inputs if reading is not None else (),
    )
