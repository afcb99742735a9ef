"""The readings of a group's members, and what they make together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Unit
from overhang.core.metrics.base import Readings
from overhang.core.metrics.evidence import (
    absent,
    coarsest,
    derived,
    joined,
    worst,
)
from overhang.core.records import Bound
from overhang.core.rights import strictest
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State

_UNKNOWN = absent("not in the universe")


class Member(NamedTuple):
    """One issuer of the group and the reading it brings."""

    code: str
    reading: Reading

    def cited(
        self, value: float | None, unit: Unit, note: str, source: str = ""
    ) -> Input:
        """Cite a figure of this member, as old and as good as its reading."""
        mine = self.reading
        return Input(
            name=self.code,
            value=value,
            unit=unit,
            about=mine.about,
            source=source,
            quality=mine.quality,
            bound=mine.bound,
            note=note,
            precision=mine.precision,
            rights=strictest((mine.rights, *(each.rights for each in mine.inputs))),
        )

    def restated(self, unit: Unit, note: str) -> Input:
        """Cite this member's own value, from the source of its first input."""
        mine = self.reading
        source = mine.inputs[0].source if mine.inputs else ""
        return self.cited(mine.value, unit, note, source)


class Tally(NamedTuple):
    """The members that bring a figure, and those that do not."""

    have: Sequence[Member]
    lack: Sequence[Member]
    unit: Unit

    @property
    def values(self) -> list[float]:
        """The figures there are."""
        found = (each.reading.value for each in self.have)
        return [value for value in found if value is not None]

    @property
    def partial(self) -> str:
        """How many of how many, as `4 of 5`; empty when nobody is missing."""
        whole = len(self.have) + len(self.lack)
        return f"{len(self.have)} of {whole}" if self.lack else ""


def tally(readings: Readings, members: Sequence[str], metric: str) -> Tally:
    """Ask every member for one metric."""
    asked = [
        Member(code, readings.get(code, {}).get(metric, _UNKNOWN)) for code in members
    ]
    return Tally(
        [each for each in asked if each.reading.value is not None],
        [each for each in asked if each.reading.value is None],
        METRICS[metric].unit,
    )


def together(
    found: Tally,
    combine: Callable[[list[float]], float],
    label: str,
    *,
    floor: bool = False,
    inputs: tuple[Input, ...] = (),
) -> Reading:
    """Make a group's reading: as reliable as its worst member, as old as its oldest.

    Members without a figure are named in the reason and counted in the label; where
    every figure is positive (`floor`) a sum without them is a floor. `inputs` stand
    for the members' own values.
    """
    lacking = [f"{each.code}: {each.reading.reason}" for each in found.lack]
    if not found.have:
        return absent("; ".join(lacking) or "no members")
    readings = [each.reading for each in found.have]
    late = [each.code for each in found.have if each.reading.state is not State.FRESH]
    reasons = [f"without {each}" for each in lacking]
    if late:
        reasons.append(f"out of date: {', '.join(late)}")
    bounds = [each.bound for each in readings]
    if floor and found.lack:
        bounds.append(Bound.FLOOR)
    oldest = min((each.about for each in readings if each.about), default=None)
    return Reading(
        value=combine(found.values),
        state=worst(each.state for each in readings),
        reason="; ".join(reasons),
        about=oldest,
        precision=coarsest(each for each in readings if each.about == oldest),
        known_at=max(
            (each.known_at for each in readings if each.known_at), default=None
        ),
        at=max((each.at for each in readings if each.at), default=None),
        age=max((each.age for each in readings if each.age is not None), default=None),
        label=", ".join(filter(None, (found.partial, label))),
        bound=joined(bounds),
        quality=derived(each.quality for each in readings),
        inputs=inputs
        or tuple(
            each.cited(each.reading.value, found.unit, each.reading.label)
            for each in found.have
        ),
    )
