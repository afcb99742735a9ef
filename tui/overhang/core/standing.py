"""One row out of what several feeds say about the same thing.

Feeds never overwrite one another: each one's rows stand beside the others'. Whoever
reads a table sees, of each identity, the row that is best founded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter

from overhang.core.records import Quality, Record, Version

_BEST_FIRST = (
    Quality.REPORTED,
    Quality.COMPOSITE,
    Quality.TRADE,
    Quality.DEALER,
    # A difference of two filed figures says more than a newspaper's figure.
    Quality.DERIVED,
    Quality.PRESS,
    Quality.SECONDARY,
    Quality.MODEL,
    Quality.DOUBTFUL,
)
_RANK = {quality: -rank for rank, quality in enumerate(_BEST_FIRST)}


@cache
def identify(record: type[Record]) -> Callable[[Record], Hashable]:
    """Return the function that tells one row of a record type from another."""
    return attrgetter(*record.identity)


def merged(versions: Iterable[Version]) -> Sequence[Version]:
    """Return one version of each identity, in the order of their ids.

    A final row goes before a provisional one: a close before the last price of its
    session. Then the better quality wins; of two as good, a feed's row before that of
    the desk's own folder, then the one that came last. A desk overrules a feed by a
    better quality.

    Args:
        versions: Rows of one table that stand, at most one of an identity a feed.
    """
    rows = sorted(versions, key=attrgetter("id"))
    if len({each.feed for each in rows}) <= 1:
        return rows
    identity = identify(type(rows[0].record))
    best: dict[Hashable, Version] = {}
    for each in rows:
        key = identity(each.record)
        held = best.get(key)
        if held is None or _weight(held) <= _weight(each):
            best[key] = each
    return sorted(best.values(), key=attrgetter("id"))


def joined(tables: Iterable[Mapping[Hashable, Version]]) -> Sequence[Version]:
    """Return what `merged` does, of rows that each feed's identities lead to.

    A long history that a live feed adds a few rows to costs little more than its copy.
    """
    longest, *others = sorted(tables, key=len, reverse=True)
    best = dict(longest)
    for rows in others:
        for key, each in rows.items():
            held = best.get(key)
            if held is None or _weight(held) <= _weight(each):
                best[key] = each
    return sorted(best.values(), key=attrgetter("id"))


def _weight(version: Version) -> tuple[bool, int, bool, int]:
    record = version.record
    return (
        not record.provisional,
        _RANK[record.quality],
        bool(version.feed),
        version.id,
    )
