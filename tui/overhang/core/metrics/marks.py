"""CDS marks by issuer and day, best first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from overhang.core.metrics.base import Inputs
from overhang.core.metrics.contract import maturity_of, on_the_run
from overhang.core.metrics.evidence import Row, rows_by_issuer
from overhang.core.observations import CdsMark, Convention
from overhang.core.records import Bound, Precision, Quality

Mark = Row[CdsMark]
Marks = dict[date, list[Mark]]
"""One issuer's marks by day, oldest day first; of one day the best mark first."""

TENOR = "5Y"
_LADDER = tuple(Quality)


def marks(inputs: Inputs, tenor: str = TENOR) -> dict[str, Marks]:
    """Return the marks of one tenor by issuer, up to the clock's today.

    Of several marks on one day the on-the-run contract's stands first; then the better
    quality, an exact level, an exact day, the one known last.
    """
    found = {
        code: by_day(row for row in rows if row.record.tenor == tenor)
        for code, rows in rows_by_issuer(inputs, "cds_marks", CdsMark).items()
    }
    return {code: days for code, days in found.items() if days}


def by_day(rows: Iterable[Mark]) -> Marks:
    """Sort marks, oldest first, into days, the best of each day first."""
    days: Marks = {}
    for row in rows:
        days.setdefault(row.record.date, []).append(row)
    for same_day in days.values():
        same_day.sort(key=_rank)
    return days


def of_convention(marks: Marks, convention: Convention) -> Marks:
    """Return the marks of one convention; days without one are left out."""
    kept = {
        day: [each for each in same_day if each.record.convention is convention]
        for day, same_day in marks.items()
    }
    return {day: same_day for day, same_day in kept.items() if same_day}


def _rank(mark: Mark) -> tuple[bool, int, bool, bool, int]:
    record = mark.record
    return (
        maturity_of(record) != on_the_run(record.date, record.tenor),
        _LADDER.index(record.quality),
        record.bound is not Bound.EXACT,
        record.date_precision is not Precision.DAY,
        -mark.id,
    )
