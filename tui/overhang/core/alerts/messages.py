"""What is told: one message for one subject, over one channel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from overhang.core.alerts.alert import Key
from overhang.core.rights import Rights
from overhang.core.states import Severity


class Why(StrEnum):
    """Why a message goes out, or does not."""

    FIRST = "first"
    NEW_ALERT = "new alert"
    NEW_RESOLVED = "new resolved"
    ALL_RESOLVED = "all resolved"
    REPEAT = "repeat"
    UNCONFIRMED = "unconfirmed"
    """It was being sent when the process died: it may have arrived already."""
    RETRY = "retry"
    SILENCED = "silenced"
    NONE = "none"


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert in a message."""

    id: str
    """The episode: whoever hears it twice can tell."""
    rule: str
    subject: str
    severity: Severity
    metric: str
    text: str
    value: float | None
    fired_at: datetime
    resolved_at: datetime | None = None
    rights: Rights = Rights.OWN
    """What binds its value and its text outside the desk."""
    new: bool = False
    """Whether this message is the first that says so: that it fires, or is over."""

    @property
    def key(self) -> Key:
        """What it is about, whatever the episode."""
        return self.rule, self.subject, self.severity


MANY = "*"
"""The subject of a message about several at once."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one channel is told about one subject at one moment."""

    id: str
    """The same for every try of the same message."""
    channel: str
    subject: str
    """An issuer's code, `group:four`, or `*`: several, each named in its items."""
    at: datetime
    why: Why
    firing: tuple[Item, ...] = ()
    resolved: tuple[Item, ...] = ()
    maybe_repeated: bool = False
    """Whether it may have arrived before."""

    @property
    def severity(self) -> Severity:
        """The loudest that fires; the loudest that ended when nothing does."""
        told = self.firing or self.resolved
        return max((each.severity for each in told), default=Severity.NONE)


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a channel was last told about a subject, and how that went."""

    channel: str
    subject: str
    state: str
    """`sending`, `sent` or `failed`."""
    at: datetime
    """When it was sent, or tried last."""
    message: Message
    tries: int = 0
    next_try: datetime | None = None
    error: str = ""
    """Why the last try failed, in plain words."""
    held: tuple[Item, ...] = ()
    """Told before and still remembered: muted since, or over for too short a time to
    say so. Nothing new if they are loud again."""
