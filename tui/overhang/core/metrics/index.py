"""What the credit market as a whole trades at: one level, given on every issuer."""

from __future__ import annotations

from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import Row, absent, rows_by_issuer
from overhang.core.metrics.marks import TENOR, Mark, Marks, by_day
from overhang.core.metrics.spread import level, open_spread
from overhang.core.observations import CdsMark, Convention, Index, IndexMark

NO_INDEX = "no index data"
_ID = "index.cdx_ig.5y"


def index(inputs: Inputs) -> Readings:
    """Measure `index.*` for every issuer of the universe: the same reading on each."""
    found = index_marks(inputs)
    reading = level(open_spread(inputs, found)) if found else absent(NO_INDEX)
    return {code: {_ID: reading} for code in inputs.universe.codes}


def index_marks(inputs: Inputs) -> Marks:
    """Return the 5Y levels of CDX IG as marks, up to the clock's today.

    Series roll on the same days, and to the same maturities, as single names do.
    """
    rows = rows_by_issuer(inputs, "indices", IndexMark, key="index")
    return by_day(
        _mark(row) for row in rows.get(Index.CDX_IG, ()) if row.record.tenor == TENOR
    )


def _mark(row: Row[IndexMark]) -> Mark:
    said = row.record
    mark = CdsMark(
        issuer=said.index,
        date=said.date,
        tenor=said.tenor,
        spread_bp=said.spread_bp,
        bound=said.bound,
        # What the market calls the index's spread is its quoted one.
        convention=Convention.QUOTED,
        maturity=said.maturity,
        note=said.note,
        source=said.source,
        quality=said.quality,
        rights=said.rights,
    )
    return Row(mark, row.known_at, row.id)
