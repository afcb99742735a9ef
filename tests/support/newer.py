"""A board whose collector is newer: it judges figures that are not known here."""

from __future__ import annotations

import msgspec

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import Entry
from overhang.core.snapshot import Level, Reading, Snapshot, Standing
from overhang.core.states import Severity, State
from support.sample_alerts import HOUR, alert
from support.sample_universe import TAKEN, TODAY
from support.snapshots import sample_snapshot

METRIC = "cds.jump"
STALE = "data.stale.loans"
GROUP = "loans.total"
_LEVELS = (Level(Severity.WARN, 10.0), Level(Severity.CRIT, 12.25))


def standing(rule: str, metric: str, **more: object) -> Standing:
    """Make a standing whose crit level is breached."""
    made = Standing(
        rule=rule,
        subject="ORCL",
        metric=metric,
        severity=Severity.CRIT,
        value=12.5,
        state=State.FRESH,
        levels=_LEVELS,
        breached=_LEVELS[-1],
    )
    return msgspec.structs.replace(made, **more)


def _alert(rule: str, metric: str, phase: Phase = Phase.FIRING) -> Alert:
    return alert(
        rule, "ORCL", Severity.CRIT, metric, phase, value=12.5, threshold=12.25
    )


STANDINGS = (
    standing("jump", METRIC),
    standing("jump-limit", METRIC, limit=100.0),
    standing("jump-held", METRIC, value=12.0),
    standing("jump-gone", METRIC, value=None, state=State.ABSENT),
    standing("stale-loans", STALE, subject="MSFT"),
    standing("loans", GROUP, subject="group:five"),
    standing(
        "jump-waits",
        METRIC,
        severity=Severity.NONE,
        pending=Severity.WARN,
        breached=None,
        subject="AMZN",
    ),
)
ALERTS = (
    _alert("jump", METRIC),
    _alert("stale-loans", STALE),
    _alert("loans", GROUP),
    _alert("jump-waits", METRIC, phase=Phase.PENDING),
)
LOG = [
    Entry(
        at=TAKEN - HOUR,
        kind="transition",
        rule=each.rule,
        subject=each.subject,
        metric=each.metric,
        severity="crit",
        old=Phase.INACTIVE,
        new=Phase.FIRING,
        value=each.value,
        threshold=each.threshold,
        unit="leaps",
    )
    for each in ALERTS
]


def newer() -> Snapshot:
    """Return the sample snapshot with what a newer collector adds to it."""
    snapshot = sample_snapshot()
    reading = Reading(value=12.5, about=TODAY, age=0, trail=(1.0, 2.0))
    readings = {
        subject: {**mine, METRIC: reading, STALE: reading, GROUP: reading}
        for subject, mine in snapshot.readings.items()
    }
    return msgspec.structs.replace(
        snapshot,
        readings=readings,
        standings=(*STANDINGS, *snapshot.standings),
        alerts=ALERTS,
    )
