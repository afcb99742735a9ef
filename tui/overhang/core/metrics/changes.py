"""Changes of a CDS level: one contract, one quality, two exact business days."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import date
from itertools import product
from math import ceil
from typing import NamedTuple

from overhang.core.calendars import Calendars, Market
from overhang.core.dates import contract, short
from overhang.core.metrics.contract import maturity_of
from overhang.core.metrics.marks import Mark, Marks
from overhang.core.records import Bound, Precision

CARRIED = 0.6
"""Above this share of zero changes the marks are carried, not made."""
_ENOUGH = 2 / 3
"""The share of a window's daily changes that a z-score needs."""
MAD_TO_SD = 1.4826
"""The median absolute deviation of a normal sample times this is its sd."""
_NOT_EXACT = {
    Bound.APPROX: "approximate",
    Bound.FLOOR: "a floor",
    Bound.CEILING: "a ceiling",
    Bound.MIDPOINT: "the middle of a range",
}


class Pair(NamedTuple):
    """Two marks that may be subtracted."""

    now: Mark
    then: Mark

    @property
    def bp(self) -> float:
        """The change, bp; wider is positive."""
        return self.now.record.spread_bp - self.then.record.spread_bp


def pair(marks: Marks, day: date, earlier: date, calendars: Calendars) -> Pair | str:
    """Return the marks to subtract between two days, or why there are none.

    The contract is that of the day's best mark. Both marks must be of it, exact, known
    to the day, and of one quality and convention.
    """
    if not calendars.is_open(Market.SIFMA, day):
        return f"{short(day)} was no credit business day"
    today, before = marks.get(day, []), marks.get(earlier, [])
    if not today or not before:
        return f"no mark on {short(earlier if today else day)}"
    maturity = maturity_of(today[0].record)
    other = maturity_of(before[0].record)
    today = [each for each in today if maturity_of(each.record) == maturity]
    before = [each for each in before if maturity_of(each.record) == maturity]
    if not before:
        return f"marks of different contracts ({contract(other)}, {contract(maturity)})"
    for side in (today, before):
        if all(_blemish(each) for each in side):
            return _blemish(side[0])
    sound = [each for each in today if not _blemish(each)]
    sound_before = [each for each in before if not _blemish(each)]
    reasons = []
    for now, then in product(sound, sound_before):
        reason = _mismatch(now, then)
        if not reason:
            return Pair(now, then)
        reasons.append(reason)
    return reasons[0]


def daily(marks: Marks, day: date, calendars: Calendars, count: int) -> list[float]:
    """Return the daily changes over `count` business days before a day, newest first.

    Each change is on the contract of its own day; days without a change are left out.
    """
    found = []
    day = calendars.previous(Market.SIFMA, day)
    for _ in range(count):
        earlier = calendars.previous(Market.SIFMA, day)
        each = pair(marks, day, earlier, calendars)
        if isinstance(each, Pair):
            found.append(each.bp)
        day = earlier
    return found


def judged(last: float, prior: Sequence[float], window: int) -> float | str:
    """Return the z-score of a change against those before it, or why there is none.

    Two thirds of the window's changes must be there, and no more than `CARRIED` of
    them zero.
    """
    least = ceil(window * _ENOUGH)
    if len(prior) < least:
        return f"{len(prior)} daily changes of the {least} needed"
    carried = zero_share(prior)
    if carried > CARRIED:
        return f"STALE-BASE: {carried:.0%} of {len(prior)} changes are zero"
    value = zscore(last, prior)
    return (
        f"STALE-BASE: all {len(prior)} changes are the same" if value is None else value
    )


def zscore(change: float, prior: Sequence[float]) -> float | None:
    """Return (change - mean) / sd of prior changes, ddof 1; none when sd is zero."""
    if len(prior) < 2:
        return None
    sd = statistics.stdev(prior)
    return (change - statistics.fmean(prior)) / sd if sd > 0 else None


def robust_zscore(change: float, prior: Sequence[float]) -> float | None:
    """Return the z-score from median and MAD; none when the MAD is zero."""
    if not prior:
        return None
    middle = statistics.median(prior)
    spread = statistics.median(abs(each - middle) for each in prior)
    return (change - middle) / (MAD_TO_SD * spread) if spread > 0 else None


def zero_share(changes: Sequence[float]) -> float:
    """Return the fraction of changes that are zero: marks carried, not made."""
    return sum(each == 0 for each in changes) / len(changes) if changes else 0.0


def _blemish(mark: Mark) -> str:
    """Say why a mark may not be subtracted; empty when it may."""
    record = mark.record
    if record.bound is not Bound.EXACT:
        return f"mark of {short(record.date)} is {_NOT_EXACT[record.bound]}"
    if record.date_precision is not Precision.DAY:
        return f"mark of {short(record.date, record.date_precision)} has no exact day"
    return ""


def _mismatch(now: Mark, then: Mark) -> str:
    """Say why two marks are not alike; empty when they are."""
    if now.record.quality is not then.record.quality:
        return f"{now.record.quality} against {then.record.quality}"
    if now.record.convention is not then.record.convention:
        return f"{now.record.convention} against {then.record.convention} spread"
    return ""
