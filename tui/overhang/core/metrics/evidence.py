"""What readings are made of: rows by issuer, what they cite, how sure they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from overhang.core.catalogue import Unit
from overhang.core.metrics.base import Inputs
from overhang.core.records import Bound, Precision, Quality, Record
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State

NONE_RECORDED = "none recorded"
"""The label of a sum without a deal: a true zero."""

R = TypeVar("R", bound=Record)

_WORST_FIRST = (State.ABSENT, State.DEAD, State.STALE, State.FRESH)
_LADDER = tuple(Quality)
_MIRRORED = {Bound.FLOOR: Bound.CEILING, Bound.CEILING: Bound.FLOOR}


class Row(NamedTuple, Generic[R]):
    """One row of a table, typed, with the moment we first knew it."""

    record: R
    known_at: datetime
    id: int


def rows_by_issuer(
    inputs: Inputs, table: str, kind: type[R], key: str = "issuer"
) -> dict[str, list[Row[R]]]:
    """Group a table by issuer, oldest day first; rows about the future stay out.

    `key` is the column to group by where it is not called `issuer`.
    """
    grouped: dict[str, list[Row[R]]] = defaultdict(list)
    for each in inputs.tables.get(table, ()):
        record = each.record
        if isinstance(record, kind) and record.day <= inputs.clock.today:
            row = Row(record, each.known_at, each.id)
            grouped[getattr(record, key)].append(row)
    for rows in grouped.values():
        rows.sort(key=lambda row: (row.record.day, row.id))
    return grouped


def absent(reason: str, inputs: tuple[Input, ...] = ()) -> Reading:
    """Say that there is no figure, and why."""
    return Reading(value=None, state=State.ABSENT, reason=reason, inputs=inputs)


def newest(rows: Iterable[Row[Any]]) -> datetime | None:
    """Return when the newest of these rows was first known."""
    return max((each.known_at for each in rows), default=None)


def cited(
    name: str,
    value: float | None,
    unit: Unit,
    row: Row[Any],
    note: str = "",
    bound: Bound = Bound.EXACT,
) -> Input:
    """Cite one row's figure as an input: its day, source and quality with it."""
    record = row.record
    return Input(
        name=name,
        value=value,
        unit=unit,
        about=record.day,
        source=record.source,
        quality=record.quality,
        bound=bound,
        note=note,
        precision=precision_of(record),
        rights=record.rights,
    )


def precision_of(record: Record) -> Precision:
    """Return how exactly a row's day is known: to the day where it does not say."""
    said = getattr(record, "date_precision", Precision.DAY)
    assert isinstance(said, Precision)
    return said


def computed(rows: Iterable[Row[Any]]) -> Quality:
    """Return the quality of a figure made from rows: one row keeps its own.

    Several make it derived, unless one of them is worse than that.
    """
    qualities: list[Quality] = [each.record.quality for each in rows]
    if len(qualities) == 1:
        return qualities[0]
    return derived(qualities)


def derived(qualities: Iterable[Quality | None]) -> Quality:
    """Return the quality of what is made of several figures: derived, or the worst.

    None is a figure whose quality is not stated; it does not count.
    """
    stated = [each for each in qualities if each is not None]
    return max([*stated, Quality.DERIVED], key=_LADDER.index)


def coarsest(readings: Iterable[Reading]) -> Precision:
    """Return how exactly the day of several readings is known: as the worst."""
    by_month = any(each.precision is Precision.MONTH for each in readings)
    return Precision.MONTH if by_month else Precision.DAY


def worst(states: Iterable[State]) -> State:
    """Return the least reliable of these states; fresh when there are none."""
    return min(states, key=_WORST_FIRST.index, default=State.FRESH)


def joined(bounds: Iterable[Bound]) -> Bound:
    """Return how a sum or mean of figures with these bounds is meant."""
    kinds = set(bounds) - {Bound.EXACT}
    if not kinds:
        return Bound.EXACT
    if Bound.FLOOR in kinds and Bound.CEILING not in kinds:
        return Bound.FLOOR
    if Bound.CEILING in kinds and Bound.FLOOR not in kinds:
        return Bound.CEILING
    return Bound.APPROX


def either(words: Sequence[str]) -> str:
    """List words for a sentence with "no": `dividends, leases or buybacks`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def mirrored(bound: Bound) -> Bound:
    """Return how a figure is meant that falls as one with this bound rises."""
    return _MIRRORED.get(bound, bound)
