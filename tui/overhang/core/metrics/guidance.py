"""Capex guidance: which statement stands, its midpoint, and how it moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from overhang.core.dates import short
from overhang.core.events import Guidance, GuidanceForm
from overhang.core.metrics.evidence import Row

Statement = Row[Guidance]

_YEAR_DAYS = range(350, 381)
"""Length of a full-year period; fiscal years of 52 and 53 weeks count."""
_ASIDE = re.compile(r"[;(,]")
"""Where a definition ends and a remark on it begins."""


class Direction(StrEnum):
    """What a statement did to the one before it, in a trader's word."""

    RAISED = "raised"
    CUT = "cut"
    NARROWED = "narrowed"
    WIDENED = "widened"
    REITERATED = "reiterated"


class Standing(NamedTuple):
    """The number in force for one issuer, and what surrounds it."""

    current: Statement
    prior: Statement | None
    """The statement before it, on the same period."""
    words: Statement | None
    """A later full-year statement without a number."""


class Revision(NamedTuple):
    """How guidance moved; without a value, `reason` says why there is none.

    Where a floor or a ceiling has no midpoint to measure, the direction may still be
    plain: a number above all that was said before is a raise.
    """

    value: float | None
    direction: Direction | None = None
    reason: str = ""


def midpoint(low: float | None, high: float | None) -> float | None:
    """Return the middle of a range; none unless both ends are given."""
    return None if low is None or high is None else (low + high) / 2


def width(low: float | None, high: float | None) -> float | None:
    """Return the range's width over its midpoint, a fraction >= 0."""
    middle = midpoint(low, high)
    if low is None or high is None or not middle:
        return None
    return (high - low) / middle


def change(now: float | None, reference: float | None) -> float | None:
    """Return `now` against a reference, a fraction; none when either is unknown."""
    if now is None or reference is None or reference <= 0:
        return None
    return now / reference - 1


def ends(said: Guidance) -> tuple[float | None, float | None]:
    """Return low and high in USD bn as far as they are given; a point is both."""
    low, high = said.low_usd_bn, said.high_usd_bn
    match said.form:
        case GuidanceForm.POINT:
            point = high if low is None else low
            return point, point
        case GuidanceForm.FLOOR:
            return low, None
        case GuidanceForm.CEILING:
            return None, high
        case GuidanceForm.WORDS:
            return None, None
        case GuidanceForm.RANGE:
            return low, high


def is_full_year(said: Guidance) -> bool:
    """Whether the period is a calendar or fiscal year, not a quarter."""
    return (said.period_end - said.period_start).days in _YEAR_DAYS


def family(said: Guidance) -> str:
    """Return what is counted as capex, without remarks, for comparing statements."""
    return _ASIDE.split(said.definition.casefold(), maxsplit=1)[0].strip()


def in_force(said: Iterable[Statement]) -> Standing | None:
    """Find the newest full-year number; quarters and words never replace one.

    Of several periods guided on one day, the one that ends first stands; of several
    definitions, the reported one, else the one listed first.
    """
    yearly = [each for each in said if is_full_year(each.record)]
    numbers = [each for each in yearly if ends(each.record) != (None, None)]
    if not numbers:
        return None
    given_on = max(each.record.given_on for each in numbers)
    ahead = [each for each in numbers if each.record.given_on == given_on]
    current = min(ahead, key=lambda each: (each.record.period_end, *_rank(each)))
    later = [each for each in yearly if each.record.given_on > given_on]
    return Standing(
        current, prior(numbers, current), max(later, key=_given, default=None)
    )


def prior(numbers: Iterable[Statement], current: Statement) -> Statement | None:
    """Find the last number given before on the same period, same definition first."""
    said = current.record
    earlier = [
        each
        for each in numbers
        if each.record.period == said.period and each.record.given_on < said.given_on
    ]
    if not earlier:
        return None
    last = max(each.record.given_on for each in earlier)
    same_day = [each for each in earlier if each.record.given_on == last]
    return min(
        same_day,
        key=lambda each: (family(each.record) != family(said), *_rank(each)),
    )


def revision(current: Guidance, before: Guidance | None) -> Revision:
    """Measure the midpoint against the statement before it.

    A definition that changed breaks the series: the difference would be accounting.
    """
    if before is None:
        return Revision(None, reason=f"first number for {current.period}")
    now, then = midpoint(*ends(current)), midpoint(*ends(before))
    comparable = current.comparable and family(current) == family(before)
    above = Direction.RAISED if comparable and _is_above(current, before) else None
    if now is None:
        return Revision(None, above, no_midpoint(current))
    if then is None:
        return Revision(None, above, f"before it a {no_midpoint(before)}")
    if not comparable:
        return Revision(
            None,
            reason=f"definition changed: {_new_definition(current)} "
            f"({then:g} to {now:g})",
        )
    return Revision(change(now, then), _direction(current, before))


def raises(said: Sequence[Statement], year: int) -> list[Statement]:
    """Return the statements of a calendar year that raised a full-year number.

    A range inside the one before it is narrowed, not raised. One a day and
    period: a number given under two definitions counts once.
    """
    numbers = [
        each
        for each in said
        if is_full_year(each.record) and ends(each.record) != (None, None)
    ]
    main: dict[tuple[date, str], Statement] = {}
    for each in sorted(numbers, key=_rank, reverse=True):
        main[each.record.given_on, each.record.period] = each
    return [
        each
        for each in sorted(main.values(), key=_given)
        if each.record.given_on.year == year and _was_raised(numbers, each)
    ]


def no_midpoint(said: Guidance) -> str:
    """Say why a statement has no midpoint."""
    return f"{said.form}: no midpoint"


def words_after(standing: Standing) -> str:
    """Say that words have followed the last number; empty when none have."""
    if standing.words is None:
        return ""
    said, last = standing.words.record, standing.current.record
    return (
        f"words only on {short(said.given_on, said.date_precision)}; "
        f"last number {short(last.given_on, last.date_precision)}"
    )


def _was_raised(numbers: Sequence[Statement], each: Statement) -> bool:
    before = prior(numbers, each)
    moved = revision(each.record, before.record if before else None)
    return moved.direction is Direction.RAISED


def _is_above(current: Guidance, before: Guidance) -> bool:
    """Whether the low end is above the old high end, or the old floor without one."""
    low, (old_low, old_high) = ends(current)[0], ends(before)
    reference = old_low if old_high is None else old_high
    return low is not None and reference is not None and low > reference


def _direction(current: Guidance, before: Guidance) -> Direction:
    """Name the move of a range whose both ends are known, a point being both."""
    low, high = ends(current)
    old_low, old_high = ends(before)
    assert low is not None
    assert high is not None
    assert old_low is not None
    assert old_high is not None
    if (low, high) == (old_low, old_high):
        return Direction.REITERATED
    # Inside what was said before, nothing new is promised, whatever the midpoint did.
    if old_low <= low and high <= old_high:
        return Direction.NARROWED
    moved = low + high - (old_low + old_high)
    if not moved:
        return Direction.WIDENED
    return Direction.RAISED if moved > 0 else Direction.CUT


def _new_definition(said: Guidance) -> str:
    """The remark on the new definition when there is one, else the definition."""
    parts = _ASIDE.split(said.definition, maxsplit=1)
    remark = parts[1].strip(" )") if len(parts) > 1 else ""
    return remark or said.definition


def _given(each: Statement) -> tuple[date, int]:
    return each.record.given_on, each.id


def _rank(each: Statement) -> tuple[bool, int]:
    return not family(each.record).startswith("reported"), each.id
