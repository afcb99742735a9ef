"""Alerts for the sample snapshot: one of every kind that the screens tell apart."""

from __future__ import annotations

import datetime as dt

import msgspec

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.alerts.alert import Ack, Alert, Phase, Remark
from overhang.core.alerts.journal import Entry
from overhang.core.records import Bound
from overhang.core.snapshot import Input, Snapshot, Standing
from overhang.core.states import Severity, State
from support.sample_universe import TAKEN, TODAY
from support.snapshots import sample_snapshot

HOUR = dt.timedelta(hours=1)
_DRAWDOWN = "equity.drawdown.52w"
_CAPEX = "capex.to_ocf.ltm"


def alert(
    rule: str,
    subject: str,
    severity: Severity,
    metric: str = "",
    phase: Phase = Phase.FIRING,
    ago: dt.timedelta = HOUR,
    **more: object,
) -> Alert:
    """Make an alert that came into its phase some time before the snapshot."""
    made = Alert(
        rule=rule,
        subject=subject,
        severity=severity,
        metric=metric,
        phase=phase,
        since=TAKEN - ago,
        id=f"{rule}/{subject}",
        fired_at=None if phase is Phase.PENDING else TAKEN - ago,
        about=TODAY,
    )
    return msgspec.structs.replace(made, **more)


ALERTS = (
    alert(
        "equity-dd-52w",
        "ORCL",
        Severity.CRIT,
        _DRAWDOWN,
        ago=26 * HOUR,
        value=-0.581,
        threshold=-0.50,
        text="ORCL 52w drawdown -58.1% < -50%",
        remarks=(Remark(by="ab", at=TAKEN, text="asked treasury"),),
    ),
    alert(
        "equity-dd-52w",
        "ORCL",
        Severity.WARN,
        _DRAWDOWN,
        value=-0.581,
        threshold=-0.35,
        muted="crit fires",
    ),
    alert(
        "equity-dd-52w",
        "MSFT",
        Severity.WARN,
        _DRAWDOWN,
        value=-0.209,
        threshold=-0.20,
        ack=Ack(by="jk", at=TAKEN - HOUR / 2, why="known"),
        text="MSFT 52w drawdown -20.9% < -20%",
    ),
    alert(
        "equity-dd-52w",
        "AMZN",
        Severity.WARN,
        _DRAWDOWN,
        Phase.PENDING,
        value=-0.207,
        threshold=-0.20,
        earned=1.0,
        wait=2.0,
        in_closes=True,
    ),
    alert(
        "cds-5y-level",
        "ORCL",
        Severity.WARN,
        "cds.5y",
        value=227.0,
        threshold=200.0,
        state=State.DEAD,
        muted="stale CDS figures",
        text="ORCL CDS 5Y 227.0bp > 200bp",
    ),
    alert(
        "capex-over-ocf",
        "ORCL",
        Severity.CRIT,
        _CAPEX,
        ago=HOUR / 5,
        value=1.72,
        threshold=1.60,
        text="ORCL capex/OCF 1.72x > 1.6x",
        needs_reason=True,
    ),
    alert(
        "capex-over-ocf",
        "GOOGL",
        Severity.WARN,
        _CAPEX,
        Phase.RECOVERING,
        value=0.84,
        threshold=0.85,
        bound=Bound.APPROX,
        fired_at=TAKEN - 50 * HOUR,
        earned=600.0,
        wait=1800.0,
        text="GOOGL capex/OCF c.0.84x > 0.85x",
    ),
    alert(
        "credit-leads-equity",
        "META",
        Severity.WARN,
        ago=HOUR / 60,
        text="META: CDS +12.0bp in a week with equity -0.2%",
    ),
)
QUIETS = (
    Quiet(
        number=12,
        by="jk",
        match=Matcher(issuer="AMZN", rule="capex-*"),
        start=TAKEN - HOUR,
        until=TAKEN + HOUR,
        why="refiling",
    ),
    Quiet(
        number=0,
        by="",
        match=Matcher(issuer="MSFT"),
        start=TAKEN + 24 * HOUR,
        until=TAKEN + 48 * HOUR,
        why="earnings night",
    ),
    Quiet(
        number=13,
        by="ab",
        match=Matcher(rule="protection-bid"),
        start=TAKEN - HOUR,
        worse_than=Severity.WARN,
    ),
)


def _judged(standing: Standing) -> Standing:
    """Say of a standing what its alerts do."""
    mine = [
        each
        for each in ALERTS
        if (each.rule, each.subject) == (standing.rule, standing.subject)
    ]
    stands = [each for each in mine if each.phase is not Phase.PENDING]
    worst = max(stands, key=lambda each: each.severity, default=None)
    waits = [each.severity for each in mine if each.phase is Phase.PENDING]
    return msgspec.structs.replace(
        standing,
        severity=worst.severity if worst else Severity.NONE,
        pending=max(waits, default=Severity.NONE),
        muted=worst.muted if worst else "",
        acked=bool(worst and worst.ack),
    )


def alerted_snapshot() -> Snapshot:
    """Return the sample snapshot with its alerts and silences."""
    snapshot = sample_snapshot()
    condition = Standing(
        rule="credit-leads-equity", subject="META", metric="", state=State.FRESH
    )
    return msgspec.structs.replace(
        snapshot,
        alerts=ALERTS,
        quiets=QUIETS,
        standings=tuple(map(_judged, (*snapshot.standings, condition))),
        problems=(),
    )


def _said(kind: str, minutes: int, **more: object) -> Entry:
    """Make an entry of the log about the sample's worst alert."""
    made = Entry(
        at=TAKEN + dt.timedelta(minutes=minutes),
        kind=kind,
        rule="equity-dd-52w",
        subject="ORCL",
        severity="crit",
        alert="equity-dd-52w/ORCL",
    )
    return msgspec.structs.replace(made, **more)


LOG = (
    _said(
        "transition",
        -30,
        old="pending",
        new="firing",
        metric=_DRAWDOWN,
        value=-0.581,
        unit="%",
        threshold=-0.5,
        about=TODAY,
        known_at=TAKEN,
        state="fresh",
        text="ORCL 52w drawdown -58.1% < -50%",
        judged_by="equity.drawdown.52w < -50% for 1 close",
        inputs=(Input("close", 137.55, "USD", TODAY, "closes.csv"),),
    ),
    _said("ack", -20, by="jk", said_at=TAKEN, why="called treasury", action=1),
    _said(
        "silence",
        -15,
        rule="",
        subject="",
        severity="",
        alert="",
        by="ab",
        why="earnings",
        matched="issuer MSFT, rule equity-*",
        until=TAKEN + HOUR,
        action=2,
    ),
    _said("note", -10, by="ab", text="asked the desk", action=3),
    _said(
        "transition",
        0,
        old="firing",
        new="recovering",
        metric=_DRAWDOWN,
        value=-0.47,
        unit="%",
        threshold=-0.5,
    ),
)
"""What happened, oldest first."""
