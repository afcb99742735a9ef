"""Whether a channel is told: a pure function of what it was told last and what stands.

What stands is compared with what was told, never event with event: nothing is lost
while a channel, or this program, is down.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from overhang.core.alerts.alert import Key
from overhang.core.alerts.messages import Item, Told, Why
from overhang.core.states import Severity

SENDING, SENT, FAILED = "sending", "sent", "failed"
"""How a message went: `Told.state`."""


def decide(
    last: Told | None,
    firing: Collection[Key],
    resolved: Collection[Key],
    silenced: Collection[Key],
    *,
    repeat_s: float,
    send_resolved: bool,
    now: datetime,
) -> Why:
    """Return why a message goes out now, or why not.

    Args:
        last: what was told last, and how that went.
        firing: what stands, what is silenced included.
        resolved: what is over.
        silenced: what nobody is to be told of.
        repeat_s: seconds after which the same is told again: strictly more.
        send_resolved: whether the channel hears that something is over.
        now: UTC.
    """
    if last is not None and last.state == SENDING:
        return Why.UNCONFIRMED
    if last is not None and last.state == FAILED:
        return Why.RETRY
    loud = set(firing) - set(silenced)
    before = set(remembered(last))
    if last is None or not before:
        return Why.FIRST if loud else Why.SILENCED if firing else Why.NONE
    if any(not implied(key, before) for key in loud):
        return Why.NEW_ALERT
    if not firing and resolved:
        return Why.ALL_RESOLVED
    over = before.intersection(resolved) - {each.key for each in last.message.resolved}
    if send_resolved and over:
        return Why.NEW_RESOLVED
    # A clock that was put back is no reason to keep quiet for longer.
    if loud and abs((now - last.at).total_seconds()) > repeat_s:
        return Why.REPEAT
    return Why.NONE


def remembered(last: Told | None) -> dict[Key, Item]:
    """Return what a channel takes to be firing."""
    if last is None:
        return {}
    return {each.key: each for each in (*last.held, *last.message.firing)}


def implied(key: Key, before: Collection[Key]) -> bool:
    """Whether an alert was told, or a worse level of the same rule was."""
    if key in before or not before:
        return key in before
    rule, subject, severity = key
    return any((rule, subject, each) in before for each in Severity if each > severity)
