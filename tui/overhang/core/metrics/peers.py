"""An issuer against its group: which group, and the mean of the others that day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Readings
from overhang.core.metrics.evidence import absent
from overhang.core.snapshot import Input, Reading

_MEASURED = "equity.drawdown.52w"


class Peers(NamedTuple):
    """The largest list that an issuer is in."""

    key: str
    """The group's key, or `all` for the whole universe."""
    members: tuple[str, ...]


class _Day(NamedTuple):
    """The drawdowns of one group on one day."""

    total: float
    issuers: int


def peers_of(universe: Universe) -> dict[str, Peers]:
    """Return each issuer's largest group, or the universe when it is in none.

    Of groups of one size the first in the file stands. Members that are not in the
    universe do not count.
    """
    everyone = Peers("all", universe.codes)
    found = dict.fromkeys(universe.codes, everyone)
    groups = [
        Peers(key, tuple(code for code in group.members if code in found))
        for key, group in universe.group.items()
    ]
    # Largest first, and a stable sort: whoever has a group keeps it.
    for group in sorted(groups, key=lambda each: -len(each.members)):
        for code in group.members:
            if found[code] is everyone:
                found[code] = group
    return found


def compared(universe: Universe, readings: Readings) -> dict[str, Reading]:
    """Hold each 52-week drawdown against the mean of the group's others that day.

    `readings` carry `equity.drawdown.52w`; the result is `equity.vs_group` by issuer.
    """
    peers = peers_of(universe)
    days = _days(set(peers.values()), readings)
    return {
        code: _against(readings[code][_MEASURED], group, days)
        for code, group in peers.items()
    }


def _days(groups: set[Peers], readings: Readings) -> dict[tuple[str, date], _Day]:
    """Sum the drawdowns of each group by day: closes of two days are not compared."""
    days: dict[tuple[str, date], _Day] = defaultdict(lambda: _Day(0.0, 0))
    for group in groups:
        for code in group.members:
            each = readings[code][_MEASURED]
            if each.value is not None and each.about is not None:
                total, issuers = days[group.key, each.about]
                days[group.key, each.about] = _Day(total + each.value, issuers + 1)
    return days


def _against(
    mine: Reading, group: Peers, days: dict[tuple[str, date], _Day]
) -> Reading:
    if mine.value is None or mine.about is None:
        return absent(mine.reason)
    total, issuers = days[group.key, mine.about]
    others, of = issuers - 1, len(group.members) - 1
    if of == 0:
        return absent("no other issuer to compare with")
    if others == 0:
        return absent(f"no other issuer of {group.key} closed on {short(mine.about)}")
    mean = (total - mine.value) / others
    return Reading(
        value=mine.value - mean,
        state=mine.state,
        reason=mine.reason,
        about=mine.about,
        known_at=mine.known_at,
        at=mine.at,
        age=mine.age,
        label=f"{others} of {of} others of {group.key}",
        quality=mine.quality,
        inputs=(
            Input("own 52-week drawdown", mine.value, Unit.PERCENT, mine.about),
            Input("mean of the others", mean, Unit.PERCENT, mine.about),
        ),
    )
