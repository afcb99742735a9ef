"""One strict reader for every table, wherever its rows come from.

The policy: any fault refuses the whole table and the last good one stays. Half a
table looks like a market event, so no row is ever skipped, guessed or repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from overhang.core.records import Record
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, Parse, nearest, parser, shown
from overhang.sources.checks import Placed, duplicates, unadjusted_splits
from overhang.sources.columns import Column, columns
from overhang.sources.stream import Header, Item

ENOUGH = 1000
"""Faults after which reading stops: the rest would say the same."""

_Plan = list[tuple[str, Parse, Column]]


def read_rows(table: str, raw_rows: Iterable[Item]) -> list[Record]:
    """Read a whole table, or refuse all of it.

    Args:
        table: A key of `overhang.core.tables.TABLES`.
        raw_rows: Rows as (place, cells by column), with an optional `Header` before
            them and `Problem`s of the format among them. Cells are text or native
            JSON and Parquet values; an empty cell is `""` or none.

    Returns:
        The records, in the order of the rows. Every text in them is sanitised.

    Raises:
        SourceError: With every fault found, up to `ENOUGH` of them: shape, cells,
            two rows of one identity, closes that look like an unadjusted split.
    """
    reading = _Reading(table)
    try:
        for item in raw_rows:
            reading.take(item)
            if len(reading.problems) >= ENOUGH:
                break
    except SourceError as error:
        reading.problems.extend(error.problems)
    rows = reading.rows
    problems = [*reading.problems, *duplicates(rows)]
    if table == "closes":
        problems.extend(unadjusted_splits(rows))
    if problems:
        raise SourceError(problems)
    return [record for _, record in rows]


class _Reading:
    """One table while it is being read."""

    def __init__(self, table: str) -> None:
        self.rows: list[Placed] = []
        self.problems: list[Problem] = []
        self._make: Callable[..., Record] = TABLES[table]
        self._plan: _Plan = [(each.name, parser(each), each) for each in columns(table)]
        self._known = {each.name: None for each in columns(table)}.keys()
        self._told: set[str] = set()
        self._headed = False
        self._whole = True

    def take(self, item: Item) -> None:
        """Read what comes next."""
        match item:
            case Problem():
                self.problems.append(item)
            case Header():
                self._head(item)
            case place, cells:
                self._row(place, cells)

    def _head(self, header: Header) -> None:
        """Check the columns once, so that rows need not tell it again."""
        self._headed = True
        self._unknown(header.place, header.names)
        given = set(header.names)
        for name in sorted(given):
            if header.names.count(name) > 1:
                self._report(header.place, name, "each column once", name)
        for name, _, column in self._plan:
            if column.required and name not in given:
                self._whole = False
                self._report(header.place, name, "this column, it is missing")
        self._plan = [each for each in self._plan if each[0] in given]

    def _row(self, place: str, cells: Mapping[str, object]) -> None:
        """Read one row; keep it only when every cell is right."""
        if not self._headed and not cells.keys() <= self._known:
            self._unknown(place, cells.keys())
        before = len(self.problems)
        values: dict[str, object] = {}
        for name, parse, column in self._plan:
            raw = cells.get(name)
            if raw is None or raw == "":
                if column.required:
                    self._report(place, name, f"a value ({column.kind})")
                continue
            try:
                values[name] = parse(raw)
            except CellError as error:
                self._report(place, name, str(error), shown(raw))
        if self._whole and len(self.problems) == before:
            self.rows.append((place, self._make(**values)))

    def _unknown(self, place: str, names: Iterable[str]) -> None:
        """Name each column that is not declared, once."""
        known = tuple(self._known)
        for name in names:
            if name not in self._known and name not in self._told:
                self._told.add(name)
                word = shown(name)
                expected = f"a known column{nearest(word, known)}"
                self._report(place, word, expected, word)

    def _report(self, place: str, column: str, expected: str, found: str = "") -> None:
        self.problems.append(Problem(f"{place}: {column}", found, expected))
