"""Rows of any shape become rows of a table; what cannot is named, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from overhang.config.feeds import Mapped
from overhang.core.records import Quality, Record
from overhang.core.rights import Rights
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import Placed, duplicates
from overhang.sources.mapped.mapper import (
    EmptyRowError,
    Mapper,
    RowError,
    UnknownNameError,
)

_NAMED = 8
"""Unknown names that a fault lists."""


class MappedRows(NamedTuple):
    """What a body came to."""

    records: tuple[Record, ...]
    """The rows, in their order."""
    refused: tuple[Problem, ...]
    """Every fault in the rows that were left out for one."""
    unknown: tuple[str, ...]
    """Whom the rows name that nobody watches, each once, sanitised."""
    empty: tuple[Problem, ...] = ()
    """Rows left out because a value that must be there is not: no fault."""


def mapped(
    rows: Iterable[tuple[str, Mapping[str, object]]],
    mapping: Mapped,
    *,
    source: str,
    quality: Quality,
    rights: Rights,
    codes: Collection[str],
) -> MappedRows:
    """Read rows by a mapping.

    Two rows of one identity are both refused: nobody knows which one is right.

    Args:
        rows: Where each stands, and its cells by column or its JSON object.
        mapping: What stands where.
        source: Who is named as the source, unless a field says.
        quality: How far the figures are trusted, unless a field says.
        rights: What may be done with them.
        codes: The issuers that are watched.

    Raises:
        SourceError: The mapping cannot work; or there are rows and nobody in them is
            watched, with what they are called.
    """
    mapper = Mapper(mapping, source=source, quality=quality, rights=rights, codes=codes)
    placed: list[Placed] = []
    refused: list[Problem] = []
    empty: list[Problem] = []
    unknown: dict[str, str] = {}
    for place, row in rows:
        try:
            placed.append((place, mapper.read(place, row)))
        except UnknownNameError as error:
            unknown.setdefault(error.name, place)
        except EmptyRowError as error:
            empty += error.problems
        except RowError as error:
            refused += error.problems
    twins = list(duplicates(placed))
    if twins:
        refused += twins
        placed = _single(placed, mapping.table)
    if unknown and not (placed or refused or empty):
        raise SourceError([nobody(unknown)])
    return MappedRows(
        tuple(record for _, record in placed),
        tuple(refused),
        tuple(unknown),
        tuple(empty),
    )


def nobody(unknown: Mapping[str, str]) -> Problem:
    """Say that no name is known.

    Args:
        unknown: What they call them, and where the first such row stands.
    """
    names = list(unknown)
    more = len(names) - _NAMED
    found = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    expected = "one issuer's code, or their name for one in symbols"
    return Problem(next(iter(unknown.values())), found, expected)


def _single(placed: list[Placed], table: str) -> list[Placed]:
    """Return the rows whose identity no other row has."""
    identity = identify(TABLES[table])
    keys = [identity(record) for _, record in placed]
    counts: dict[object, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return [each for each, key in zip(placed, keys, strict=True) if counts[key] == 1]
