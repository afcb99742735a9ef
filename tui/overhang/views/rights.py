"""Which cells of a table may be copied out of the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from overhang.core.rights import Rights, strictest
from overhang.core.snapshot import Snapshot
from overhang.views.base import Cell, Column

WITHHELD = "withheld"
"""What is copied in place of a figure that may only be displayed."""


def bound_cells(
    snapshot: Snapshot, code: str, columns: Iterable[Column], cells: Sequence[Cell]
) -> tuple[Cell, ...]:
    """Return an issuer's cells with what binds each of them.

    A cell that is not simply a metric's value is bound by all that is on file about the
    issuer: a level beside a distance tells the figure itself.
    """
    whole = _of_issuers(snapshot).get(code, Rights.OWN)
    if whole in (Rights.OWN, Rights.PUBLIC):
        return tuple(cells)
    pairs = zip(columns, cells, strict=True)
    return tuple(
        cell._replace(rights=_rights(snapshot, code, column, whole))
        for column, cell in pairs
    )


def copied(cell: Cell, *, mark: bool) -> str:
    """Return what leaves when a cell is copied, with its mark or without."""
    if cell.rights is Rights.DISPLAY:
        return WITHHELD
    internal = " [internal]" if cell.rights is Rights.INTERNAL else ""
    return f"{cell.text}{cell.mark if mark else ''}{internal}"


def _rights(snapshot: Snapshot, code: str, column: Column, whole: Rights) -> Rights:
    if column.key == "issuer":
        return Rights.OWN
    # A column of another key than its metric's shows something beside the value.
    reading = snapshot.reading(code, column.metric)
    plain = column.key == column.metric and reading is not None
    return reading.rights if plain and reading is not None else whole


@lru_cache(maxsize=2)
def _of_issuers(snapshot: Snapshot) -> dict[str, Rights]:
    """Find the strictest that binds any figure or fact about each subject."""
    found = {
        subject: strictest(each.rights for each in mine.values())
        for subject, mine in snapshot.readings.items()
    }
    facts = snapshot.facts
    for name in facts.__struct_fields__:
        for row in getattr(facts, name):
            code = getattr(row, "issuer", getattr(row, "scope", ""))
            found[code] = strictest((found.get(code, Rights.PUBLIC), row.rights))
    return found
