"""The store in dictionaries: the same calls, for as long as the process lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Hashable, Iterable, Sequence
from datetime import date, datetime

from overhang.core.alerts.actions import Action, Numbered
from overhang.core.alerts.alert import Alert, Key, Phase
from overhang.core.alerts.journal import lines_after
from overhang.core.alerts.messages import Told
from overhang.core.records import Record, Version
from overhang.core.standing import identify, merged
from overhang.store.base import (
    AlertMemory,
    AlertTurn,
    Batch,
    Heartbeat,
    Newest,
    StoreError,
)
from overhang.store.rows import (
    ENCODER,
    check,
    check_action,
    check_turn,
    from_microseconds,
    read_action,
    record_type,
    to_microseconds,
)


class MemoryStore:
    """A store that nobody else can see and that ends with the process."""

    def __init__(self) -> None:
        self._versions: list[tuple[str, Version]] = []
        self._snapshot: tuple[int, bytes] | None = None
        self._alerts: dict[Key, Alert] = {}
        self._memory = AlertMemory()
        self._told: dict[tuple[str, str], Told] = {}
        self._log: list[str] = []
        self._actions: list[bytes] = []
        self._heartbeat: Heartbeat | None = None
        self._closed = False

    def append(
        self,
        batches: Iterable[Batch],
        *,
        known_at: datetime,
        snapshot: bytes | None = None,
        turn: AlertTurn | None = None,
    ) -> int:
        """Keep everything, or nothing if it raises; return the last row id."""
        self._check_open()
        to_microseconds(known_at)
        last = len(self._versions)
        new: list[tuple[str, Version]] = []
        for batch in batches:
            kind = record_type(batch.table)
            moment = from_microseconds(to_microseconds(batch.known_at or known_at))
            for gone, records in ((False, batch.put), (True, batch.withdrawn)):
                for record in records:
                    check(record, kind)
                    last += 1
                    version = Version(last, moment, record, gone, batch.feed)
                    new.append((batch.table, version))
        if turn is not None:
            self._keep(turn)
        self._versions += new
        if snapshot is not None:
            number = self._snapshot[0] if self._snapshot else 0
            self._snapshot = (number + 1, snapshot)
        return last

    def standing(self, table: str) -> Sequence[Version]:
        """Return the newest version of every row that stands, each feed's own."""
        return sorted(self._standing(table, None))

    def latest(self, table: str) -> Sequence[Version]:
        """Return every row that stands, once, as they were appended."""
        return merged(self.standing(table))

    def read(
        self,
        table: str,
        *,
        known_at: datetime | None = None,
        issuer: str | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Sequence[Version]:
        """Return a table's rows as known at a moment (none: now), oldest day first."""
        if known_at is not None:
            to_microseconds(known_at)
        rows = [
            each
            for each in self._standing(table, known_at)
            if (issuer is None or getattr(each.record, "issuer", "") == issuer)
            and (start or date.min) <= each.record.day <= (end or date.max)
        ]
        return sorted(merged(rows), key=lambda each: (each.record.day, each.id))

    def ever(
        self, table: str, feed: str, records: Iterable[Record]
    ) -> Collection[Hashable]:
        """Return the identities of those records that a feed's table ever had."""
        self._check_open()
        identity = identify(record_type(table))
        had = {
            identity(each.record)
            for name, each in self._versions
            if (name, each.feed) == (table, feed)
        }
        return had & set(map(identity, records))

    def since(self, row_id: int) -> Sequence[Version]:
        """Return every row version appended after `row_id`, in order."""
        self._check_open()
        return [version for _, version in self._versions[max(row_id, 0) :]]

    def newest(self) -> Newest:
        """Return the last version of each table."""
        self._check_open()
        return Newest(0, {table: version.id for table, version in self._versions})

    def snapshot(self) -> tuple[int, bytes] | None:
        """Return the stored snapshot and its number, which grows with each write."""
        self._check_open()
        return self._snapshot

    def alerts(self) -> tuple[Sequence[Alert], AlertMemory]:
        """Return every alert that is not at rest, and what else is remembered."""
        self._check_open()
        return [self._alerts[key] for key in sorted(self._alerts)], self._memory

    def told(self) -> Sequence[Told]:
        """Return what each channel was last told about each subject."""
        self._check_open()
        return [self._told[key] for key in sorted(self._told)]

    def log(self, *, after: int = 0, limit: int | None = None) -> Sequence[str]:
        """Return lines of the log, oldest first; with a `limit` the newest ones."""
        self._check_open()
        lines = self._log[max(after, 0) :]
        return lines if limit is None else lines[max(len(lines) - limit, 0) :]

    def put_action(self, action: Action) -> int:
        """Write down what a person did; return its number."""
        self._check_open()
        check_action(action)
        self._actions.append(ENCODER.encode(action))
        return len(self._actions)

    def actions(self, *, after: int = 0) -> Sequence[Numbered]:
        """Return the actions numbered above `after`, in order."""
        self._check_open()
        first = max(after, 0)
        return [
            read_action(number, body)
            for number, body in enumerate(self._actions[first:], first + 1)
        ]

    def beat(self, heartbeat: Heartbeat) -> None:
        """Say that the collector is alive."""
        self._check_open()
        self._heartbeat = heartbeat

    def heartbeat(self) -> Heartbeat | None:
        """Return the collector's last sign of life."""
        self._check_open()
        return self._heartbeat

    async def watch(self, *, poll: float = 0.1) -> AsyncGenerator[int]:
        """Yield the snapshot's number, now and each time it changes."""
        number = 0
        while True:
            found = self.snapshot()
            if found and found[0] != number:
                number = found[0]
                yield number
            await asyncio.sleep(poll)

    def is_lost(self) -> bool:
        """It is nowhere else that somebody could remove it."""
        return False

    def close(self) -> None:
        """Let go. A closed store answers nothing."""
        self._closed = True

    def _keep(self, turn: AlertTurn) -> None:
        """Take over what one turn did, or nothing if it raises."""
        check_turn(turn)
        last = self._log[-1] if self._log else ""
        self._log += lines_after(last, len(self._log), turn.entries)
        for alert in turn.alerts:
            self._alerts[alert.key] = alert
            if alert.phase is Phase.INACTIVE:
                del self._alerts[alert.key]
        if turn.memory is not None:
            self._memory = turn.memory
        self._told |= {(told.channel, told.subject): told for told in turn.told}

    def _standing(self, table: str, known_at: datetime | None) -> Iterable[Version]:
        self._check_open()
        identity = identify(record_type(table))
        newest: dict[Hashable, Version] = {}
        for name, version in self._versions:
            if name == table and (known_at is None or version.known_at <= known_at):
                newest[version.feed, identity(version.record)] = version
        return [each for each in newest.values() if not each.withdrawn]

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("store memory: it is closed")
