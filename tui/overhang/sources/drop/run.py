"""One dropped file, read by a feed's mapping.

A row about a name nobody watches is left out and counted: dealers list hundreds. A line
about one that is watched is left out and told when a cell of it is wrong; a file with
more than a few such lines is refused whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from overhang.config.feeds import DropOptions, FeedSettings
from overhang.config.kinds import terms_of
from overhang.core.observations import CdsMark
from overhang.core.records import Record
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.sources.base import Problem
from overhang.sources.cells import shown
from overhang.sources.checks import Placed, few_good, twins, unadjusted_splits
from overhang.sources.columns import columns
from overhang.sources.drop.header import Header
from overhang.sources.drop.layout import FILE_DATE, Layout, layouts
from overhang.sources.drop.names import day_of
from overhang.sources.drop.sense import bad_day
from overhang.sources.formats.sheet import Line, Sheet
from overhang.sources.mapped.mapper import (
    EmptyRowError,
    Mapper,
    RowError,
    UnknownNameError,
)
from overhang.sources.mapped.mapping import nobody
from overhang.sources.tables import ENOUGH

_NOTHING = frozenset(
    {
        *("", "-", "--", "\u2013", "\u2014", "n/a", "n.a.", "na"),
        *("nan", "null", "none"),
    }
)
"""How people, and programs, write that there is no number. The words for an error of a
spreadsheet (`#REF!`) say something else."""


class Run(NamedTuple):
    """What one file came to."""

    header: Header
    layouts: Sequence[Layout]
    rows: Sequence[Placed]
    """The rows that can be read, and where each stands."""
    faults: Sequence[Problem]
    """Why the file is refused; empty: it is not."""
    unknown: Mapping[str, int]
    """Lines by whom they name that nobody watches, sanitised."""
    left_out: Sequence[Problem]
    """What else was left out, and why."""
    wrong: int = 0
    """How many of those lines have a fault; with the others it is usual."""

    @property
    def refused(self) -> int:
        """How many rows were left out."""
        return sum(self.unknown.values()) + len(self.left_out)


def read_run(
    sheet: Sheet, name: str, feed: FeedSettings, codes: Collection[str], today: date
) -> Run:
    """Read a sheet by the mapping of a feed that is a drop folder.

    Args:
        sheet: The sheet.
        name: The file's name, sanitised.
        feed: The feed.
        codes: The issuers that are watched.
        today: The day it came, in UTC.

    Raises:
        SourceError: The mapping cannot work, the header is not where it should be, or
            the file's name says no day.
    """
    options = feed.options
    assert isinstance(options, DropOptions)
    plans = layouts(options)
    day = day_of(name, options.file_date) if options.file_date else None
    wanted = [
        theirs
        for plan in plans
        for theirs in plan.options.fields.values()
        if theirs != FILE_DATE
    ]
    header = Header(sheet, name, options.header, wanted)
    reading = _Reading(name, feed, header, plans, codes, day, today)
    for line in sheet.lines:
        if line.number > options.header:
            reading.take(line)
        if len(reading.wrong) >= ENOUGH:
            break
    reading.refuse(sheet.torn)
    return reading.finish()


class _Reading:
    """One file while it is being read."""

    def __init__(
        self,
        name: str,
        feed: FeedSettings,
        header: Header,
        plans: Sequence[Layout],
        codes: Collection[str],
        day: date | None,
        today: date,
    ) -> None:
        self.wrong: list[Problem] = []
        """What is wrong in lines about who is watched."""
        self._bad = 0
        self._name, self._header, self._day = name, header, day
        self._rows: dict[tuple[Hashable, Record], Placed] = {}
        self._left_out: list[Problem] = []
        self._unknown: Counter[str] = Counter()
        self._unknown_at: dict[str, str] = {}
        self._today = today
        self._plans = [(plan, _mapper(plan, feed, codes)) for plan in plans]
        self._table = plans[0].options.table
        known = {each.name for each in columns(self._table)}
        subject = "issuer" if "issuer" in known else TABLES[self._table].identity[0]
        self._subject = plans[0].options.fields.get(subject, "")

    def take(self, line: Line) -> None:
        """Read one line, and count it when something is wrong in it."""
        before = len(self.wrong)
        self._take(line)
        self._bad += len(self.wrong) > before

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Count lines that cannot be read at all."""
        self.wrong += problems
        self._bad += len(problems)

    def _take(self, line: Line) -> None:
        """Read what one line says."""
        place = f"{self._name}:{line.number}"
        if len(line.cells) != self._header.width:
            # Only in CSV: there a comma too many moves every cell behind it.
            self._uneven(place, line)
            return
        row = dict(self._header.row(line.cells))
        if self._day:
            row[FILE_DATE] = self._day
        for plan, mapper in self._plans:
            for each in plan.numbers:
                row[each] = _number_or_nothing(row[each])
            marks = [each for each in plan.values if row[each] != ""]
            if plan.values and not marks:
                continue
            if self._subject and row[self._subject] == "":
                problem = Problem(f"{place}: {shown(self._subject)}", "", "a name")
                self._left_out.append(problem)
                return
            try:
                self._read(place, plan, mapper, row, len(marks))
            except UnknownNameError as error:
                self._unknown[error.name] += 1
                self._unknown_at.setdefault(error.name, place)
                return

    def finish(self) -> Run:
        """Hold the rows to what only all of them can show."""
        told, gone = twins(list(self._rows.values()))
        wrong = [*self.wrong, *told]
        rows = [each for each in self._rows.values() if each[0] not in gone]
        faults: list[Problem] = []
        if self._table == "closes":
            faults += unadjusted_splits(rows)
        lines = len({place for place, _ in rows})
        bad = self._bad + len(gone)
        few = few_good(self._name, lines, bad)
        if faults or few or (bad and not lines):
            faults = [*wrong, *faults, *few]
        elif self._unknown and not (rows or wrong or self._left_out):
            faults.append(nobody(self._unknown_at))
        else:
            self._left_out += wrong
        plans = [plan for plan, _ in self._plans]
        return Run(
            self._header, plans, rows, faults, self._unknown, self._left_out, bad
        )

    def _read(
        self,
        place: str,
        plan: Layout,
        mapper: Mapper,
        row: Mapping[str, object],
        marks: int,
    ) -> None:
        """Read one row; raise `UnknownNameError` when nobody watches whom it names."""
        one_sided = plan.halfway and marks == 1
        try:
            record = mapper.read(place, row)
        except EmptyRowError as error:
            if not one_sided:
                self.wrong += error.problems
                return
        except RowError as error:
            # The bid stands for the level too, and would be told twice.
            told = {(each.place, each.found): each for each in error.problems[::-1]}
            self.wrong += list(told.values())[::-1]
            return
        else:
            if not one_sided:
                self._keep(place, plan, record)
                return
        named = shown(row.get(self._subject))
        tenor = plan.tenor or shown(row.get(plan.options.fields.get("tenor", "")))
        bid = row[plan.values[0]]
        found = "an ask and no bid" if bid == "" else "a bid and no ask"
        self._left_out.append(Problem(f"{place}: {named} {tenor}", found, "both"))

    def _keep(self, place: str, plan: Layout, record: Record) -> None:
        """Take a row that makes sense; a line written twice is one."""
        if plan.halfway and isinstance(record, CdsMark):
            bid, ask = record.bid_bp, record.ask_bp
            if bid is not None and ask is not None:
                record = replace(record, spread_bp=(bid + ask) / 2)
        day = bad_day(f"{place}: date", self._table, record.day, self._today)
        if day:
            self.wrong.append(day)
            return
        key = identify(type(record))(record)
        self._rows.setdefault((key, record), (place, record))

    def _uneven(self, place: str, line: Line) -> None:
        """Refuse a line whose cells have shifted, when it is about who is watched."""
        named = [each for each in line.cells if each != "" and self._watched(each)]
        if self._subject and not named:
            cell = next(each for each in line.cells if each != "")
            self._unknown[shown(cell)] += 1
            self._unknown_at.setdefault(shown(cell), place)
            return
        expected = f"{self._header.width} cells, as in the header"
        self.wrong.append(Problem(place, f"{len(line.cells)} cells", expected))

    def _watched(self, cell: object) -> bool:
        try:
            self._plans[0][1].read("", {self._subject: cell})
        except UnknownNameError:
            return False
        except RowError:
            return True
        return True


def _mapper(plan: Layout, feed: FeedSettings, codes: Collection[str]) -> Mapper:
    terms = terms_of(feed)
    return Mapper(
        plan.options,
        source=terms.source,
        quality=terms.quality,
        rights=terms.rights,
        codes=codes,
    )


def _number_or_nothing(cell: object) -> object:
    """Return a cell that holds a number, or is empty when it says there is none."""
    if isinstance(cell, str) and cell.strip().lower() in _NOTHING:
        return ""
    return cell
