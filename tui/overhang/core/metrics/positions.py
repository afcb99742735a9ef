"""The desk's own book: what it holds on each issuer."""

from __future__ import annotations

from datetime import date

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import Row, absent, cited, rows_by_issuer
from overhang.core.observations import Position, PositionMeasure
from overhang.core.snapshot import Input, Reading

ID = "position.cs01"
_TRAIL = 30


def positions(inputs: Inputs) -> Readings:
    """Measure `position.*` for every issuer of the universe.

    The book is as of its newest day. An issuer that is not in it on that day has no
    position: that is known, so it is zero. Without a book nothing is known.
    """
    held = {
        code: [row for row in rows if row.record.measure is PositionMeasure.CS01]
        for code, rows in rows_by_issuer(inputs, "positions", Position).items()
    }
    every = [row for rows in held.values() for row in rows]
    if not every:
        nothing = absent("no position")
        return {code: {ID: nothing} for code in inputs.universe.codes}
    newest = max(every, key=lambda row: (row.record.date, row.id))
    return {
        code: {ID: _reading(inputs, held.get(code, []), newest)}
        for code in inputs.universe.codes
    }


def _reading(
    inputs: Inputs, rows: list[Row[Position]], newest: Row[Position]
) -> Reading:
    day = newest.record.date
    fresh = state_of(Kind.POSITION, day, inputs.clock, inputs.calendars)
    last = rows[-1] if rows else None
    held = last if last is not None and last.record.date == day else None
    why = "" if held else _closed(last)
    source = held or newest
    return Reading(
        value=held.record.value if held else 0.0,
        state=fresh.state,
        reason="; ".join(each for each in (fresh.reason, why) if each),
        about=day,
        known_at=source.known_at,
        age=fresh.age,
        label=f"book of {short(day)}",
        quality=source.record.quality,
        inputs=(_cite(held) if held else _not_in(newest, day),),
        trail=tuple(row.record.value for row in rows[-_TRAIL:]),
    )


def _closed(last: Row[Position] | None) -> str:
    if last is None:
        return "not in the book"
    return f"position closed, last held {short(last.record.date)}"


def _cite(row: Row[Position]) -> Input:
    said = row.record
    return cited("position", said.value, Unit.USD_PER_BP, row, said.note)


def _not_in(newest: Row[Position], day: date) -> Input:
    note = f"no row in the book of {short(day)}"
    return cited("position", None, Unit.USD_PER_BP, newest, note)
