"""The store's schema, one step a version."""

from __future__ import annotations

from collections.abc import Callable

import apsw

from overhang.store.base import StoreError
from overhang.store.first_log import carry_over

Step = str | Callable[[apsw.Connection], None]
"""SQL, or what must be done in Python, inside the transaction that is open."""

# Nothing in `version` is ever updated or deleted. `key` is the row's identity; the
# highest id of a key is what stands, unless it is withdrawn. `known_at` is in
# microseconds since 1970, UTC; `about` is an ISO date.
_OBSERVATIONS = """
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
"""

# Nothing in `action` and `log` is ever updated or deleted. `log.id` is the number that
# stands in the line. `alert` holds those that are not at rest; `told` is the outbox.
_ALERTS = """
    CREATE TABLE alert (
        rule TEXT NOT NULL,
        subject TEXT NOT NULL,
        severity INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (rule, subject, severity)
    );
    CREATE TABLE memory (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        body BLOB NOT NULL
    );
    CREATE TABLE action (
        id INTEGER PRIMARY KEY,
        body BLOB NOT NULL
    );
    CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        line TEXT NOT NULL
    );
    CREATE TABLE told (
        channel TEXT NOT NULL,
        subject TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (channel, subject)
    );
"""


def _add_alerts(connection: apsw.Connection) -> None:
    """Make room for alerts; the log takes in what `transition` held."""
    connection.execute(_ALERTS)
    carry_over(connection)
    connection.execute("DROP TABLE transition")


# Rows of several feeds stand beside one another; '' is the desk's own folder.
_FEEDS = """
    ALTER TABLE version ADD COLUMN feed TEXT NOT NULL DEFAULT '';
    DROP INDEX version_by_key;
    CREATE INDEX version_by_key ON version (tbl, feed, key, id, known_at);
"""

# What stands is found without a look at what stood before: a price that moves all day
# leaves millions of versions.
_NEWEST = """
    CREATE TABLE newest (
        tbl TEXT NOT NULL,
        feed TEXT NOT NULL,
        key TEXT NOT NULL,
        id INTEGER NOT NULL,
        PRIMARY KEY (tbl, feed, key)
    ) WITHOUT ROWID;
    INSERT INTO newest SELECT tbl, feed, key, max(id) FROM version
        GROUP BY tbl, feed, key;
"""

STEPS: tuple[Step, ...] = (_OBSERVATIONS, _add_alerts, _FEEDS, _NEWEST)


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
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)
        connection.pragma("user_version", len(STEPS))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
