"""The rows of one table, read one by one against its declared columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from overhang.core.records import Record
from overhang.core.tables import TABLES
from overhang.sources.base import Problem
from overhang.sources.cells import CellError, Parse, nearest, parser, shown
from overhang.sources.checks import Placed
from overhang.sources.columns import Column, Kind, columns
from overhang.sources.early import Present
from overhang.sources.formats.body import NO_END
from overhang.sources.levels import bad_mark
from overhang.sources.stream import Header, Item, Unended

_NAMED = 20
"""Unknown columns that are told; a body may have a million."""

_CUT_SHOWS = frozenset({Kind.DATE, Kind.MOMENT, Kind.YES_NO})
"""Kinds of cells that are no longer any when a part is missing. A part of a number is
a number."""


class Rows:
    """One table while it is being read.

    Args:
        table: Its name.
        enough: Faults to keep.
        now: After what moment a row is from the future; none: no row is.
    """

    def __init__(self, table: str, enough: int, now: datetime | None) -> None:
        self.good: list[Placed] = []
        self.bad = 0
        """Rows with a fault."""
        self.early = 0
        """How many of them only wait for their day."""
        self.until: datetime | None = None
        """When the first of those can be read."""
        self.problems: list[Problem] = []
        """Every fault, up to `enough`."""
        self.broken = False
        """Whether the columns themselves are wrong."""
        self._enough = enough
        self._present = None if now is None else Present(now)
        self._make: Callable[..., Record] = TABLES[table]
        self._plan: list[tuple[str, Parse, Column]] = [
            (each.name, parser(each), each) for each in columns(table)
        ]
        self._known = {each.name: each for each in columns(table)}
        self._told: set[str] = set()
        self._headed = False
        self._whole = True

    def take(self, item: Item) -> None:
        """Read what comes next."""
        match item:
            case Problem():
                self._refuse([item])
            case Header():
                self._head(item)
            case Unended():
                self._end(item)
            case place, cells:
                self._row(place, cells)

    def _head(self, header: Header) -> None:
        """Check the columns once, so that rows need not tell it again."""
        self._headed = True
        self._unknown(header.place, header.names)
        given = Counter(header.names)
        for name in sorted(given.keys() & self._known.keys()):
            if given[name] > 1:
                self._break(header.place, name, "each column once", name)
        for name, _, column in self._plan:
            if column.required and name not in given:
                self._whole = False
                self._break(header.place, name, "this column, it is missing")
        self._plan = [each for each in self._plan if each[0] in given]

    def _row(self, place: str, cells: Mapping[str, object]) -> None:
        """Read one row; keep it only when every cell is right."""
        if not self._headed and not cells.keys() <= self._known.keys():
            self._unknown(place, cells.keys())
        found: list[Problem] = []
        values: dict[str, object] = {}
        for name, parse, column in self._plan:
            raw = cells.get(name)
            if raw is None or raw == "":
                if column.required:
                    expected = f"a value ({column.kind})"
                    found.append(Problem(f"{place}: {name}", "", expected))
                continue
            try:
                values[name] = parse(raw)
            except CellError as error:
                found.append(Problem(f"{place}: {name}", shown(raw), str(error)))
        if found:
            self._refuse(found)
        elif self._whole:
            self._keep(place, self._make(**values))

    def _keep(self, place: str, record: Record) -> None:
        """Take a row, unless it cannot be meant, or its day is still to come."""
        wrong = bad_mark(place, record)
        if wrong is not None:
            self._refuse([wrong])
            return
        early = None if self._present is None else self._present.early(record)
        if early is None:
            self.good.append((place, record))
            return
        self.early += 1
        self.until = min(self.until or early.until, early.until)
        self._refuse([Problem(f"{place}: {early.column}", early.found, early.expected)])

    def _end(self, row: Unended) -> None:
        """Read a last line without an end, when it could not be cut off unseen."""
        name = list(row.cells)[-1]
        cell, column = f"{row.cells.get(name, '')}", self._known.get(name)
        sure = column is not None and column.kind in _CUT_SHOWS and cell != ""
        if column is not None and column.kind is Kind.CHOICE:
            longer = [each for each in column.choices if str(each).startswith(cell)]
            sure = [str(each) for each in longer] == [cell]
        if sure:
            self._row(row.place, row.cells)
        else:
            self._refuse([Problem(row.place, shown(row.line), NO_END)])

    def _unknown(self, place: str, names: Iterable[str]) -> None:
        """Name columns that are not declared, each once."""
        known = tuple(self._known)
        for name in names:
            if name not in self._known and name not in self._told:
                if len(self._told) >= _NAMED:
                    return
                self._told.add(name)
                found = shown(name)
                word = found.strip() or "a column with no name"
                self._break(place, word, f"a known column{nearest(word, known)}", found)

    def _break(self, place: str, column: str, expected: str, found: str = "") -> None:
        """Note a fault of the columns."""
        self.broken = True
        self.problems.append(Problem(f"{place}: {column}", found, expected))

    def _refuse(self, problems: Iterable[Problem]) -> None:
        """Count a bad row, and keep its faults."""
        self.bad += 1
        if len(self.problems) < self._enough:
            self.problems.extend(problems)
