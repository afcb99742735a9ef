"""What only a whole table can show to be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from overhang.core.observations import Close
from overhang.core.records import Record
from overhang.sources.base import Problem

Placed = tuple[str, Record]
"""A record and where its row stands."""

GOOD = 0.9
"""Share of the rows that must be good, or all of them are refused."""

_SPLIT_MOVE = 0.40
"""Fraction of the close before. A larger move in a day is taken for a split."""

_NEXT_CLOSE = timedelta(days=7)
"""Closes further apart are not one day's move, whatever holidays lie between."""


def duplicates(rows: Sequence[Placed]) -> Iterator[Problem]:
    """Name every row whose identity an earlier row has, with both places."""
    if not rows:
        return
    names = type(rows[0][1]).identity
    first: dict[tuple[object, ...], str] = {}
    for place, record in rows:
        key = tuple([getattr(record, name) for name in names])
        earlier = first.setdefault(key, place)
        if earlier is not place:
            yield Problem(
                f"{place}: {', '.join(names)}",
                ", ".join(str(each) for each in key),
                f"one row for each, the first is at {earlier}",
            )


def twins(rows: Sequence[Placed]) -> tuple[Sequence[Problem], frozenset[str]]:
    """Return the faults of rows that share an identity, and the places not to trust.

    Of rows that say the same in every column the first is trusted; where two differ
    nobody knows which one is right.
    """
    told = list(duplicates(rows))
    if not told:
        return (), frozenset()
    names = type(rows[0][1]).identity
    alike: dict[tuple[object, ...], list[Placed]] = {}
    for each in rows:
        key = tuple([getattr(each[1], name) for name in names])
        alike.setdefault(key, []).append(each)
    return told, frozenset(
        place
        for group in alike.values()
        for place, record in group[all(each[1] == group[0][1] for each in group) :]
    )


def unadjusted_splits(rows: Sequence[Placed]) -> Iterator[Problem]:
    """Name every close more than 40 % away from the close before it.

    Closes are split-adjusted by contract and there is no table of splits, so such a
    move is a price that was not adjusted, and every drawdown after it is wrong.
    """
    closes = [(place, row) for place, row in rows if isinstance(row, Close)]
    closes.sort(key=_issuer_and_date)
    for (_, old), (place, new) in pairwise(closes):
        if old.issuer != new.issuer or new.date - old.date > _NEXT_CLOSE:
            continue
        if abs(new.close_usd / old.close_usd - 1) > _SPLIT_MOVE:
            yield Problem(
                f"{place}: close_usd",
                f"{new.close_usd:g} on {new.date} after {old.close_usd:g} "
                f"on {old.date}",
                f"{new.issuer} within 40 % of the close before: unadjusted split?",
            )


def few_good(name: str, good: int, bad: int) -> Sequence[Problem]:
    """Say that too few rows are good to take them; empty: enough are, or none at all.

    Args:
        name: What to call the table or file.
        good: Rows that can be read.
        bad: Rows that cannot.
    """
    if not good or good >= (good + bad) * GOOD:
        return ()
    found = f"{good} of {good + bad} rows good"
    return [Problem(name, found, f"{GOOD:.0%} good: refused as a whole")]


def shrunk(had: int, now: int) -> str:
    """Say why a table that lost most of its rows is refused; empty: it is not.

    Args:
        had: Rows in the last good delivery; 0 when there was none.
        now: Rows in this one.
    """
    if now * 2 >= had:
        return ""
    least = -(-had // 2)
    words = f"had {had} rows, now {now}, expected {least} or more"
    return f"{words}: refused; restart if that is meant"


def last_session(rows: Sequence[Record]) -> date | None:
    """Return the day of the newest close; none where there is none."""
    return max((each.date for each in rows if isinstance(each, Close)), default=None)


def receded(had: date | None, now: date | None) -> str:
    """Say why closes that end earlier than before are refused; empty: they are not.

    Args:
        had: The newest session of the last good delivery; none when there was none.
        now: That of this one.
    """
    if had is None or now is None or had - now <= _NEXT_CLOSE:
        return ""
    return f"ended on {had}, now on {now}: refused; restart if that is meant"


def _issuer_and_date(placed: tuple[str, Close]) -> tuple[str, date]:
    return placed[1].issuer, placed[1].date
