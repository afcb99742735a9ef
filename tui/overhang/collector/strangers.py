"""Names in the desk's own tables that nobody watches: meant so, or mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from overhang.collector.changes import Slot, Standing
from overhang.core.issuers import Universe
from overhang.core.problems import unknown
from overhang.core.snapshot import SourceHealth

_NAMED = 5


class Strangers:
    """Counts them anew when a table or the universe is another one."""

    def __init__(self) -> None:
        self._counted: dict[Slot, tuple[Standing, Universe, str]] = {}

    def noted(
        self,
        health: Iterable[SourceHealth],
        standing: Mapping[Slot, Standing],
        universe: Universe,
    ) -> tuple[SourceHealth, ...]:
        """Return how sources do, with a note where rows are of nobody who is watched.

        Feeds say it themselves: they leave such rows out.
        """
        return tuple(
            replace(each, notes=(*each.notes, note))
            if not each.feed
            and (note := self._note(Slot("", each.table), standing, universe))
            else each
            for each in health
        )

    def _note(
        self, slot: Slot, standing: Mapping[Slot, Standing], universe: Universe
    ) -> str:
        rows = standing.get(slot)
        if not rows:
            return ""
        of, by, note = self._counted.get(slot, (None, None, ""))
        if of is not rows or by is not universe:
            note = _words(rows, universe)
            self._counted[slot] = (rows, universe, note)
        return note


def _words(rows: Standing, universe: Universe) -> str:
    """Name them, with what was perhaps meant: `unknown issuer "OCRL", ...`."""
    found = Counter(
        issuer
        for each in rows.values()
        if (issuer := getattr(each.record, "issuer", None)) is not None
        and issuer not in universe.issuer
    )
    said = [unknown("issuer", each, universe.codes) for each in sorted(found)[:_NAMED]]
    if not said:
        return ""
    count = found.total()
    head = f"{count} row{'s' if count != 1 else ''} not shown: " + "; ".join(said)
    more = len(found) - len(said)
    return f"{head}; and {more} more" if more else head
