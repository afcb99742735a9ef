"""What is measured of one credit spread: its level, its moves, its z-score."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from overhang.core.calendars import Calendars, Market
from overhang.core.catalogue import Unit
from overhang.core.dates import contract, short
from overhang.core.freshness import Freshness, Kind, state_of
from overhang.core.metrics import changes
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.contract import maturity_of
from overhang.core.metrics.evidence import absent, cited, computed, newest
from overhang.core.metrics.marks import Mark, Marks
from overhang.core.observations import Convention
from overhang.core.records import Precision, Quality
from overhang.core.snapshot import Input, Reading

TRAIL = 30
"""Points in a sparkline."""


class Spread(NamedTuple):
    """One name's or index's marks, and how old the last is."""

    marks: Marks
    calendars: Calendars
    fresh: Freshness

    @property
    def day(self) -> date:
        """The day of the last mark."""
        return next(reversed(self.marks))

    @property
    def last(self) -> Mark:
        """The best mark of the last day."""
        return self.marks[self.day][0]

    def back(self, business_days: int) -> date:
        """Return the SIFMA business day that many before the last mark."""
        return self.calendars.previous(Market.SIFMA, self.day, business_days)


def open_spread(inputs: Inputs, marks: Marks) -> Spread:
    """Lay marks out for measuring; there must be one."""
    last = next(reversed(marks))
    fresh = state_of(Kind.MARK, last, inputs.clock, inputs.calendars)
    return Spread(marks, inputs.calendars, fresh)


def level(spread: Spread) -> Reading:
    """Return the last mark, bp."""
    mark = spread.last
    best = (same_day[0].record for same_day in spread.marks.values())
    # A doubtful mark conflicts with a better one: it would draw a move nobody saw.
    sure = [each.spread_bp for each in best if each.quality is not Quality.DOUBTFUL]
    return Reading(
        value=mark.record.spread_bp,
        state=spread.fresh.state,
        reason=spread.fresh.reason,
        about=spread.day,
        precision=mark.record.date_precision,
        known_at=mark.known_at,
        age=spread.fresh.age,
        label=_terms(mark),
        bound=mark.record.bound,
        quality=mark.record.quality,
        inputs=quote(mark),
        trail=tuple(sure[-TRAIL:]),
    )


def change(spread: Spread, then: date) -> Reading:
    """Return the change since a day on one contract, bp; wider is positive."""
    found = changes.pair(spread.marks, spread.day, then, spread.calendars)
    if isinstance(found, str):
        return absent(found)
    return _moved(spread, found, then, found.bp)


def ratio(spread: Spread, then: date) -> Reading:
    """Return the relative change since a day on one contract: 0.1 is 10 % wider."""
    found = changes.pair(spread.marks, spread.day, then, spread.calendars)
    if isinstance(found, str):
        return absent(found)
    before = found.then.record.spread_bp
    if not before:
        return absent(f"mark of {short(then)} is zero")
    return _moved(spread, found, then, found.bp / before)


def zscore(spread: Spread, window: int) -> Reading:
    """Return the last daily change against `window` changes before it, in sds."""
    day = spread.day
    last = changes.pair(spread.marks, day, spread.back(1), spread.calendars)
    if isinstance(last, str):
        return absent(last)
    prior = changes.daily(spread.marks, day, spread.calendars, window)
    value = changes.judged(last.bp, prior, window)
    if isinstance(value, str):
        return absent(value)
    robust = changes.robust_zscore(last.bp, prior)
    return Reading(
        value=value,
        state=spread.fresh.state,
        reason=spread.fresh.reason,
        about=day,
        known_at=newest(last),
        age=spread.fresh.age,
        label=f"over {len(prior)} changes",
        quality=computed(last),
        inputs=(
            Input("last daily change", last.bp, Unit.BP, day),
            Input("robust z-score", robust, Unit.SD, day, note="median, 1.4826 MAD"),
        ),
    )


def quote(mark: Mark) -> tuple[Input, ...]:
    """Cite a mark and the two sides it stands between, where they are known."""
    sides = (("bid", mark.record.bid_bp), ("ask", mark.record.ask_bp))
    return (
        _cite("mark", mark),
        *(cited(name, side, Unit.BP, mark) for name, side in sides if side is not None),
    )


def _moved(spread: Spread, pair: changes.Pair, then: date, value: float) -> Reading:
    named = contract(maturity_of(pair.now.record))
    return Reading(
        value=value,
        state=spread.fresh.state,
        reason=spread.fresh.reason,
        about=spread.day,
        known_at=newest(pair),
        age=spread.fresh.age,
        label=f"vs {short(then)}, {named}",
        quality=computed(pair),
        inputs=(_cite("mark", pair.now), _cite("mark then", pair.then)),
    )


def _terms(mark: Mark) -> str:
    """Write what the level is of: `Dec-31`, `Dec-31 par`, `Jun-30, Jun 25`."""
    record = mark.record
    words = contract(maturity_of(record))
    if record.convention is not Convention.UNSTATED:
        words += f" {record.convention}"
    if record.date_precision is Precision.MONTH:
        words += f", {short(record.date, record.date_precision)}"
    return words


def _cite(name: str, mark: Mark) -> Input:
    record = mark.record
    unstated = record.convention is Convention.UNSTATED
    spread = "convention unstated" if unstated else f"{record.convention} spread"
    run = "" if record.maturity else " on the run"
    note = f"{spread}, {contract(maturity_of(record))}{run}"
    note = "; ".join(each for each in (note, record.note) if each)
    return cited(name, record.spread_bp, Unit.BP, mark, note, record.bound)
