"""What one line of a sheet says: one row of a table, or one for each tenor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from overhang.config.feeds import DropOptions
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.columns import Kind, columns

FILE_DATE = "the file's name"
"""The column that stands for the day in a file's name."""

_SLOTS = {"bid": "bid_bp", "ask": "ask_bp", "mid": "spread_bp"}
_LEVEL, _BID, _ASK = "spread_bp", "bid_bp", "ask_bp"


class Layout(NamedTuple):
    """How to read one row out of a line."""

    options: DropOptions
    """The mapping of this row alone."""
    tenor: str
    """`5Y`, where the columns say it; empty: a column of its own does, or nothing."""
    values: tuple[str, ...]
    """Their columns without any of which the line says nothing here."""
    numbers: frozenset[str]
    """Their columns that hold numbers."""
    halfway: bool
    """Whether the level is the middle of bid and ask."""


def layouts(options: DropOptions) -> tuple[Layout, ...]:
    """Return what to read out of every line, one layout a tenor.

    Raises:
        SourceError: The mapping cannot work, with every fault in it.
    """
    if options.table not in TABLES:
        raise SourceError([Problem("table", shown(options.table), "a table's name")])
    if options.file_date:
        fields = {**options.fields, "date": FILE_DATE}
        options = replace(options, fields=fields)
    if not options.tenors:
        return (_layout(options, ""),)
    return tuple(
        _layout(
            replace(
                options,
                fields={**options.fields, **slots},
                constants={**options.constants, "tenor": tenor},
                tenors={},
            ),
            tenor,
        )
        for tenor, slots in _by_tenor(options.tenors).items()
    )


def _by_tenor(tenors: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return by tenor: by our column, their name for it."""
    found: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for key, theirs in tenors.items():
        tenor, _, slot = key.rpartition(".")
        if tenor and slot in _SLOTS:
            found.setdefault(tenor, {})[_SLOTS[slot]] = theirs
        else:
            expected = "a tenor and bid, ask or mid: 5Y.bid"
            problems.append(Problem(f"tenors.{shown(key)}", "", expected))
    if problems:
        raise SourceError(problems)
    return found


def _layout(options: DropOptions, tenor: str) -> Layout:
    known = {each.name: each for each in columns(options.table)}
    fields = options.fields
    given = fields.keys() | options.constants.keys()
    paired = _BID in known and _BID in fields and _ASK in fields
    halfway = paired and _LEVEL not in given
    numeric = {
        ours: theirs
        for ours, theirs in fields.items()
        if ours in known and known[ours].kind in (Kind.NUMBER, Kind.INTEGER)
    }
    values = tuple(numeric[each] for each in numeric if known[each].required)
    if halfway:
        values = (fields[_BID], fields[_ASK])
        options = _with_level(options)
    return Layout(options, tenor, values, frozenset(numeric.values()), halfway)


def _with_level(options: DropOptions) -> DropOptions:
    """Let the bid stand where the level will be put: it is held to the same rules."""
    scale = dict(options.scale)
    factor = scale.get(_BID)
    if factor != scale.get(_ASK) or scale.get(_LEVEL, factor) != factor:
        expected = f"scale.{_BID} and scale.{_ASK} alike, the level is their middle"
        raise SourceError([Problem("scale", "", expected)])
    if factor is not None:
        scale[_LEVEL] = factor
    fields = {**options.fields, _LEVEL: options.fields[_BID]}
    return replace(options, fields=fields, scale=scale)
