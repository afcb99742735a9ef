"""What the feeds delivered since the last turn, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from overhang.collector.changes import Change, Slot, Standing, add, compare
from overhang.core.records import Record, Vintage


class News(NamedTuple):
    """What came since the last look."""

    rows: dict[Slot, Sequence[Record]]
    """Whole tables: the newest word counts."""
    vintages: dict[Slot, list[Vintage]]
    """Rows to add or correct, in the order in which they came."""

    def __or__(self, newer: News) -> News:
        """Return both, the newer one on top."""
        vintages = {slot: list(mine) for slot, mine in self.vintages.items()}
        for slot, mine in newer.vintages.items():
            vintages.setdefault(slot, []).extend(mine)
        return News(self.rows | newer.rows, vintages)


NOTHING = News({}, {})


def changes_of(
    news: News, standing: Mapping[Slot, Standing], *, known_at: datetime, last_id: int
) -> list[Change]:
    """Return what news changes, in the order in which it is to be appended.

    Args:
        news: what was delivered.
        standing: what stands, by feed and table.
        known_at: now.
        last_id: the last id in the store.
    """
    changes: list[Change] = []
    # A table that came whole and then in parts is compared with what it has become.
    latest = dict(standing)

    def note(change: Change | None) -> None:
        nonlocal last_id
        if change is not None:
            last_id = change.last_id
            latest[change.slot] = change.rows
            changes.append(change)

    for slot, rows in news.rows.items():
        held = latest.get(slot, {})
        note(compare(slot, held, rows, known_at=known_at, last_id=last_id))
    for slot, vintages in news.vintages.items():
        held = latest.get(slot, {})
        note(add(slot, held, vintages, known_at=known_at, last_id=last_id))
    return changes
