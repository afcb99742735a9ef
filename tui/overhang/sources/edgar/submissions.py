"""The list of a company's filings, of any form, as EDGAR's feed has it.

`data.sec.gov/submissions/CIK##########.json` lists the newest thousand filings, or a
year's if those are more, as parallel arrays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, date, shown, text
from overhang.sources.edgar.body import check_cik, object_of, read_object
from overhang.sources.tables import ENOUGH

_ACCESSION = re.compile(r"[0-9]{10}-[0-9]{2}-[0-9]{6}")
_WRITTEN = re.compile(r"([0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,6})?Z")
_DOCUMENT = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]{0,127}")


class Entry(NamedTuple):
    """One filing."""

    accession: str
    form: str
    """`8-K`, `10-Q/A`."""
    filed: dt.date
    """The date EDGAR gave it; after 17:30 in New York that is the next day's."""
    written: dt.datetime | None
    """When it was accepted, as the feed writes it: `acceptance` tells the zone."""
    items: tuple[str, ...]
    """Of an 8-K: `2.02`, `9.01`."""
    reported: dt.date | None
    """Of an 8-K the day of the event, of a periodic report its period's last day."""
    document: str
    """The main document's name; empty where there is none, or none to link to."""
    title: str


def read_submissions(data: bytes, name: str, *, cik: int) -> list[Entry]:
    """Read a company's list of filings whole, or refuse all of it.

    Args:
        data: The whole body.
        name: What to call it in problems.
        cik: The company that was asked for.

    Returns:
        The filings in the order of the body, newest first.

    Raises:
        SourceError: With every fault found: no such body, another company, arrays of
            unequal length, cells that cannot be read, one filing twice.
    """
    body = read_object(data, name, "an EDGAR list of filings")
    check_cik(body, cik, name)
    place = f"{name}: filings"
    filings = object_of(body.get("filings"), place, "an object")
    recent = object_of(filings.get("recent"), f"{place}.recent", "an object")
    entries: list[Entry] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    columns = _columns(recent, f"{place}.recent")
    for count, cells in enumerate(zip(*columns, strict=True), start=1):
        values, faults = _row(cells, f"{name} filing {count}")
        if not faults:
            entry = Entry(**values)
            earlier = first.setdefault(entry.accession, count)
            if earlier != count:
                expected = f"each filing once, the first is filing {earlier}"
                faults = [Problem(f"{name} filing {count}", entry.accession, expected)]
            entries.append(entry)
        problems.extend(faults)
        if len(problems) >= ENOUGH:
            break
    if problems:
        raise SourceError(problems)
    return entries


def _columns(recent: Mapping[str, object], place: str) -> list[list[object]]:
    """Return the arrays that are read, in the order of `_CELLS`, all of one length."""
    problems, columns = [], []
    for cell in _CELLS:
        array = recent.get(cell.name)
        if isinstance(array, list):
            columns.append(array)
        else:
            found = shown(array)
            problems.append(Problem(f"{place}.{cell.name}", found, "an array"))
    if not problems and len({len(each) for each in columns}) > 1:
        counts = zip(_CELLS, columns, strict=True)
        found = ", ".join(f"{len(each)} {cell.name}" for cell, each in counts)
        problems.append(Problem(place, found, "arrays of one length"))
    if problems:
        raise SourceError(problems)
    return columns


def _row(cells: Sequence[object], place: str) -> tuple[dict[str, Any], list[Problem]]:
    """Read one filing's cells; return the fields of its entry, and what is wrong."""
    values: dict[str, Any] = {}
    problems = []
    for cell, raw in zip(_CELLS, cells, strict=True):
        if raw in ("", None) and not cell.required:
            values[cell.field] = cell.empty
            continue
        try:
            values[cell.field] = cell.read(raw)
        except CellError as error:
            found = shown(raw)
            problems.append(Problem(f"{place}: {cell.name}", found, str(error)))
    return values, problems


def _accession(raw: object) -> str:
    if isinstance(raw, str) and _ACCESSION.fullmatch(raw):
        return raw
    raise CellError("an accession number such as 0001193125-26-389274")


def _written(raw: object) -> dt.datetime:
    found = _WRITTEN.fullmatch(raw) if isinstance(raw, str) else None
    try:
        if found:
            return dt.datetime.fromisoformat(found[1])
    except ValueError:
        pass
    raise CellError("a time such as 2026-01-28T21:05:12.000Z")


def _items(raw: object) -> tuple[str, ...]:
    return tuple(each.strip() for each in text(raw).split(","))


def _document(raw: object) -> str:
    """Return a name that an address may end in; nothing for any other."""
    return raw if isinstance(raw, str) and _DOCUMENT.fullmatch(raw) else ""


class _Cell(NamedTuple):
    """One array of the feed, and the field of an entry it fills."""

    name: str
    field: str
    read: Callable[[object], object]
    required: bool = True
    empty: object = None
    """What an empty cell means, unless it is required."""


_CELLS = (
    _Cell("accessionNumber", "accession", _accession),
    _Cell("form", "form", text),
    _Cell("filingDate", "filed", date),
    _Cell("acceptanceDateTime", "written", _written, required=False),
    _Cell("items", "items", _items, required=False, empty=()),
    _Cell("reportDate", "reported", date, required=False),
    _Cell("primaryDocument", "document", _document, required=False, empty=""),
    _Cell("primaryDocDescription", "title", text, required=False, empty=""),
)
