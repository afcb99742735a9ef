"""A store with alerts, a silence and a log, as a collector would have left it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import Entry
from overhang.core.snapshot import Clock, Facts, Snapshot
from overhang.core.states import Severity
from overhang.core.wire import encode
from overhang.store import open_store
from overhang.store.base import AlertMemory, AlertTurn
from overhang.store.place import store_url
from support.rulebooks import UNIVERSE

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
TEXT = "ORCL: CDS 5Y 227.5bp > 200bp (warn)"


def alert(rule: str, severity: Severity, phase: Phase = Phase.FIRING) -> Alert:
    return Alert(
        rule=rule,
        subject="ORCL",
        severity=severity,
        metric="cds.5y",
        phase=phase,
        since=NOW - HOUR,
        fired_at=None if phase is Phase.PENDING else NOW - HOUR,
        value=227.5,
        threshold=200.0,
        text=TEXT,
    )


ALERTS = (
    alert("cds-5y-level", Severity.INFO),
    alert("cds-5y-level", Severity.WARN),
    alert("cds-5y-level", Severity.CRIT, Phase.PENDING),
    replace(alert("deal-cover", Severity.CRIT), needs_reason=True),
    alert("issued-ytd", Severity.WARN, Phase.PENDING),
)
QUIET = Quiet(number=7, by="ab", match=Matcher(rule="equity-*"), start=NOW - HOUR)
SNAPSHOT = Snapshot(
    taken_at=NOW,
    clock=Clock(today=NOW.date(), shipped=False),
    universe=UNIVERSE,
    readings={},
    standings=(),
    alerts=ALERTS,
    quiets=(QUIET,),
    facts=Facts(),
    sources=(),
)


def moved(minutes: float, rule: str, old: Phase, new: Phase) -> Entry:
    return Entry(
        at=NOW - timedelta(minutes=minutes),
        kind="transition",
        rule=rule,
        subject="ORCL",
        severity="warn",
        old=old,
        new=new,
        text=TEXT,
    )


ENTRIES = (
    moved(600, "cds-5y-1d", Phase.INACTIVE, Phase.FIRING),
    moved(60, "cds-5y-level", Phase.INACTIVE, Phase.FIRING),
    moved(50, "cds-5y-1d", Phase.FIRING, Phase.INACTIVE),
    Entry(
        at=NOW - timedelta(minutes=40),
        kind="silence",
        action=7,
        by="ab",
        matched="rule equity-*",
        why="earnings",
    ),
)


def fill(directory: Path) -> None:
    """Write it all down."""
    store = open_store(store_url(directory), write=True)
    turn = AlertTurn(ALERTS, AlertMemory(quiets=(QUIET,)), ENTRIES)
    store.append((), known_at=NOW, snapshot=encode(SNAPSHOT), turn=turn)
    store.close()
