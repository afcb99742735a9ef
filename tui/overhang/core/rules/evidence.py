"""What one look at the figures shows about one level, or one condition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from overhang.core.alerts.machine import Evidence
from overhang.core.records import Bound, Quality
from overhang.core.rights import strictest
from overhang.core.rules.book import Gate, Rule, Rung
from overhang.core.rules.expressions import Look
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Reading
from overhang.core.states import State

_OPEN = Gate()
_RANK = {quality: rank for rank, quality in enumerate(Quality)}
"""Best first."""
_WORST = tuple(State)
"""Best first."""
_SIDED = frozenset({Bound.FLOOR, Bound.CEILING})

# What every level is asked at every look has its names here: to find a member in its
# enum takes Python 3.11 longer than the question.
_FRESH, _ABSENT = State.FRESH, State.ABSENT
_FLOOR, _CEILING = Bound.FLOOR, Bound.CEILING
_BREACH, _HELD = Evidence.BREACH, Evidence.HELD
_CLEAR, _UNKNOWN = Evidence.CLEAR, Evidence.UNKNOWN


class Proof(NamedTuple):
    """What a value can show, by how its number is meant."""

    beyond: bool
    """That a level is breached."""
    inside: bool
    """That it is not."""


def of_level(rule: Rule, rung: Rung, reading: Reading, moment: Moment) -> Evidence:
    """Return what a reading of a rule's metric shows about one of its levels.

    A level is breached strictly beyond its threshold, and lets go at its clear line or
    safer. What a bound can show depends on the side: "more than 105" proves a breach of
    "> 100" and never that one is over; "up to 60" proves that "> 80" is over and never
    that "> 50" is breached. For levels below it is the other way round.
    """
    if reading.state is not _FRESH:
        if rule.waits.no_data != "hold":
            return _SILENCE[rule.waits.no_data]
        if reading.state is _ABSENT:
            return _UNKNOWN
    value = reading.value
    if value is None or not _counts(rule, reading, moment):
        return _UNKNOWN
    if rule.limit is not None:
        proof = _proof_of_size(reading.bound, value)
        value = abs(value) / rule.limit
    else:
        proof = proof_of(reading.bound, rule.above)
    if value > rung.trip if rule.above else value < rung.trip:
        return _BREACH if proof.beyond else _UNKNOWN
    # Not written as the opposite: a value that is no number is on neither side.
    back = value <= rung.release if rule.above else value >= rung.release
    if not proof.inside or value != value:
        return _UNKNOWN
    return _CLEAR if back else _HELD


def of_condition(
    rule: Rule, terms: Sequence[Reading], whole: Reading, look: Look, moment: Moment
) -> Evidence:
    """Return what the terms of a rule's condition show.

    `whole` is the terms as one figure, as `together` makes it.
    """
    assert rule.when is not None
    if whole.state is not State.FRESH and rule.waits.no_data != "hold":
        return _SILENCE[rule.waits.no_data]
    if not all(_counts(rule, each, moment) for each in terms):
        return Evidence.UNKNOWN
    holds = rule.when.holds(look)
    if holds is None:
        return Evidence.UNKNOWN
    return Evidence.BREACH if holds else Evidence.CLEAR


def together(terms: Sequence[Reading]) -> Reading:
    """Return one figure for several: as new as the newest, as good as the worst."""
    days = [each.about for each in terms if each.about is not None]
    known = [each.known_at for each in terms if each.known_at is not None]
    prices = [each.at for each in terms if each.at is not None]
    return Reading(
        value=None,
        state=max((each.state for each in terms), key=_WORST.index),
        about=max(days, default=None),
        known_at=max(known, default=None),
        at=max(prices, default=None),
        rights=strictest(each.rights for each in terms),
    )


def proof_of(bound: Bound, above: bool) -> Proof:
    """Return what a value of a bound can show about levels above, or below."""
    if bound is _FLOOR:
        return Proof(above, not above)
    if bound is _CEILING:
        return Proof(not above, above)
    return _PLAIN


def day_of(reading: Reading, moment: Moment) -> date:
    """Return the day that is judged: what has none is about the day of the look."""
    return reading.about or moment.today


_PLAIN = Proof(True, True)
_SILENCE = {"ok": Evidence.CLEAR, "alert": Evidence.BREACH}


def is_silence(rule: Rule, reading: Reading) -> bool:
    """Whether a reading is no data that the rule makes something of."""
    return reading.state is not _FRESH and rule.waits.no_data != "hold"


def _proof_of_size(bound: Bound, value: float) -> Proof:
    """Return what a value can show about its size, whatever its sign."""
    if bound not in _SIDED:
        return _PLAIN
    # "At least 50" is 50 or more in size, "up to -50" too; of the others the truth
    # may lie anywhere on either side of 0.
    return Proof((bound is Bound.FLOOR) == (value >= 0), False)


def _counts(rule: Rule, reading: Reading, moment: Moment) -> bool:
    """Whether a rule may look at a figure: its day, and what its gate asks for."""
    about = reading.about
    if about is not None and (
        about > moment.today
        or ("roll-day" in rule.waits.ignore and about in moment.roll_days)
    ):
        return False
    return rule.gate is _OPEN or rule.gate == _OPEN or _passes(rule.gate, reading)


def _passes(gate: Gate, reading: Reading) -> bool:
    """Whether a figure is good enough; what is not known of it is not."""
    quality, size, age = reading.quality, reading.size, reading.age
    return (
        (
            gate.quality is None
            or (quality is not None and _RANK[quality] <= _RANK[gate.quality])
        )
        and (gate.size is None or (size is not None and size >= gate.size))
        and (gate.age is None or (age is not None and age <= gate.age))
    )
