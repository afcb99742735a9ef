"""One strict reader for every table, wherever its rows come from.

No cell is ever guessed or repaired. A row with a fault is left out and told, and a
table with more than a few of them is refused whole: half a table looks like a market
event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from overhang.core.records import Record
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import GOOD, Placed, few_good, twins, unadjusted_splits
from overhang.sources.rows import Rows
from overhang.sources.stream import MOST_ROWS, Item

ENOUGH = 1000
"""Faults that are kept. With as many bad rows, and too many for the good ones so far,
reading stops: the rest would say the same."""


class Table(NamedTuple):
    """What a body came to."""

    rows: Sequence[Record]
    """The good ones, in their order. Every text in them is sanitised."""
    bad: int = 0
    """How many rows were left out."""
    told: Sequence[Problem] = ()
    """Why, with every fault in them, up to `ENOUGH`."""
    early: int = 0
    """How many of them only wait for their day. They are no sign of a bad table: it is
    this machine's clock, or one row's year."""
    until: datetime | None = None
    """When the first of those can be read."""


def read_table(
    table: str, raw_rows: Iterable[Item], now: datetime | None = None
) -> Table:
    """Read a table, or refuse all of it.

    Args:
        table: A key of `overhang.core.tables.TABLES`.
        raw_rows: Rows as (place, cells by column), with an optional `Header` before
            them and `Problem`s of the format among them. Cells are text or native
            JSON and Parquet values; an empty cell is `""` or none.
        now: Rows of a day or time after this moment are left out; none: no row is.

    Returns:
        The good rows, and why the others were left out.

    Raises:
        SourceError: With every fault found: its shape is wrong, closes look like an
            unadjusted split, or fewer than nine rows in ten are good.
    """
    rows = Rows(table, ENOUGH, now)
    broken = False
    try:
        for count, item in enumerate(raw_rows):
            rows.take(item)
            if rows.broken and count >= ENOUGH:
                break
            wrong = rows.bad - rows.early
            if wrong >= ENOUGH and wrong > (1 - GOOD) * len(rows.good):
                break
            if len(rows.good) > MOST_ROWS:
                most = f"{MOST_ROWS:,} rows at most"
                raise SourceError([Problem(rows.good[-1][0], "", most)])
    except SourceError as error:
        broken = True
        rows.problems.extend(error.problems)
    good, same = _single(rows.good)
    problems = [*rows.problems, *same[:ENOUGH]]
    if table == "closes":
        splits = list(unadjusted_splits(good))
        broken = broken or bool(splits)
        problems += splits
    bad = rows.bad + len(rows.good) - len(good)
    records = [record for _, record in good]
    if broken or rows.broken:
        raise SourceError(problems)
    wrong = bad - rows.early
    few = few_good(table, len(records), wrong)
    if few or (wrong and not records):
        raise SourceError([*problems, *few])
    return Table(records, bad, problems, rows.early, rows.until)


def _single(placed: Sequence[Placed]) -> tuple[Sequence[Placed], Sequence[Problem]]:
    """Part rows from those whose identity another row has: which one is right?

    Of rows that say the same in every column the first stays.
    """
    told, gone = twins(placed)
    if not told:
        return placed, ()
    return [each for each in placed if each[0] not in gone], told
