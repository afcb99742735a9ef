"""Credit indices, as they were published, with their days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from overhang.core.observations import Index, IndexMark
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import Entry, facts_table
from overhang.views.statements import citation

_NAMES: Mapping[Index, str] = MappingProxyType(
    {
        Index.CDX_IG: "CDX IG",
        Index.ICE_US_IG: "ICE BofA US corporate OAS",
        Index.ICE_US_BBB: "ICE BofA US BBB OAS",
    }
)
_ORDER = tuple(Index)
_WHOLE = "all"
"""The tenor of an index of bonds of all maturities."""


def index_lines(marks: Iterable[IndexMark], width: int) -> list[Line]:
    """List the newest level of each index and tenor, and its change in bp.

    The change is from the day before that has the level, which is named.
    """
    levels: dict[tuple[Index, str], list[IndexMark]] = {}
    for each in sorted(marks, key=lambda one: one.date):
        levels.setdefault((each.index, each.tenor), []).append(each)
    keys = sorted(levels, key=lambda key: (_ORDER.index(key[0]), key[1]))
    columns = ("index", "level bp>", "as of>", "change bp>", "since>", "source")
    return facts_table(columns, [_entry(levels[key]) for key in keys], width)


def _entry(days: Sequence[IndexMark]) -> Entry:
    last = days[-1]
    earlier = [each for each in days if each.date < last.date]
    before = earlier[-1] if earlier else None
    tenor = "" if last.tenor == _WHOLE else f" {last.tenor}"
    moved = last.spread_bp - before.spread_bp if before else None
    return Entry(
        (
            f"{_NAMES[last.index]}{tenor}",
            fmt.basis_points(last.spread_bp),
            Cell(fmt.date(last.date), Tone.MUTED),
            "" if moved is None else fmt.basis_points(moved, signed=True),
            Cell(fmt.date(before.date) if before else "", Tone.MUTED),
            Cell(citation(last), Tone.MUTED),
        )
    )
