"""A 5Y level against the equal-weight mean of its group's levels."""

from __future__ import annotations

from datetime import date, datetime
from statistics import fmean
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Readings
from overhang.core.metrics.evidence import (
    absent,
    coarsest,
    derived,
    joined,
    worst,
)
from overhang.core.metrics.peers import Peers, peers_of
from overhang.core.metrics.tally import Member
from overhang.core.records import Bound, Precision, Quality
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State

_MEASURED = "cds.5y"
_NAMED = 12
"""Up to this many members are listed as inputs."""


class _Basket(NamedTuple):
    """The members of one group that have a mark."""

    mean: float
    marked: int
    members: int
    oldest: date
    precision: Precision
    """How exactly the oldest day is known."""
    known_at: datetime | None
    age: int | None
    state: State
    bound: Bound
    quality: Quality
    cites: tuple[Input, ...]


def compared(universe: Universe, readings: Readings) -> dict[str, Reading]:
    """Divide each 5Y level by the mean of its group's; `cds.vs_basket` by issuer.

    `readings` carry `cds.5y`. Every member with a mark counts, its own included,
    however old: the label carries the oldest day, and the reading is no fresher.
    """
    peers = peers_of(universe)
    baskets = {group: _basket(group, readings) for group in set(peers.values())}
    return {
        code: _against(readings[code][_MEASURED], group, baskets[group])
        for code, group in peers.items()
    }


def _basket(group: Peers, readings: Readings) -> _Basket | None:
    marked: list[tuple[str, Reading, float, date]] = []
    for code in group.members:
        each = readings[code][_MEASURED]
        if each.value is not None and each.about is not None:
            marked.append((code, each, each.value, each.about))
    if not marked:
        return None
    levels = [reading for _, reading, _, _ in marked]
    oldest = min(about for _, _, _, about in marked)
    return _Basket(
        mean=fmean(value for _, _, value, _ in marked),
        marked=len(marked),
        members=len(group.members),
        oldest=oldest,
        precision=coarsest(each for each in levels if each.about == oldest),
        known_at=max((each.known_at for each in levels if each.known_at), default=None),
        age=max((each.age for each in levels if each.age is not None), default=None),
        state=worst(each.state for each in levels),
        bound=joined(each.bound for each in levels),
        quality=derived(each.quality for each in levels),
        cites=tuple(
            Member(code, each).restated(Unit.BP, each.label)
            for code, each, _, _ in marked
            if len(marked) <= _NAMED
        ),
    )


def _against(mine: Reading, group: Peers, basket: _Basket | None) -> Reading:
    if mine.value is None or basket is None:
        return absent(mine.reason)
    if basket.marked == 1:
        return absent(f"no other mark in {group.key}")
    oldest = f"oldest mark {short(basket.oldest, basket.precision)}"
    mean = Input(
        "mean", basket.mean, Unit.BP, basket.oldest, precision=basket.precision
    )
    return Reading(
        value=mine.value / basket.mean,
        state=basket.state,
        reason="" if basket.state is State.FRESH else oldest,
        about=basket.oldest,
        precision=basket.precision,
        known_at=basket.known_at,
        age=basket.age,
        label=f"{basket.marked} of {basket.members} marks, {oldest}",
        bound=basket.bound,
        quality=basket.quality,
        inputs=(mean, *basket.cites),
    )
