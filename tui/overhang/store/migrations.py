"""The store's schema, one step a version."""

from __future__ import annotations

import apsw

from overhang.store.base import StoreError

STEPS: tuple[str, ...] = (
    # Nothing in `version` and `transition` is ever updated or deleted. `key` is the
    # row's identity; the highest id of a key is what stands, unless it is withdrawn.
    # `known_at` is in microseconds since 1970, UTC; `about` is an ISO date.
    """
    CREATE TABLE version (
        id INTEGER PRIMARY KEY,
        tbl TEXT NOT NULL,
        issuer TEXT NOT NULL,
        key TEXT NOT NULL,
        about TEXT NOT NULL,
        known_at INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE INDEX version_by_key ON version (tbl, key, id, known_at);
    CREATE TABLE snapshot (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        number INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE transition (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        rule TEXT NOT NULL,
        subject TEXT NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE heartbeat (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        body BLOB NOT NULL
    );
    """,
)


def version_of(connection: apsw.Connection) -> int:
    """Return the schema version of a database; 0 is an empty one.

    Raises:
        StoreError: it was written by a newer program than this one.
    """
    found = connection.pragma("user_version")
    assert isinstance(found, int)
    if found > len(STEPS):
        raise StoreError(
            f"the store is of version {found} and this program knows "
            f"{len(STEPS)}: a newer overhang wrote it, use that one"
        )
    return found


def migrate(connection: apsw.Connection) -> None:
    """Bring a database to the newest schema in one transaction, or leave it alone.

    Raises:
        StoreError: it was written by a newer program than this one.
    """
    if version_of(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have been faster.
        for step in STEPS[version_of(connection) :]:
            connection.execute(step)
        connection.pragma("user_version", len(STEPS))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
