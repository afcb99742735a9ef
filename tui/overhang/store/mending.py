"""A store that somebody cut or wrote over while it was open, and how it goes on."""

from __future__ import annotations

from pathlib import Path

import apsw

from overhang.store.base import StoreError
from overhang.store.files import names

_FILE, _LOG = 0, 1
_FILE_HEAD = b"SQLite format 3\0"
_LOG_HEADS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_ASIDE = ".damaged"


def is_written_over(connection: apsw.Connection) -> bool:
    """Whether a store's file or its log no longer begins as SQLite writes them.

    It is read through the connection: a descriptor of one's own would let go of its
    locks when closed. It takes microseconds.
    """
    try:
        whole, head = connection.read("main", _FILE, 0, len(_FILE_HEAD))
        if whole and head != _FILE_HEAD:
            return True
        whole, head = connection.read("main", _LOG, 0, len(_LOG_HEADS[0]))
    except apsw.Error:
        # A disk that does not answer is another fault: what is done next tells it.
        return False
    return whole and head not in _LOG_HEADS


def mended(path: Path) -> str:
    """Make what lies where a harmed store was fit to be opened, and say what was done.

    A store that holds together is kept; any other is moved aside, with its log, as
    `store.db.damaged`, for somebody who can read more of it.

    Args:
        path: the store's file; no connection of this process may be open. The caller
            leads.

    Raises:
        StoreError: it cannot be moved, or one that was moved before lies there.
    """
    _, log, index = names(path)
    aside, log_aside, _ = names(path.with_name(path.name + _ASIDE))
    try:
        # It tells where things stood in a log that may be another one now. Whoever
        # has it open notices that it went, and opens all anew.
        index.unlink(missing_ok=True)
        if not path.exists():
            return f"the store was removed or replaced: it is begun anew ({path})"
        # SQLite would begin anew in an empty file, and throw away its log.
        if path.stat().st_size and _holds_together(path):
            return (
                "the store was replaced, cut or written over: it goes on with what is"
                f" whole, and what was written last may be missing ({path})"
            )
        if aside.exists():
            raise StoreError(
                f"store {path}: the file is damaged, and {aside.name} is there from"
                " before: move both away to begin anew"
            )
        # The log first: beside a new file it would be taken for that one's.
        if log.exists():
            log.replace(log_aside)
        path.replace(aside)
    except OSError as error:
        raise StoreError(f"store {path}: {error.strerror}") from error
    return (
        "the store was damaged: a new one is begun, without what people did; what it"
        f" held is kept as {aside}"
    )


def _holds_together(path: Path) -> bool:
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            # Of what is damaged, nothing is changed.
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            if connection.pragma("integrity_check", 1) != "ok":
                return False
            # What was written over may stand in the log, whole: into the file with it.
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            return True
        finally:
            connection.close()
    except (apsw.CorruptError, apsw.NotADBError):
        return False
    except apsw.Error as error:
        raise StoreError(f"store {path}: {error}") from error
