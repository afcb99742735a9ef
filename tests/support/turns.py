"""Alerts, entries, messages and actions for tests of the store and the log."""

from __future__ import annotations

from overhang.core.alerts.actions import Acknowledge, Matcher, Quiet, Silence
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import Entry
from overhang.core.alerts.messages import Item, Message, Told, Why
from overhang.core.states import Severity
from overhang.store.base import AlertMemory, AlertTurn
from support.stored import T0, at


def alert(
    subject: str = "ORCL",
    phase: Phase = Phase.FIRING,
    severity: Severity = Severity.WARN,
    *,
    rule: str = "cds-5y-level",
    earned: float = 0.0,
) -> Alert:
    """Return an alert since T0."""
    return Alert(
        rule=rule,
        subject=subject,
        severity=severity,
        metric="cds.5y",
        phase=phase,
        since=T0,
        earned=earned,
        value=212.5,
    )


def entry(text: str = "past 200 bp", minute: float = 0, kind: str = "note") -> Entry:
    """Return an entry of a minute after T0."""
    return Entry(
        at=at(minute), kind=kind, rule="cds-5y-level", subject="ORCL", text=text
    )


def told(
    subject: str = "ORCL", *, channel: str = "desk", state: str = "sent", tries: int = 0
) -> Told:
    """Return what a channel was told at T0."""
    item = Item(
        id="7f3a",
        rule="cds-5y-level",
        subject=subject,
        severity=Severity.WARN,
        metric="cds.5y",
        text="past 200 bp",
        value=212.5,
        fired_at=T0,
    )
    message = Message(
        id="m1", channel=channel, subject=subject, at=T0, why=Why.FIRST, firing=(item,)
    )
    return Told(
        channel=channel,
        subject=subject,
        state=state,
        at=T0,
        message=message,
        tries=tries,
    )


def acknowledgement(minute: float = 0, subject: str = "ORCL") -> Acknowledge:
    """Return what somebody did some minutes after T0."""
    return Acknowledge(
        at=at(minute),
        by="ann",
        rule="cds-5y-level",
        subject=subject,
        severity=Severity.WARN,
        why="on it",
    )


def silence(minute: float = 0) -> Silence:
    """Return a silence on Oracle from some minutes after T0 on."""
    return Silence(
        at=at(minute),
        by="bob",
        match=Matcher(issuer="ORCL"),
        start=at(minute),
        until_worse=True,
    )


def quiet(number: int = 2) -> Quiet:
    """Return a silence that is in force."""
    return Quiet(number=number, by="bob", match=Matcher(issuer="ORCL"), start=T0)


def numbered_turn(number: int) -> AlertTurn:
    """Return a turn in which everything says its number, with two entries."""
    return AlertTurn(
        alerts=[
            alert("ORCL", Phase.PENDING, earned=float(number)),
            # One that comes and goes.
            alert("META", Phase.FIRING if number % 2 else Phase.INACTIVE),
        ],
        memory=AlertMemory(quiets=(quiet(),), applied=number, judged_at=at(number)),
        entries=[entry(f"turn {number}"), entry(f"end of turn {number}")],
        told=[told(tries=number)],
    )
