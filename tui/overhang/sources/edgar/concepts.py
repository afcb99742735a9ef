"""One XBRL concept of one company: every figure it filed under one tag.

`data.sec.gov/api/xbrl/companyconcept/CIK/us-gaap/TAG.json`. A fact's `fy` and `fp`
describe the filing it stands in and not its period, so nothing here reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, date, number, shown, text
from overhang.sources.edgar.body import check_cik, object_of, read_object
from overhang.sources.tables import ENOUGH

_EXPECTED = "an EDGAR company concept"
_UNIT = "USD"
_MOST = 1e15
"""USD. No company owes or spends as much; sums of such figures stay exact."""
_MOST_ROWS = 2000
"""Fifteen years of a company that repeats every period six times are 400."""
ROUND = 1e8
"""USD. What some issuers round figures of an earlier date to."""
_MOST_FILINGS = 400
"""A hundred years of quarterly reports. Figures are built anew for each."""
_LONGEST = 32
"""Characters of an accession number or a form."""

Period = tuple[dt.date | None, dt.date]
"""First and last day; an instant has no first."""


class Fact(NamedTuple):
    """One figure as one filing gave it."""

    tag: str
    start: dt.date | None
    """The period's first day; none: an instant, as on a balance sheet."""
    end: dt.date
    value: float
    """USD."""
    accession: str
    form: str
    """`10-Q`, `10-K`, `10-K/A`."""
    filed: dt.date

    @property
    def period(self) -> Period:
        """What the figure is about; the same in every filing that repeats it."""
        return self.start, self.end

    @property
    def rank(self) -> tuple[dt.date, bool, str, str, bool, float]:
        """Grows with authority over one period: the latest filing has the last word.

        On one day an amendment goes before what it amends; within one filing the
        figure that is not rounded goes before the one that is.
        """
        rounded = self.value % ROUND == 0
        amends = self.form.endswith("/A")
        return self.filed, amends, self.accession, self.form, not rounded, self.value


def read_concept(data: bytes, name: str, *, cik: int, tag: str) -> list[Fact]:
    """Read a whole concept, or refuse all of it.

    A fact whose period had not ended when it was filed is left out: it is a slip in
    the filing, which EDGAR keeps for ever, and would be a forecast if it were none.

    Args:
        data: The whole body.
        name: What to call it in problems.
        cik: The company that was asked for.
        tag: The concept that was asked for.

    Returns:
        The facts in USD, in the order of the body.

    Raises:
        SourceError: With every fault found: no such body, another company, concept or
            currency, cells that cannot be read.
    """
    body = read_object(data, name, _EXPECTED)
    check_cik(body, cik, name)
    if body.get("tag") != tag:
        raise SourceError([Problem(f"{name}: tag", shown(body.get("tag")), tag)])
    units = object_of(body.get("units"), f"{name}: units", "an object by unit")
    rows = units.get(_UNIT)
    if not isinstance(rows, list):
        found = ", ".join(map(shown, list(units)[:8]))
        raise SourceError([Problem(f"{name}: units", found, f"a list for {_UNIT}")])
    if len(rows) > _MOST_ROWS:
        found = f"{len(rows)} rows"
        expected = f"{_MOST_ROWS} rows at most"
        raise SourceError([Problem(f"{name}: {_UNIT}", found, expected)])
    facts, problems = _read(rows, f"{name}: {_UNIT}", tag)
    filings = len({(fact.filed, fact.accession) for fact in facts})
    if filings > _MOST_FILINGS:
        expected = f"{_MOST_FILINGS} filings at most"
        problems.append(Problem(f"{name}: {_UNIT}", f"{filings} filings", expected))
    if problems:
        raise SourceError(problems)
    return facts


def _read(
    rows: Iterable[object], name: str, tag: str
) -> tuple[list[Fact], list[Problem]]:
    facts: list[Fact] = []
    problems: list[Problem] = []
    for count, row in enumerate(rows, start=1):
        place = f"{name} row {count}"
        if not isinstance(row, dict):
            problems.append(Problem(place, shown(row), "an object"))
        else:
            try:
                fact = _fact(row, tag)
            except _CellFaultError as error:
                key = error.key
                found = shown(row.get(key))
                problems.append(Problem(f"{place}: {key}", found, str(error)))
            else:
                if fact.end <= fact.filed:
                    facts.append(fact)
        if len(problems) >= ENOUGH:
            break
    return facts, problems


class _CellFaultError(ValueError):
    """A cell that cannot be read, and its name."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(expected)
        self.key = key


def _fact(row: Mapping[str, object], tag: str) -> Fact:
    key = "start"
    try:
        start = None if row.get(key) is None else date(row[key])
        key = "end"
        end = date(row.get(key))
        if start is not None and end < start:
            raise CellError(f"a day from {start} on")
        key = "val"
        value = number(row.get(key))
        if abs(value) > _MOST:
            raise CellError(f"{_MOST:g} at most")
        if start is None and value < 0:
            raise CellError("0 or more at one date")
        key = "accn"
        accession = _short(row.get(key))
        key = "form"
        form = _short(row.get(key))
        key = "filed"
        return Fact(tag, start, end, value, accession, form, date(row.get(key)))
    except CellError as error:
        raise _CellFaultError(key, str(error)) from None


def _short(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > _LONGEST:
        raise CellError(f"text of {_LONGEST} characters at most")
    return text(raw)
