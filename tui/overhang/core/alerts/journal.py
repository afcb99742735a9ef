"""The log: every transition and every action, one JSON object a line, chained.

Each line carries the hash of the one before it and its own, over its own content: a
line that is changed, taken out or put in breaks the chain at its place.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from overhang.core.snapshot import Input


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line before it is numbered and chained. What does not apply is left out."""

    at: datetime
    """When it was judged or applied. UTC."""
    kind: str
    """`transition`, or the action's: `ack`, `silence`, `end-silence`, `note`."""
    rule: str = ""
    subject: str = ""
    severity: str = ""
    """`info`, `warn` or `crit`."""
    alert: str = ""
    """The episode's id."""
    old: str = ""
    """The phase before."""
    new: str = ""
    """The phase after."""
    metric: str = ""
    value: float | None = None
    unit: str = ""
    threshold: float | None = None
    about: date | None = None
    known_at: datetime | None = None
    """When the figure that was judged was first known."""
    state: str = ""
    """How far that figure could be relied on."""
    text: str = ""
    """What the alert says; on a note: the note."""
    judged_by: str = ""
    """The rule as one line."""
    inputs: tuple[Input, ...] = ()
    action: int | None = None
    """The action's number."""
    by: str = ""
    said_at: datetime | None = None
    """When the person did it."""
    why: str = ""
    until: datetime | None = None
    matched: str = ""
    """On a silence: what it matches, in words."""
