"""CDS marks by issuer and day, best first."""

from __future__ import annotations

from datetime import date

from overhang.core.metrics.base import Inputs
from overhang.core.metrics.contract import maturity_of, on_the_run
from overhang.core.metrics.evidence import Row, rows_by_issuer
from overhang.core.observations import CdsMark
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
    found: dict[str, Marks] = {}
    for code, rows in rows_by_issuer(inputs, "cds_marks", CdsMark).items():
        days: Marks = {}
        for row in rows:
            if row.record.tenor == tenor:
                days.setdefault(row.record.date, []).append(row)
        for same_day in days.values():
            same_day.sort(key=_rank)
        if days:
            found[code] = days
    return found


def _rank(mark: Mark) -> tuple[bool, int, bool, bool, int]:
    record = mark.record
    return (
        maturity_of(record) != on_the_run(record.date, record.tenor),
        _LADDER.index(record.quality),
        record.bound is not Bound.EXACT,
        record.date_precision is not Precision.DAY,
        -mark.id,
    )
