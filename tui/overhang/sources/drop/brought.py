"""What dropped files bring: their rows, and when they came."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from overhang.core.records import Record, Vintage
from overhang.core.standing import identify
from overhang.sources.drop.file import Dropped


def rows_of(file: Dropped) -> Iterator[tuple[Hashable, Record]]:
    """Yield the rows of a file that counts, by identity."""
    if file.run is not None and file.good:
        for _, record in file.run.rows:
            yield identify(type(record))(record), record


def vintages_of(files: Sequence[Dropped]) -> Sequence[Vintage]:
    """Return what files add, the last to come last.

    Of two that came at the same moment only the later one by name counts: told one
    after the other, both would count as news again at every start.
    """
    found: dict[tuple[Hashable, datetime], Vintage] = {}
    for file in files:
        for key, record in rows_of(file):
            found[key, file.arrived] = Vintage(file.arrived, record)
    return tuple(sorted(found.values(), key=attrgetter("known_at")))
