"""One alert: one severity of one rule for one subject, while it is not at rest."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from overhang.core.records import Bound
from overhang.core.rights import Rights
from overhang.core.states import Severity, State

Key = tuple[str, str, Severity]
"""What an alert is about: rule, subject, severity. One at a time is not at rest."""


class Phase(StrEnum):
    """How far an alert is, in Prometheus's words."""

    INACTIVE = "inactive"
    PENDING = "pending"
    """Breached, and not yet for as long as the rule asks."""
    FIRING = "firing"
    RECOVERING = "recovering"
    """Back inside by the clear distance, and not yet for as long as the rule keeps."""


STANDS = frozenset({Phase.FIRING, Phase.RECOVERING})
"""The phases in which an alert fires, or is not over yet."""


class Ack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Somebody has it."""

    by: str
    at: datetime
    why: str = ""
    until: datetime | None = None
    """When it is asked again; none: not in this episode."""


class Remark(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What somebody noted on an alert."""

    by: str
    at: datetime
    text: str


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where one severity of one rule stands for one subject. Times are UTC."""

    rule: str
    subject: str
    """An issuer's code, or `group:four`."""
    severity: Severity
    metric: str
    """What is judged; empty for an expression."""
    phase: Phase
    since: datetime
    """When it came into this phase."""
    id: str = ""
    """The episode: the same from its firing until it is over; empty before."""
    fired_at: datetime | None = None
    earned: float = 0.0
    """What counts towards `for` (pending) or `keep` (recovering): closes, or seconds
    of open market, whichever the rule waits for."""
    wait: float = 0.0
    """What must be earned in all while pending or recovering, in the same unit."""
    in_closes: bool = False
    """Whether `earned` and `wait` are closes; else they are seconds of open market."""
    unseen: float | None = None
    """Seconds of open market that passed while it waits and nothing was known; none
    when the last look knew."""
    about: date | None = None
    """The newest day that was judged."""
    known_at: datetime | None = None
    """When the figure that was judged was first known."""
    value: float | None = None
    """The last value judged, in the metric's unit; none for an expression."""
    bound: Bound = Bound.EXACT
    state: State = State.FRESH
    """How far the figure can be relied on; silence is no evidence."""
    threshold: float | None = None
    """The level, in the metric's unit; none for an expression."""
    text: str = ""
    """What it says, in one line."""
    rights: Rights = Rights.OWN
    """What binds its value and its text outside the desk."""
    muted: str = ""
    """Why nobody is told: a worse level fires, its source is stale, a silence."""
    ack: Ack | None = None
    remarks: tuple[Remark, ...] = ()
    needs_reason: bool = False
    """Whether an acknowledgement must say why: a hard limit."""

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.rule, self.subject, self.severity

    @property
    def loud(self) -> bool:
        """Whether it stands and somebody should be told: firing and not muted."""
        return self.phase in STANDS and not self.muted
