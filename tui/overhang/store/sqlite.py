"""The store in one SQLite file: WAL, one writing connection, any number of readers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Hashable, Iterable, Sequence
from contextlib import aclosing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import apsw
import msgspec

from overhang.core.alerts.actions import Action, Numbered
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.messages import Told
from overhang.core.records import Record, Version
from overhang.core.standing import identify, merged
from overhang.store import alert_rows, version_rows
from overhang.store.base import (
    AlertMemory,
    AlertTurn,
    Batch,
    DamagedError,
    Heartbeat,
    Newest,
    OutdatedError,
    StoreError,
)
from overhang.store.changes import changes
from overhang.store.files import Files
from overhang.store.mending import is_written_over
from overhang.store.rows import (
    ENCODER,
    joined,
    record_type,
    rows_of,
    to_microseconds,
)
from overhang.store.sqlite_file import (
    actor,
    legible,
    open_reader,
    open_writer,
    plain,
    transaction,
)

_HEARTBEAT = msgspec.msgpack.Decoder(Heartbeat)

_PUT_SNAPSHOT = (
    "INSERT INTO snapshot VALUES (1, 1, ?1)"
    " ON CONFLICT (only) DO UPDATE SET number = number + 1, body = ?1"
)
_PUT_HEARTBEAT = "INSERT OR REPLACE INTO heartbeat VALUES (1, ?)"
_END_OF_TIME = 2**63 - 1


class SqliteStore:
    """A store in a SQLite file, for use from one thread at a time.

    Each call reads in one statement or writes in one transaction, so a stopped
    process never holds a transaction open.

    Args:
        path: the file, absolute.
        write: whether this is the one writing connection. A reader of a file that is
            not there yet finds it empty, and finds it when it comes.

    Raises:
        DamagedError: it is damaged. A reader is told so when it reads, and outdated.
        StoreError: it cannot be opened, or a newer program wrote it.
    """

    def __init__(self, path: Path, *, write: bool) -> None:
        self.path = path
        self._write = write
        self._closed = False
        self._openings = 0
        self._connection = open_writer(path) if write else None
        self._files = Files(path)
        if not write:
            # A collector may have seen to it before it is read.
            with suppress(DamagedError, OutdatedError):
                self._reader()

    def append(
        self,
        batches: Iterable[Batch],
        *,
        known_at: datetime,
        snapshot: bytes | None = None,
        turn: AlertTurn | None = None,
    ) -> int:
        """Write everything in one transaction; return the last row id once durable.

        With nothing to write, return the last row id as it stands.
        """
        moment = to_microseconds(known_at)
        with plain(self.path):
            connection = self._writer()
            with transaction(connection, durable=turn is not None):
                before = last = self._last_id(connection)
                for batch in batches:
                    rows = list(rows_of(batch, moment, last + 1))
                    connection.executemany(version_rows.PUT, rows)
                    last += len(rows)
                if last > before:
                    connection.execute(version_rows.NOTE, (before,))
                if turn is not None:
                    alert_rows.put_turn(connection, turn)
                if snapshot is not None:
                    connection.execute(_PUT_SNAPSHOT, (snapshot,))
        return last

    def standing(self, table: str) -> Sequence[Version]:
        """Return the newest version of every row that stands, each feed's own."""
        record_type(table)
        return self._versions(version_rows.STANDING, (table,))

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
        record_type(table)
        bindings = {
            "table": table,
            "known_at": to_microseconds(known_at) if known_at else _END_OF_TIME,
            "issuer": issuer,
            "start": (start or date.min).isoformat(),
            "end": (end or date.max).isoformat(),
        }
        rows = merged(self._versions(version_rows.AS_KNOWN, bindings))
        return sorted(rows, key=lambda each: (each.record.day, each.id))

    def ever(
        self, table: str, feed: str, records: Iterable[Record]
    ) -> Collection[Hashable]:
        """Return the identities of those records that a feed's table ever had."""
        identity = identify(record_type(table))
        wanted = {joined(key): key for key in map(identity, records)}
        keys = msgspec.json.encode(list(wanted)).decode()
        with legible(self.path):
            return {
                wanted[key]
                for (key,) in self._query(version_rows.EVER, (keys, table, feed))
            }

    def since(self, row_id: int) -> Sequence[Version]:
        """Return every row version appended after `row_id`, in order."""
        return self._versions(version_rows.SINCE, (row_id,))

    def newest(self) -> Newest:
        """Return the last version of each table."""
        with legible(self.path):
            ids = dict(self._query(version_rows.NEWEST))
            return Newest(self._openings, ids)

    def snapshot(self) -> tuple[int, bytes] | None:
        """Return the stored snapshot and its number, which grows with each write."""
        with legible(self.path):
            found = self._query("SELECT number, body FROM snapshot")
            # No bytes but these: what was written over may be anything.
            return (int(found[0][0]), bytes(memoryview(found[0][1]))) if found else None

    def alerts(self) -> tuple[Sequence[Alert], AlertMemory]:
        """Return every alert that is not at rest, and what else is remembered."""
        with legible(self.path):
            return alert_rows.alerts(self._query)

    def told(self) -> Sequence[Told]:
        """Return what each channel was last told about each subject."""
        with legible(self.path):
            return alert_rows.told(self._query)

    def log(self, *, after: int = 0, limit: int | None = None) -> Sequence[str]:
        """Return lines of the log, oldest first; with a `limit` the newest ones."""
        with legible(self.path):
            return alert_rows.log(self._query, after=after, limit=limit)

    def put_action(self, action: Action) -> int:
        """Write down what a person did; return its number once durable.

        A connection of its own writes, so a reader may too, and any thread.
        """
        self._check_open()
        with (
            plain(self.path),
            actor(self.path) as connection,
            transaction(connection, durable=True),
        ):
            return alert_rows.put_action(connection, action)

    def actions(self, *, after: int = 0) -> Sequence[Numbered]:
        """Return the actions numbered above `after`, in order."""
        with legible(self.path):
            return alert_rows.actions(self._query, after=after)

    def beat(self, heartbeat: Heartbeat) -> None:
        """Say that the collector is alive."""
        with plain(self.path):
            connection = self._writer()
            with transaction(connection, durable=False):
                connection.execute(_PUT_HEARTBEAT, (ENCODER.encode(heartbeat),))

    def heartbeat(self) -> Heartbeat | None:
        """Return the collector's last sign of life."""
        with legible(self.path):
            found = self._query("SELECT body FROM heartbeat")
            return _HEARTBEAT.decode(found[0][0]) if found else None

    async def watch(self, *, poll: float = 0.1) -> AsyncGenerator[int]:
        """Yield the snapshot's number, now and each time it changes.

        Args:
            poll: seconds between two looks at the file's change counter.
        """
        seen = 0, 0
        async with aclosing(changes(self.path, poll=poll)) as commits:
            async for _ in commits:
                with legible(self.path):
                    found = self._query("SELECT number FROM snapshot")
                # A store that was begun anew counts from 1 again.
                if found and (self._openings, found[0][0]) != seen:
                    seen = self._openings, found[0][0]
                    yield found[0][0]

    def is_lost(self) -> bool:
        """Whether somebody removed, replaced or cut short what is open."""
        return self._files.lost if self._write else self._files.replaced

    def close(self) -> None:
        """Let go of the file. A closed store answers nothing."""
        self._closed = True
        if self._connection is None:
            return
        if self._write and self._is_harmed(self._connection):
            # Nothing of a log that was cut or written over goes into the file.
            self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        elif self._write and self._files.replaced:
            # What is in a log that nobody else can see goes into the file first.
            with suppress(apsw.Error):
                self._connection.wal_checkpoint()
        self._connection.close()
        self._connection = None
        if self._write:
            self._files.clear()

    def _writer(self) -> apsw.Connection:
        self._check_open()
        if not self._write:
            raise StoreError(f"store {self.path}: it was opened to read")
        assert self._connection is not None
        if self._is_harmed(self._connection):
            raise DamagedError(f"store {self.path}: it was cut or written over")
        return self._connection

    def _is_harmed(self, connection: apsw.Connection) -> bool:
        return self._files.cut or is_written_over(connection)

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"store {self.path}: it is closed")

    def _reader(self) -> apsw.Connection | None:
        self._check_open()
        if not self._write and self._connection is not None and self.is_lost():
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._files = Files(self.path)
            self._connection = open_reader(self.path)
            self._openings += 1
        return self._connection

    def _query(self, sql: str, bindings: Any = ()) -> Sequence[tuple[Any, ...]]:
        connection = self._reader()
        # All of it, before a row is looked at: whoever is stopped while it decodes
        # holds no transaction.
        return connection.execute(sql, bindings).fetchall() if connection else []

    def _versions(self, sql: str, bindings: Any) -> Sequence[Version]:
        with legible(self.path):
            return version_rows.versions(self._query(sql, bindings))

    @staticmethod
    def _last_id(connection: apsw.Connection) -> int:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM version").get
        assert isinstance(found, int)
        return found
