"""One SQLite database file: how it is made, opened, and how it fails in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import msgspec

from overhang.store.base import DamagedError, OutdatedError, StoreError
from overhang.store.files import WAL_KEPT_BYTES, names
from overhang.store.migrations import STEPS, migrate, version_of

_WRITER_PATIENCE_MS = 5_000
_READER_PATIENCE_MS = 1_000
"""A viewer asks from its event loop: it must not stand still for long."""
_ACTOR_PATIENCE_MS = 2_000
"""A person waits to read whether what they did is written down."""

_UNREADABLE = "a row cannot be read, the file is damaged or a newer overhang wrote it"
_OUTDATED = (
    "an older overhang wrote it: end its collector if one runs, and start `overhang` or"
    " `overhang collect`"
)
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (apsw.FullError, "the disk is full"),
    (apsw.BusyError, "another process holds it"),
    (apsw.LockedError, "another process holds it"),
    (apsw.CorruptError, "the file is damaged, move it away to begin anew"),
    (apsw.NotADBError, "the file is no store, move it away to begin anew"),
    (apsw.CantOpenError, "it cannot be opened"),
    (apsw.ReadOnlyError, "it may only be read"),
    (apsw.PermissionsError, "permission denied"),
    (apsw.IOError, "the disk does not answer"),
    (apsw.ConnectionClosedError, "it is closed"),
    (msgspec.DecodeError, _UNREADABLE),
    (UnicodeDecodeError, _UNREADABLE),
    (UnicodeEncodeError, "a text holds half a character"),
)
_REFUSED = (apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_FSYNC)
_DAMAGED = (apsw.CorruptError, apsw.NotADBError)


@contextmanager
def plain(path: Path) -> Iterator[None]:
    """Turn whatever the database raises into a `StoreError` in plain words.

    Raises:
        DamagedError: the file does not hold what SQLite wrote.
        StoreError: anything else.
    """
    try:
        yield
    except (apsw.Error, msgspec.DecodeError, UnicodeError) as error:
        words = next((say for kind, say in _WORDS if isinstance(error, kind)), "failed")
        if getattr(error, "extendedresult", None) in _REFUSED:
            words = "the disk takes no more: it fails, or a quota or a limit is reached"
        kind = DamagedError if isinstance(error, _DAMAGED) else StoreError
        raise kind(f"store {path}: {words} ({error})", words) from error


@contextmanager
def legible(path: Path) -> Iterator[None]:
    """Do the same where rows are read: nonsense in one is a fault of the file."""
    with plain(path):
        try:
            yield
        except (TypeError, ValueError, LookupError, OverflowError) as error:
            raise StoreError(f"store {path}: {_UNREADABLE}", _UNREADABLE) from error


def open_writer(path: Path) -> apsw.Connection:
    """Open a store to write, making it or bringing it to the newest schema.

    A directory that is made is 0700, the file always 0600; SQLite gives the `-wal`
    and `-shm` files beside it the same mode.

    Raises:
        StoreError: it cannot be made or opened, or a newer program wrote it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # A log that outlived its file is of no other one.
            for each in names(path)[1:]:
                each.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"store {path}: {error.strerror}") from error
    with plain(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.set_busy_timeout(_WRITER_PATIENCE_MS)
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "normal")
            connection.pragma("journal_size_limit", WAL_KEPT_BYTES)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def open_reader(path: Path) -> apsw.Connection | None:
    """Open a store to read; return none while no collector has prepared it.

    Raises:
        OutdatedError: a collector of an older version prepared it.
        StoreError: it cannot be opened, or a newer program wrote it.
    """
    if not _exists(path):
        return None
    with plain(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            connection.set_busy_timeout(_READER_PATIENCE_MS)
            ready = _is_ready(path, connection)
        except apsw.ReadOnlyError as error:
            # Without its log a store can be read by who may make one.
            connection.close()
            raise StoreError(
                f"store {path}: no collector runs, and then only its own user can read"
                " it: ask them to start one"
            ) from error
        except BaseException:
            connection.close()
            raise
        if not ready:
            connection.close()
            return None
        return connection


@contextmanager
def actor(path: Path) -> Iterator[apsw.Connection]:
    """Open a store for one write beside the collector's, and close it again.

    Raises:
        StoreError: no collector has prepared it, it may not be written, or a newer
            program wrote it.
    """
    if not _exists(path):
        raise StoreError(f"store {path}: no collector has run yet")
    with plain(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.set_busy_timeout(_ACTOR_PATIENCE_MS)
            if not _is_ready(path, connection):
                raise StoreError(f"store {path}: no collector has made it ready yet")
            yield connection
        finally:
            connection.close()


@contextmanager
def transaction(connection: apsw.Connection, *, durable: bool) -> Iterator[None]:
    """Write all that is written inside, or leave no trace of it.

    Args:
        connection: one that writes.
        durable: whether it must be on the disk at the end. If not, it outlives the
            process, and a machine that stops may take the newest along, in order.
    """
    # It cannot be changed inside a transaction.
    connection.pragma("synchronous", "full" if durable else "normal")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_ready(path: Path, connection: apsw.Connection) -> bool:
    """Whether a collector of this version prepared a store; false: none did."""
    version = version_of(connection)
    if 0 < version < len(STEPS):
        raise OutdatedError(f"store {path}: {_OUTDATED}", _OUTDATED)
    return version == len(STEPS)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise StoreError(f"store {path}: {error.strerror}") from error
