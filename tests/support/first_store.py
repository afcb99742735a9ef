"""A store file as a program of schema version 1 left it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import apsw
import msgspec

from overhang.store.rows import to_microseconds
from support.stored import T0

_SCHEMA = """
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
    PRAGMA user_version = 1;
"""
TRANSITIONS: list[tuple[str, str, float | None, str]] = [
    ("none", "warn", 212.5, "past 200 bp"),
    ("warn", "crit", 310.0, ""),
    ("crit", "none", None, "no figure"),
]
"""Old and new severity, value and detail, a minute apart from T0 on."""


def make_first_store(path: Path) -> None:
    """Write a store with a close of Oracle, a snapshot and three transitions."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.execute(_SCHEMA)
    close = {
        "source": "desk",
        "quality": "composite",
        "issuer": "ORCL",
        "date": "2026-01-01",
        "close_usd": 100.0,
    }
    connection.execute(
        "INSERT INTO version VALUES (1, 'closes', 'ORCL', ?, '2026-01-01', ?, 0, ?)",
        ("ORCL\x1f2026-01-01", to_microseconds(T0), _packed(close)),
    )
    connection.execute("INSERT INTO snapshot VALUES (1, 8, ?)", (b"old",))
    for minute, (old, new, value, detail) in enumerate(TRANSITIONS):
        moment: datetime = T0 + timedelta(minutes=minute)
        body = {
            "at": moment,
            "rule": "cds-5y-level",
            "subject": "ORCL",
            "old": old,
            "new": new,
            "value": value,
            "detail": detail,
        }
        connection.execute(
            "INSERT INTO transition (at, rule, subject, body) VALUES (?, ?, ?, ?)",
            (to_microseconds(moment), "cds-5y-level", "ORCL", _packed(body)),
        )
    connection.close()


def _packed(body: dict[str, object]) -> bytes:
    return msgspec.msgpack.encode(body)
