"""What one of the desk's own tables would change, were it put in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from overhang.cli.desk import store_of
from overhang.collector.changes import Slot, compare, standing_rows
from overhang.config.settings import Settings
from overhang.core.records import Record
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store.base import StoreError

Changes = Mapping[str, int]
"""How many rows would be new, corrected and withdrawn."""


def changes_of(
    settings: Settings, table: str, rows: Sequence[Record]
) -> Changes | None:
    """Hold a whole table against what stands; none: nothing was ever stored.

    Args:
        settings: Whose store it is.
        table: The table's name.
        rows: All of its rows.
    """
    slot = Slot("", table)
    try:
        with store_of(settings) as store:
            standing = standing_rows(store, table).get(slot, {})
    except StoreError:
        return None
    if not standing:
        return None
    change = compare(slot, standing, rows, known_at=datetime.now(UTC), last_id=0)
    identity = identify(TABLES[table])
    put = change.put if change else []
    corrected = sum(identity(each) in standing for each in put)
    gone = sum(len(each.withdrawn) for each in change.batches) if change else 0
    return {"new": len(put) - corrected, "corrected": corrected, "withdrawn": gone}
