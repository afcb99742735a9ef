"""What a delivery changes: the rows that stand against the rows delivered."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from overhang.core.records import Record, Version
from overhang.store.base import Batch, Store
from overhang.store.rows import identify, record_type

Standing = Mapping[Hashable, Version]
"""The versions of one table that stand, by identity, in the order delivered."""


class Change(NamedTuple):
    """What one delivery does to one table."""

    batch: Batch
    rows: Standing
    """The table afterwards."""


def standing_rows(store: Store, table: str) -> Standing:
    """Read a table's standing rows; raise `StoreError` when that fails."""
    identity = identify(record_type(table))
    return {identity(each.record): each for each in store.latest(table)}


def compare(
    table: str,
    standing: Standing,
    delivered: Sequence[Record],
    *,
    known_at: datetime,
    last_id: int,
) -> Change | None:
    """Return what a delivery changes; none when every row is known as it stands.

    Args:
        table: the table's name.
        standing: its rows as they stand.
        delivered: the whole table as its source has it.
        known_at: now.
        last_id: the last id in the store: new versions are numbered from the next,
            corrections and new rows first, as `Store.append` does.
    """
    identity = identify(record_type(table))
    rows: dict[Hashable, Version] = {}
    put: list[Record] = []
    for record in delivered:
        key = identity(record)
        version = standing.get(key)
        if version is None or version.record != record:
            put.append(record)
            version = Version(last_id + len(put), known_at, record)
        rows[key] = version
    gone = [each.record for key, each in standing.items() if key not in rows]
    if not put and not gone:
        return None
    return Change(Batch(table, put, gone), rows)
