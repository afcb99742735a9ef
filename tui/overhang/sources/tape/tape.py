"""A delivery of the tape: the daily file, or the feed through the day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from overhang.core.tape.message import TapeMessage, distinct
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import NO_END, text_of
from overhang.sources.formats.csv import read_csv
from overhang.sources.reading import CAP
from overhang.sources.stream import Header, Unended
from overhang.sources.tables import ENOUGH
from overhang.sources.tape.archive import unpack
from overhang.sources.tape.entities import Entities
from overhang.sources.tape.layout import (
    REQUIRED,
    TITLES,
    USEFUL,
    field_of,
    layout_of,
)
from overhang.sources.tape.rows import RowReader

SOURCE = "DTCC public tape, SEC"
"""What prints name as their source."""

_FEED = 'JSON: {"tradeList": [...]}'
_FEW = 20
"""Rows that may be refused before the share of them counts."""
_SHARE = 10
"""One row in this many may be refused."""


class Tape(NamedTuple):
    """What one delivery says."""

    messages: tuple[TapeMessage, ...]
    """Each identifier once; everybody's, whoever is watched."""
    refused: tuple[Problem, ...]
    """Rows that could not be read, and why."""
    absent: tuple[str, ...]
    """Useful columns that the delivery does not have."""
    rows: int
    """Read and refused."""


def read_daily(
    data: bytes, name: str, entities: Entities, *, cap: int = CAP, source: str = SOURCE
) -> Tape:
    """Read a day's cumulative zip.

    Args:
        data: The whole archive.
        name: What to call it in problems.
        entities: Finds the issuers.
        cap: Bytes of CSV at most.
        source: Who published it; shown wherever a print is.

    Raises:
        SourceError: It is no zip of one CSV, a required column is missing or there
            twice, or so many rows cannot be read that the layout must be another.
    """
    member, body = unpack(data, name, cap)
    return read_sheet(body, f"{name}/{member}", entities, source=source)


def read_sheet(
    data: bytes, name: str, entities: Entities, *, source: str = SOURCE
) -> Tape:
    """Read the CSV of a day; see `read_daily`."""
    reader, layout = RowReader(entities, source), dict[str, str]()
    reading = _Reading(name)
    header = False
    for item in read_csv(data, name):
        match item:
            case Problem():
                reading.refuse(item)
            case Unended():
                reading.refuse(Problem(item.place, shown(item.line), NO_END))
            case Header():
                header = True
                layout = _layout(item)
            case place, cells:
                reading.take(reader.read(place, cells, layout))
    if not header:
        raise SourceError([Problem(name, "no header", "a header line")])
    absent = tuple(TITLES[each] for each in USEFUL if each not in layout)
    return reading.tape(absent)


def read_feed(
    data: bytes, name: str, entities: Entities, *, source: str = SOURCE
) -> Tape:
    """Read the feed of the last day: `{"tradeList": [...], "errorList": null}`.

    No trades are `null` or an empty list. Its texts may be percent-encoded, and a cell
    that is empty may be missing.

    Raises:
        SourceError: It is of another shape, lists errors, or so many rows cannot be
            read that the layout must be another.
    """
    reader = RowReader(entities, source, decode=unquote)
    reading = _Reading(name)
    layouts: dict[tuple[str, ...], dict[str, str]] = {}
    seen: set[str] = set()
    for place, row in _trades(data, name):
        if not isinstance(row, dict):
            reading.refuse(Problem(place, shown(row), "a JSON object"))
            continue
        keys = tuple(row)
        layout = layouts.get(keys)
        if layout is None:
            layout = layouts[keys] = layout_of(keys)
            seen.update(layout)
        reading.take(reader.read(place, row, layout))
    absent = [TITLES[each] for each in USEFUL if each not in seen]
    return reading.tape(tuple(absent if reading.rows else ()))


class _Reading:
    """A delivery while it is being read."""

    def __init__(self, name: str) -> None:
        self.rows = 0
        self._name = name
        self._messages: list[TapeMessage] = []
        self._refused: list[Problem] = []

    def take(self, found: TapeMessage | Problem) -> None:
        """Keep what a row says."""
        if isinstance(found, Problem):
            self.refuse(found)
        else:
            self.rows += 1
            self._messages.append(found)

    def refuse(self, problem: Problem) -> None:
        """Keep why a row says nothing."""
        self.rows += 1
        self._refused.append(problem)

    def tape(self, absent: Sequence[str]) -> Tape:
        """Return the delivery, unless too little of it can be read."""
        count = len(self._refused)
        hopeless = count > _FEW and count * _SHARE > self.rows
        if hopeless or (count and not self._messages):
            said = Problem(self._name, f"{count} of {self.rows} rows", "readable rows")
            raise SourceError([said, *self._refused[: ENOUGH - 1]])
        kept = tuple(distinct(self._messages).values())
        return Tape(kept, tuple(self._refused), tuple(absent), self.rows)


def _layout(header: Header) -> dict[str, str]:
    """Return the column of each field, when all that matter are there once."""
    layout = layout_of(header.names)
    problems = [
        Problem(f"{header.place}: {TITLES[each]}", "", "this column, it is missing")
        for each in REQUIRED
        if each not in layout
    ]
    fields = [field for name in header.names if (field := field_of(name))]
    problems.extend(
        Problem(f"{header.place}: {TITLES[each]}", "it twice", "this column once")
        for each in sorted(set(fields))
        if fields.count(each) > 1
    )
    if problems:
        raise SourceError(problems)
    return layout


def _trades(data: bytes, name: str) -> Iterable[tuple[str, object]]:
    """Return the feed's trades, counted from 1."""
    text = text_of(data, name, _FEED)
    try:
        body = json.loads(text)
    except json.JSONDecodeError as error:
        found = shown(text[max(error.pos - 20, 0) : error.pos + 20])
        place = f"{name}:{error.lineno}:{error.colno}"
        raise SourceError([Problem(place, found, "readable JSON")]) from None
    except (ValueError, RecursionError) as error:
        raise SourceError([Problem(name, shown(str(error)), "sane JSON")]) from None
    if not isinstance(body, Mapping) or "tradeList" not in body:
        raise SourceError([Problem(name, shown(text[:80]), _FEED)])
    if body.get("errorList"):
        found = shown(body["errorList"])
        raise SourceError([Problem(f"{name}: errorList", found, "no errors")])
    trades = body["tradeList"]
    if trades is not None and not isinstance(trades, list):
        raise SourceError([Problem(f"{name}: tradeList", shown(trades), "a list")])
    return [(f"{name} row {at}", row) for at, row in enumerate(trades or (), start=1)]
