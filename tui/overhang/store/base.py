"""The calls every store answers, whatever is behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

import msgspec

from overhang.core.records import Record, Version


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why."""


class Batch(NamedTuple):
    """What one delivery changed in one table."""

    table: str
    put: Sequence[Record]
    """New rows, and corrections of rows with the same identity."""
    withdrawn: Sequence[Record] = ()
    """Rows the source no longer has, as last seen. They are marked, never deleted."""


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one rule's state for one subject."""

    at: datetime
    rule: str
    subject: str
    old: str
    new: str
    value: float | None
    detail: str = ""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The collector says that it is alive."""

    pid: int
    at: datetime
    started_at: datetime
    version: str


class Store(Protocol):
    """Where collector and viewers meet. Times are UTC, aware."""

    def append(
        self,
        batches: Iterable[Batch],
        *,
        known_at: datetime,
        snapshot: bytes | None = None,
        transitions: Sequence[Transition] = (),
    ) -> int:
        """Write everything in one transaction; return the last row id once durable.

        Collectors only. `snapshot` replaces the stored one (see `snapshot()`).
        """
        ...

    def latest(self, table: str) -> Sequence[Version]:
        """Return the newest version of every row of a table that still stands."""
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

        `start` and `end` bound the day a row is about, both inclusive.
        """
        ...

    def since(self, row_id: int) -> Sequence[Version]:
        """Return every row version appended after `row_id`, in order."""
        ...

    def snapshot(self) -> tuple[int, bytes] | None:
        """Return the stored snapshot and its number, which grows with each write."""
        ...

    def transitions(self, *, limit: int = 1000) -> Sequence[Transition]:
        """Return the newest transitions, oldest of them first."""
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

    def close(self) -> None:
        """Let go of the files. A closed store answers nothing."""
        ...
