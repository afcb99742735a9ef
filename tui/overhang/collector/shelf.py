"""What stands, where feeds that must know it can look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from overhang.collector.changes import Slot, Standing
from overhang.core.records import Record, Version
from overhang.core.snapshot import SourceHealth
from overhang.core.standing import joined


class Shelf:
    """The rows that stand after the last turn: the ticker puts them here, feeds look.

    A turn replaces both mappings as a whole, so any thread may read them.
    """

    def __init__(self) -> None:
        self.standing: Mapping[Slot, Standing] = {}
        """By feed and table."""
        self.tables: Mapping[str, Sequence[Version]] = {}
        """By table: each row once, whoever brought it."""

    def recall(self, feed: str, table: str) -> Sequence[Record]:
        """Return the rows of one feed's table, as they stand."""
        rows = self.standing.get(Slot(feed, table), {})
        return [version.record for version in rows.values()]


def counted(
    health: Iterable[SourceHealth], standing: Mapping[Slot, Standing]
) -> tuple[SourceHealth, ...]:
    """Return how sources do, a feed's with the rows that are held of it.

    What a feed said in its last turn may be one row of hundreds.
    """
    return tuple(
        replace(each, rows=len(standing.get(Slot(each.feed, each.table), ())))
        if each.feed
        else each
        for each in health
    )


def table_of(standing: Mapping[Slot, Standing], table: str) -> Sequence[Version]:
    """Return a table's rows, each once, out of what all feeds say."""
    feeds = [rows for slot, rows in standing.items() if slot.table == table]
    if len(feeds) == 1:
        return tuple(feeds[0].values())
    return joined(feeds) if feeds else ()
