"""Alerts and messages as delivery tests want them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.messages import Item, Message, Told, Why
from overhang.core.states import Severity

NOW = dt.datetime(2026, 10, 9, 20, 30, tzinfo=dt.UTC)
"""A moment at which every sample alert has fired for an hour."""
HOUR = dt.timedelta(hours=1)


def alert(
    rule: str = "cds-5y-level",
    subject: str = "ORCL",
    severity: Severity = Severity.CRIT,
    **more: Any,
) -> Alert:
    """Return an alert that has been firing for an hour."""
    fired_at = more.pop("fired_at", NOW - HOUR)
    given = {
        "metric": "cds.5y",
        "phase": Phase.FIRING,
        "since": fired_at,
        "id": f"{rule}/{subject}/{severity.name}",
        "text": f"{subject}: CDS 5Y 232bp > 200bp (crit)",
        "value": 232.0,
        **more,
    }
    return Alert(
        rule=rule, subject=subject, severity=severity, fired_at=fired_at, **given
    )


def item(rule: str = "cds-5y-level", subject: str = "ORCL", **more: Any) -> Item:
    given = {
        "id": f"{rule}/{subject}",
        "severity": Severity.CRIT,
        "metric": "cds.5y",
        "text": f"{subject}: CDS 5Y 232bp > 200bp (crit)",
        "value": 232.0,
        "fired_at": NOW - HOUR,
        "new": True,
        **more,
    }
    return Item(rule=rule, subject=subject, **given)


def message(*firing: Item, **more: Any) -> Message:
    given = {
        "id": "m1",
        "channel": "desk",
        "subject": "ORCL",
        "at": NOW,
        "why": Why.FIRST,
        **more,
    }
    return Message(firing=firing or (item(),), **given)


def told(state: str = "sent", *firing: Item, **more: Any) -> Told:
    given = {
        "channel": "desk",
        "subject": "ORCL",
        "at": NOW,
        "message": message(*firing),
        "tries": 1,
        **more,
    }
    return Told(state=state, **given)


def sent(parts: Sequence[Told]) -> dict[str, Told]:
    """Return what is remembered once a message got through, by subject."""
    return {each.subject: replace(each, state="sent") for each in parts}
