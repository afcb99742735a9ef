"""All there is to show at one moment: frozen, so any process may hold it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.messages import Message
from overhang.core.events import (
    Deal,
    Fact,
    Forecast,
    Guidance,
    Rating,
    Results,
    Tranche,
)
from overhang.core.filings import Filing
from overhang.core.issuers import Universe
from overhang.core.observations import (
    Balance,
    CashFlow,
    CdsActivity,
    CdsMark,
    IndexMark,
    Rate,
)
from overhang.core.records import Bound, Precision, Quality
from overhang.core.rights import Rights
from overhang.core.states import Severity, State


class Input(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One figure that went into a reading."""

    name: str
    """What it is, in words: `peak close`."""
    value: float | None
    unit: str
    """A key of `overhang.core.catalogue.Unit`."""
    about: date | None = None
    source: str = ""
    quality: Quality | None = None
    bound: Bound = Bound.EXACT
    note: str = ""
    precision: Precision = Precision.DAY
    """How exactly `about` is known."""
    rights: Rights = Rights.PUBLIC
    """What binds it outside the desk."""


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A metric's value for one issuer or group, and everything that explains it."""

    value: float | None
    """In the metric's own unit; none when `state` is absent."""
    state: State = State.FRESH
    reason: str = ""
    """Why it is absent, stale or partial, in words a trader would use."""
    about: date | None = None
    """The day the figure is about."""
    precision: Precision = Precision.DAY
    """How exactly `about` is known; a month's age is counted from a placeholder day."""
    known_at: datetime | None = None
    """When we first knew the newest input. UTC."""
    at: datetime | None = None
    """When the last price that went in was made, UTC, as long as it is not a close;
    none: it stands on closes, or on no price."""
    age: int | None = None
    """Business days since `about` on the series' own calendar."""
    label: str = ""
    """Which period or reference: `LTM Mar-26`, `peak 28 Oct 25`, `CY2026`."""
    bound: Bound = Bound.EXACT
    quality: Quality | None = None
    rights: Rights = Rights.OWN
    """What binds it outside the desk: the strictest of all that it is made from."""
    inputs: tuple[Input, ...] = ()
    size: float | None = None
    """How large what it was measured from is, in USD mm; none: not known."""
    trail: tuple[float, ...] = ()
    """The last values, oldest first, for a sparkline."""


class Level(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One rung of a rule: past it, this severity."""

    severity: Severity
    threshold: float
    """In the metric's unit."""


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where one rule stands for one issuer or group."""

    rule: str
    subject: str
    """An issuer's code, or `group:four`."""
    metric: str
    severity: Severity = Severity.NONE
    """The worst rung that fires, recovering ones with it."""
    value: float | None = None
    """What was judged: the last known value, even when it is stale."""
    state: State = State.ABSENT
    """The state of the reading that was judged."""
    levels: tuple[Level, ...] = ()
    """All rungs for this subject, mildest first."""
    above: bool = True
    """Whether a value above the threshold is the adverse side."""
    next: Level | None = None
    """The next worse rung; none when the worst is breached."""
    room: float | None = None
    """Distance from the value to `next`, in the metric's unit, >= 0."""
    breached: Level | None = None
    """The rung that is breached."""
    note: str = ""
    """Why the levels are where they are."""
    pending: Severity = Severity.NONE
    """The worst rung that is breached and has not lasted long enough to fire."""
    limit: float | None = None
    """What the levels are shares of: the size is judged, whichever way it points."""
    muted: str = ""
    """Why nobody is told of the breached rung."""
    acked: bool = False
    """Whether somebody has the breached rung."""

    @property
    def judged(self) -> float | None:
        """What is held against the levels: the value, of a limit its size."""
        sized = self.value is not None and self.limit is not None
        return abs(self.value or 0.0) if sized else self.value


class SourceState(StrEnum):
    """How a source is doing."""

    OK = "ok"
    PART = "in part"
    """Some rows were left out, and its errors say which; the others count."""
    WAITING = "waiting"
    """Not asked yet, or being asked for the first time."""
    MISSING = "missing"
    """There is no such file, or the endpoint has no such table."""
    FAILED = "failed"
    """The last try failed; the last good figures stand."""
    OFF = "off"
    """It is set up and does not run; its error says why."""


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One table's source: where it is and how it is doing."""

    table: str
    kind: str
    """`files`, `http`, or the kind of its feed: `edgar`, `tape`."""
    place: str
    """The path or the address, without secrets."""
    state: SourceState = SourceState.WAITING
    rows: int = 0
    """Of a feed: held. Of a folder or an interface: in the last good delivery."""
    last_success: datetime | None = None
    last_try: datetime | None = None
    latency_ms: float | None = None
    next_try: datetime | None = None
    errors: tuple[str, ...] = ()
    """Every fault of the last try, in plain words with its place."""
    feed: str = ""
    """The name of its feed; empty: the desk's own folder or interface."""
    refused: int = 0
    """Rows of the last delivery that were left out; `errors` says which."""
    notes: tuple[str, ...] = ()
    """What a reader of its figures should know, in plain words."""
    rights: Rights = Rights.OWN
    """What may be done with its figures outside the desk."""
    licence: str = ""
    """Whose they are and on what terms, in words."""
    left: float | None = None
    """Requests that may go out at once; none: nobody counts them."""
    per_second: float | None = None
    """Requests a second that it may send in the long run; none: any."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The events and sparse observations that screens list as they are."""

    guidance: tuple[Guidance, ...] = ()
    deals: tuple[Deal, ...] = ()
    tranches: tuple[Tranche, ...] = ()
    ratings: tuple[Rating, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    facts: tuple[Fact, ...] = ()
    results: tuple[Results, ...] = ()
    marks: tuple[CdsMark, ...] = ()
    activity: tuple[CdsActivity, ...] = ()
    filings: tuple[Filing, ...] = ()
    rates: tuple[Rate, ...] = ()
    indices: tuple[IndexMark, ...] = ()
    cash_flow: tuple[CashFlow, ...] = ()
    balances: tuple[Balance, ...] = ()


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """What "today" is for this data."""

    today: date
    """The day ages are counted against."""
    shipped: bool
    """Whether the data is the shipped set, whose clock stands at its last close."""
    now: datetime | None = None
    """The time that prices of an open session are as old as by. UTC; none: there is no
    such price today, or the day is looked at from its end."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What the collector knows, once per tick. Viewers draw this and nothing else.

    Two snapshots are equal only when they are one: comparing hundreds of issuers
    figure by figure would take longer than a key.
    """

    taken_at: datetime
    """UTC."""
    clock: Clock
    universe: Universe
    readings: dict[str, dict[str, Reading]]
    """By subject (`ORCL`, `group:four`), then by metric id."""
    standings: tuple[Standing, ...]
    alerts: tuple[Alert, ...] = ()
    """All that are not at rest."""
    quiets: tuple[Quiet, ...] = ()
    """Silences in force or to come."""
    told: tuple[Message, ...] = ()
    """The last messages to whoever sits at a terminal, oldest first."""
    facts: Facts
    sources: tuple[SourceHealth, ...]
    problems: tuple[str, ...] = ()
    """What is wrong with rules, universe or config: the old ones are still in force."""

    def reading(self, subject: str, metric: str) -> Reading | None:
        """Return one reading, or none when the metric does not exist there."""
        return self.readings.get(subject, {}).get(metric)

    def standing(self, subject: str, metric: str) -> Standing | None:
        """Return the worst standing of the rules on this figure, if one watches it."""
        mine = [
            each
            for each in self.standings
            if each.subject == subject and each.metric == metric
        ]
        return max(mine, key=lambda each: each.severity, default=None)
