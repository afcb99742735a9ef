"""How versions of rows lie in a SQLite store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from overhang.core.records import Version
from overhang.store.rows import DECODERS, from_microseconds

PUT = "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
# After all rows of a transaction, in order of the key: one after the other each would
# be put at a random place.
NOTE = (
    "INSERT OR REPLACE INTO newest SELECT tbl, feed, key, max(id) FROM version"
    # By id: the index has the order, but all that ever was.
    " NOT INDEXED WHERE id > ? GROUP BY tbl, feed, key"
)
STANDING = (
    "SELECT tbl, id, known_at, withdrawn, body, feed FROM version WHERE id IN"
    " (SELECT id FROM newest WHERE tbl = ?) AND NOT withdrawn ORDER BY id"
)
NEWEST = "SELECT tbl, max(id) FROM newest GROUP BY tbl"
# The bounds on issuer and day are outside: a correction may have moved the row.
AS_KNOWN = (
    "SELECT tbl, id, known_at, withdrawn, body, feed FROM version WHERE id IN"
    " (SELECT max(id) FROM version"
    " WHERE tbl = :table AND known_at <= :known_at GROUP BY feed, key)"
    " AND NOT withdrawn AND (:issuer IS NULL OR issuer = :issuer)"
    " AND about BETWEEN :start AND :end"
)
EVER = (
    "SELECT value FROM json_each(?1) WHERE EXISTS"
    " (SELECT 1 FROM newest WHERE tbl = ?2 AND feed = ?3 AND key = value)"
)
SINCE = (
    "SELECT tbl, id, known_at, withdrawn, body, feed FROM version"
    " WHERE id > ? ORDER BY id"
)


def versions(rows: Iterable[tuple[Any, ...]]) -> Sequence[Version]:
    """Return the versions of any tables that rows hold, in their order.

    Raises:
        msgspec.DecodeError: one cannot be read.
    """
    moment = cache(from_microseconds)
    return [
        Version(number, moment(at), DECODERS[table].decode(body), bool(gone), feed)
        for table, number, at, gone, body, feed in rows
    ]
