"""What protection costs: the 5Y level, its changes, its age and how deep it trades."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.calendars import Calendars, Market
from overhang.core.catalogue import Unit
from overhang.core.dates import contract, short
from overhang.core.freshness import Freshness, Kind, state_of
from overhang.core.metrics import basket, changes, depth
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.contract import maturity_of
from overhang.core.metrics.evidence import absent, cited, computed, newest
from overhang.core.metrics.marks import Mark, Marks, marks
from overhang.core.observations import Convention
from overhang.core.records import Precision, Quality
from overhang.core.snapshot import Input, Reading

TRAIL = 30
"""Points in a sparkline."""
Z_WINDOW = 60
Z_LEAST = 40
"""A z-score needs this many daily changes in its window."""
CARRIED = 0.6
"""Above this share of zero changes the marks are carried, not made."""
_NO_MARK = "no mark"


class _Book(NamedTuple):
    """What one issuer's CDS metrics are measured from."""

    marks: Marks
    calendars: Calendars
    fresh: Freshness

    @property
    def day(self) -> date:
        return next(reversed(self.marks))

    @property
    def last(self) -> Mark:
        return self.marks[self.day][0]


def cds(inputs: Inputs) -> Readings:
    """Measure every `cds.*` metric for every issuer of the universe."""
    found = marks(inputs)
    readings: Readings = {}
    for code in inputs.universe.codes:
        mine = found.get(code)
        if mine is None:
            readings[code] = {metric: absent(_NO_MARK) for metric in _MEASURES}
            continue
        last = next(reversed(mine))
        fresh = state_of(Kind.MARK, last, inputs.clock, inputs.calendars)
        book = _Book(mine, inputs.calendars, fresh)
        readings[code] = {name: measure(book) for name, measure in _MEASURES.items()}
    for code, more in depth.depth(inputs).items():
        readings[code].update(more)
    for code, against in basket.compared(inputs.universe, readings).items():
        readings[code]["cds.vs_basket"] = against
    return readings


def _level(book: _Book) -> Reading:
    mark = book.last
    best = (same_day[0].record for same_day in book.marks.values())
    # A doubtful mark conflicts with a better one: it would draw a move nobody saw.
    sure = [each.spread_bp for each in best if each.quality is not Quality.DOUBTFUL]
    return Reading(
        value=mark.record.spread_bp,
        state=book.fresh.state,
        reason=book.fresh.reason,
        about=book.day,
        precision=mark.record.date_precision,
        known_at=mark.known_at,
        age=book.fresh.age,
        label=_terms(mark),
        bound=mark.record.bound,
        quality=mark.record.quality,
        inputs=_quote(mark),
        trail=tuple(sure[-TRAIL:]),
    )


def _mark_age(book: _Book) -> Reading:
    """Count the age; an age is never out of date itself."""
    mark = book.last
    return Reading(
        value=float(book.fresh.age),
        about=book.day,
        precision=mark.record.date_precision,
        known_at=mark.known_at,
        age=book.fresh.age,
        label=f"mark of {short(book.day, mark.record.date_precision)}",
        quality=mark.record.quality,
        inputs=_quote(mark)[:1],
    )


def _change_since(
    earlier: Callable[[Calendars, date], date],
) -> Callable[[_Book], Reading]:
    def measure(book: _Book) -> Reading:
        then = earlier(book.calendars, book.day)
        found = changes.pair(book.marks, book.day, then, book.calendars)
        if isinstance(found, str):
            return absent(found)
        named = contract(maturity_of(found.now.record))
        return Reading(
            value=found.bp,
            state=book.fresh.state,
            reason=book.fresh.reason,
            about=book.day,
            known_at=newest(found),
            age=book.fresh.age,
            label=f"vs {short(then)}, {named}",
            quality=computed(found),
            inputs=(_cite("mark", found.now), _cite("mark then", found.then)),
        )

    return measure


def _back(business_days: int) -> Callable[[Calendars, date], date]:
    return lambda calendars, day: calendars.previous(Market.SIFMA, day, business_days)


def _year_end(calendars: Calendars, day: date) -> date:
    return calendars.last_session(Market.SIFMA, date(day.year - 1, 12, 31))


def _z(book: _Book) -> Reading:
    day = book.day
    yesterday = book.calendars.previous(Market.SIFMA, day)
    last = changes.pair(book.marks, day, yesterday, book.calendars)
    if isinstance(last, str):
        return absent(last)
    prior = changes.daily(book.marks, day, book.calendars, Z_WINDOW)
    if len(prior) < Z_LEAST:
        return absent(f"{len(prior)} daily changes of the {Z_LEAST} needed")
    carried = changes.zero_share(prior)
    if carried > CARRIED:
        return absent(f"STALE-BASE: {carried:.0%} of {len(prior)} changes are zero")
    value = changes.zscore(last.bp, prior)
    if value is None:
        return absent(f"STALE-BASE: all {len(prior)} changes are the same")
    robust = changes.robust_zscore(last.bp, prior)
    return Reading(
        value=value,
        state=book.fresh.state,
        reason=book.fresh.reason,
        about=day,
        known_at=newest(last),
        age=book.fresh.age,
        label=f"over {len(prior)} changes",
        quality=computed(last),
        inputs=(
            Input("last daily change", last.bp, Unit.BP, day),
            Input("robust z-score", robust, Unit.SD, day, note="median, 1.4826 MAD"),
        ),
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


def _quote(mark: Mark) -> tuple[Input, ...]:
    sides = (("bid", mark.record.bid_bp), ("ask", mark.record.ask_bp))
    return (
        _cite("mark", mark),
        *(cited(name, side, Unit.BP, mark) for name, side in sides if side is not None),
    )


def _cite(name: str, mark: Mark) -> Input:
    record = mark.record
    unstated = record.convention is Convention.UNSTATED
    spread = "convention unstated" if unstated else f"{record.convention} spread"
    run = "" if record.maturity else " on the run"
    note = f"{spread}, {contract(maturity_of(record))}{run}"
    note = "; ".join(each for each in (note, record.note) if each)
    return cited(name, record.spread_bp, Unit.BP, mark, note, record.bound)


_MEASURES: Mapping[str, Callable[[_Book], Reading]] = MappingProxyType(
    {
        "cds.5y": _level,
        "cds.5y.chg.1d": _change_since(_back(1)),
        "cds.5y.chg.1w": _change_since(_back(5)),
        "cds.5y.chg.1m": _change_since(_back(21)),
        "cds.5y.chg.ytd": _change_since(_year_end),
        "cds.5y.z.60d": _z,
        "cds.mark_age": _mark_age,
    }
)
"""What is measured from one issuer's marks alone."""
