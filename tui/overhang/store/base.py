"""The calls every store answers, whatever is behind it."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    Collection,
    Hashable,
    Iterable,
    Mapping,
    Sequence,
)
from datetime import date, datetime
from typing import NamedTuple, Protocol

import msgspec

from overhang.core.alerts.actions import Action, Numbered, Quiet
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.journal import Entry
from overhang.core.alerts.messages import Told
from overhang.core.records import Record, Version

SILENT_S = 15.0
"""A collector beats every five seconds: one that missed three counts as silent."""


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why."""

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why or message
        """The reason alone, for where there is little room."""


class DamagedError(StoreError):
    """What is stored was cut or written over: to try again is of no use."""


class OutdatedError(StoreError):
    """An older version wrote the store: a collector of this one takes it over."""


class Batch(NamedTuple):
    """What one delivery changed in one table."""

    table: str
    put: Sequence[Record]
    """New rows, and corrections of rows with the same identity."""
    withdrawn: Sequence[Record] = ()
    """Rows the source no longer has, as last seen. They are marked, never deleted."""
    feed: str = ""
    """Whose rows they are; other feeds' rows of the same identity stay."""
    known_at: datetime | None = None
    """When this could first be known; none: when it is appended. Of one identity, later
    batches are known later."""


class Newest(NamedTuple):
    """What tells whether a table changed since it was read."""

    opening: int
    """Another one: what lies there was replaced, its ids are of another store."""
    ids: Mapping[str, int]
    """The id of the last version of each table that has any, withdrawals too."""


class AlertMemory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered about alerts beside the alerts themselves."""

    quiets: tuple[Quiet, ...] = ()
    """Silences in force or to come."""
    applied: int = 0
    """The number of the last action that was applied."""
    judged_at: datetime | None = None
    """When alerts were last judged. UTC."""


class AlertTurn(NamedTuple):
    """What one turn did to the alerts: written as a whole, durably, or not at all."""

    alerts: Sequence[Alert] = ()
    """Each that changed, as it is now; one at rest is forgotten."""
    memory: AlertMemory | None = None
    """None: as it was."""
    entries: Sequence[Entry] = ()
    """What the log is told, in order; the store numbers and chains them."""
    told: Sequence[Told] = ()
    """What channels were told, by channel and subject: the newest replaces."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The collector says that it is alive."""

    pid: int
    at: datetime
    started_at: datetime
    version: str

    def is_recent(self, now: datetime) -> bool:
        """Whether it was given lately.

        One from the future was not: the clock was put back since. Whoever lives gives
        another within seconds.
        """
        return abs((now - self.at).total_seconds()) < SILENT_S


class Store(Protocol):
    """Where collector and viewers meet. Times are UTC, aware."""

    def append(
        self,
        batches: Iterable[Batch],
        *,
        known_at: datetime,
        snapshot: bytes | None = None,
        turn: AlertTurn | None = None,
    ) -> int:
        """Write everything in one transaction; return the last row id once durable.

        Collectors only. `snapshot` replaces the stored one (see `snapshot()`). With a
        `turn` it is on the disk when this returns, whatever happens to the machine.

        Raises:
            DamagedError: somebody cut or wrote over what is open; nothing was written.
            StoreError: it cannot be written now.
        """
        ...

    def standing(self, table: str) -> Sequence[Version]:
        """Return the newest version of every row that stands, each feed's own."""
        ...

    def latest(self, table: str) -> Sequence[Version]:
        """Return every row of a table that stands, once: `merged` over the feeds."""
        ...

    def read(
        self,
        table: str,
        *,
        known_at: datetime | None = None,
        issuer: str | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Sequence[Version]:
        """Return a table's rows as known at a moment (none: now), oldest day first.

        Each row once: `merged` over the feeds. `start` and `end` bound the day a row is
        about, both inclusive.
        """
        ...

    def ever(
        self, table: str, feed: str, records: Iterable[Record]
    ) -> Collection[Hashable]:
        """Return the identities of those records that a feed's table ever had.

        Rows that were withdrawn since count too.
        """
        ...

    def since(self, row_id: int) -> Sequence[Version]:
        """Return every row version appended after `row_id`, in order."""
        ...

    def newest(self) -> Newest:
        """Return the last version of each table."""
        ...

    def snapshot(self) -> tuple[int, bytes] | None:
        """Return the stored snapshot and its number, which grows with each write."""
        ...

    def alerts(self) -> tuple[Sequence[Alert], AlertMemory]:
        """Return every alert that is not at rest, and what else is remembered."""
        ...

    def told(self) -> Sequence[Told]:
        """Return what each channel was last told about each subject."""
        ...

    def log(self, *, after: int = 0, limit: int | None = None) -> Sequence[str]:
        """Return lines of the log, oldest first; with a `limit` the newest ones.

        Each is a JSON object in the form of `overhang.core.alerts.journal`; `after`
        is the number of a line.
        """
        ...

    def put_action(self, action: Action) -> int:
        """Write down what a person did; return its number once durable.

        Anybody may, from any thread, beside the collector, which applies it. It may
        take two seconds where another process is writing.

        Raises:
            StoreError: no collector has run yet, or it cannot be written; it says why.
        """
        ...

    def actions(self, *, after: int = 0) -> Sequence[Numbered]:
        """Return the actions numbered above `after`, in order.

        One that this version cannot read is `Unknown`, in its place.
        """
        ...

    def beat(self, heartbeat: Heartbeat) -> None:
        """Say that the collector is alive. Collectors only."""
        ...

    def heartbeat(self) -> Heartbeat | None:
        """Return the collector's last sign of life."""
        ...

    def watch(self, *, poll: float = 0.1) -> AsyncGenerator[int]:
        """Yield the snapshot's number, now and each time it changes."""
        ...

    def is_lost(self) -> bool:
        """Whether what was opened was removed, replaced or cut short since.

        A reader goes on with what lies there by itself; a collector must open anew.
        """
        ...

    def close(self) -> None:
        """Let go of the files. A closed store answers nothing."""
        ...
