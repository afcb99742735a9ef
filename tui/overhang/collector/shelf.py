"""What stands, where feeds that must know it can look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from overhang.collector.changes import Slot, Standing
from overhang.core.records import Record, Version
from overhang.core.snapshot import SourceHealth, SourceState
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


def remembered(
    health: Iterable[SourceHealth], before: Iterable[SourceHealth]
) -> tuple[SourceHealth, ...]:
    """Return how sources do; one that had no success yet had its last one `before`.

    A collector that starts while a host is down knows by this how old figures are.
    """
    known = {Slot(each.feed, each.table): each for each in before}
    return tuple(
        _since(each, known.get(Slot(each.feed, each.table))) for each in health
    )


def _since(now: SourceHealth, then: SourceHealth | None) -> SourceHealth:
    if then is None or now.last_success is not None or now.kind not in ("", then.kind):
        return now
    if now.state not in (SourceState.WAITING, SourceState.FAILED):
        return now
    return replace(now, last_success=then.last_success, rows=then.rows)


def table_of(standing: Mapping[Slot, Standing], table: str) -> Sequence[Version]:
    """Return a table's rows, each once, out of what all feeds say."""
    feeds = [rows for slot, rows in standing.items() if slot.table == table]
    if len(feeds) == 1:
        return tuple(feeds[0].values())
    return joined(feeds) if feeds else ()
