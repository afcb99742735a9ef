"""What a delivery changes: the rows that stand against the rows delivered."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from overhang.core.records import Record, Version, Vintage
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store.base import Batch, Store

Standing = Mapping[Hashable, Version]
"""The versions of one feed's table that stand, by identity."""


class Slot(NamedTuple):
    """One table of one feed."""

    feed: str
    """Empty: the desk's own folder or interface."""
    table: str


class Change(NamedTuple):
    """What one delivery does to one feed's table."""

    slot: Slot
    batches: Sequence[Batch]
    """In the order in which they became known."""
    rows: Standing
    """The table afterwards."""
    last_id: int
    """The last id in the store afterwards."""

    @property
    def put(self) -> list[Record]:
        """Every row that is new or corrected."""
        return [record for batch in self.batches for record in batch.put]


def standing_rows(store: Store, table: str) -> dict[Slot, Standing]:
    """Read what stands of a table, by feed; raise `StoreError` when that fails."""
    identity = identify(TABLES[table])
    found: dict[Slot, dict[Hashable, Version]] = {}
    for each in store.standing(table):
        found.setdefault(Slot(each.feed, table), {})[identity(each.record)] = each
    return dict(found)


def compare(
    slot: Slot,
    standing: Standing,
    delivered: Sequence[Record],
    *,
    known_at: datetime,
    last_id: int,
) -> Change | None:
    """Return what a whole table changes; none when every row is known as it stands.

    Args:
        slot: whose table it is.
        standing: its rows as they stand.
        delivered: the whole table as its source has it.
        known_at: now.
        last_id: the last id in the store: new versions are numbered from the next,
            corrections and new rows first, as `Store.append` does.
    """
    identity = identify(TABLES[slot.table])
    rows: dict[Hashable, Version] = {}
    put: list[Record] = []
    for record in delivered:
        key = identity(record)
        version = standing.get(key)
        if version is None or version.record != record:
            put.append(record)
            number = last_id + len(put)
            version = Version(number, known_at, record, feed=slot.feed)
        rows[key] = version
    gone = [each.record for key, each in standing.items() if key not in rows]
    if not put and not gone:
        return None
    batch = Batch(slot.table, put, gone, slot.feed)
    return Change(slot, (batch,), rows, last_id + len(put) + len(gone))


def add(
    slot: Slot,
    standing: Standing,
    vintages: Iterable[Vintage],
    *,
    known_at: datetime,
    last_id: int,
) -> Change | None:
    """Return what more rows change; none when every one is known as it stands.

    The newest version of a row is the one that was known last, in the store too: so a
    vintage older than what stands comes too late, and is left out. A row that stands
    and was known later than now was stored before the clock was put back: the newest
    vintage of it counts, known when that was.

    Args:
        slot: whose table it is.
        standing: its rows as they stand.
        vintages: new rows and corrections; one that claims to be known later than now
            is known now.
        known_at: now.
        last_id: the last id in the store.
    """
    identity = identify(TABLES[slot.table])
    rows: dict[Hashable, Version] = dict(standing)
    put: list[Vintage] = []
    told = [
        (identity(each.record), each)
        for each in sorted(vintages, key=attrgetter("known_at"))
    ]
    newest = dict(told)
    for key, each in told:
        record, moment = each.record, min(each.known_at, known_at)
        held = rows.get(key)
        if held is not None:
            if held.known_at > known_at and each is newest[key]:
                # Known later than now: the clock was put back since, and nobody can
                # say by how much what comes now is newer. It is.
                moment = held.known_at
            if held.record == record or held.known_at > moment:
                continue
        put.append(Vintage(moment, record))
        rows[key] = Version(last_id + len(put), moment, record, feed=slot.feed)
    if not put:
        return None
    batches = [
        Batch(slot.table, [each.record for each in some], (), slot.feed, at)
        for at, some in groupby(put, key=attrgetter("known_at"))
    ]
    return Change(slot, batches, rows, last_id + len(put))
