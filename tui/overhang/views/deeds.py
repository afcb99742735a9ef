"""What people do about alerts, in words: what was sent, and what has come of it."""

from __future__ import annotations

from typing import TypedDict

from overhang.core.alerts.actions import Acknowledge, Action, EndSilence, Silence
from overhang.core.alerts.alert import Alert
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.views.roll import roll_of
from overhang.views.words import subject_name


class Subject(TypedDict):
    """Which alert an action is about."""

    rule: str
    subject: str
    severity: Severity


def subject_of(alert: Alert) -> Subject:
    """Return the fields by which an action names an alert."""
    return {
        "rule": alert.rule,
        "subject": alert.subject,
        "severity": alert.severity,
    }


def named(alert: Alert) -> str:
    """Name an alert: `ORCL cds-5y-level crit`."""
    severity = alert.severity.name.lower()
    return f"{subject_name(alert.subject)} {alert.rule} {severity}"


def sent_words(
    action: Action, *, alone: bool = False, done: bool = False, refused: bool = False
) -> str:
    """Say that an action was written, or that it was applied.

    Args:
        action: What was done.
        alone: Whether no collector is there to apply it.
        done: Whether it was applied.
        refused: Whether the collector would not.
    """
    if isinstance(action, EndSilence):
        what, past = f"end of silence {action.silence}", "silence ended"
    elif isinstance(action, Silence):
        about = f"{subject_name(action.match.issuer)} {action.match.rule}"
        what, past = f"silence of {about}", f"silenced {about}"
    else:
        about = f"{subject_name(action.subject)} {action.rule}"
        acked = isinstance(action, Acknowledge)
        what = f"ack of {about}" if acked else f"note on {about}"
        past = f"acknowledged {about}" if acked else f"noted on {about}"
    if done:
        return past
    if refused:
        return f"{what} refused"
    return f"{what} written; applied when a collector runs" if alone else f"{what} sent"


def is_done(action: Action, snapshot: Snapshot) -> bool:
    """Whether a snapshot shows what an action was to bring about."""
    if isinstance(action, EndSilence):
        return all(each.number != action.silence for each in snapshot.quiets)
    if isinstance(action, Silence):
        wanted = (action.by, action.match, action.start)
        return any((one.by, one.match, one.start) == wanted for one in snapshot.quiets)
    roll = roll_of(snapshot)
    key = (action.rule, action.subject)
    mine = [each for each in (roll.find(*key), roll.waiting(*key)) if each]
    if isinstance(action, Acknowledge):
        # Not an older one: somebody had it before, and was asked again.
        return any(each.ack is not None and each.ack.at >= action.at for each in mine)
    said = (action.by, action.at)
    return any((one.by, one.at) == said for each in mine for one in each.remarks)
