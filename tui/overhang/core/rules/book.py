"""What a rule file says, once it is understood: rules and their ladders of levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Pane
from overhang.core.issuers import Universe
from overhang.core.snapshot import Level
from overhang.core.states import Severity

TOLERANCE = 1e-9
"""Below this, in any metric's unit, two values are the same: 70 / 100 - 1 is not
below -0.3."""


class Rung(NamedTuple):
    """One level as the engine compares with it."""

    severity: Severity
    trip: float
    """Beyond this value the level is breached."""
    release: float
    """Back at this value, or safer, the level lets go."""


class Ladder(NamedTuple):
    """The levels of one rule for one subject, mildest first."""

    levels: tuple[Level, ...]
    clear: float
    """How far back inside a level the value must be to leave it. >= 0."""
    rungs: tuple[Rung, ...]
    note: str = ""


class Waits(NamedTuple):
    """When a rule speaks up, as written. Checked for form; nothing acts on it yet."""

    hold: str = "now"
    """`for`: how long a breach must last: `2 closes`, `30m`, `now`."""
    keep: str = "now"
    """How long it must be clear before it is over."""
    no_data: str = "hold"
    """`hold`, `ok` or `alert`."""
    renotify: str = "4h"
    group_wait: str = "30s"
    ignore: tuple[str, ...] = ()
    """Days that do not count: `roll-day`."""


class Rule(NamedTuple):
    """One metric watched for every issuer, or for groups."""

    id: str
    metric: str
    above: bool
    """Whether a value above a level is the adverse side."""
    ladder: Ladder
    own: Mapping[str, Ladder]
    """Ladders of subjects that have their own, by subject."""
    only: str = ""
    """The one subject to judge, `group:four`; empty: all of them."""
    waits: Waits = Waits()
    line: int = 0
    """Where it stands in its file."""

    @property
    def of_groups(self) -> bool:
        """Whether groups are judged, and not issuers."""
        return METRICS[self.metric].pane is Pane.GROUP

    def subjects(self, universe: Universe) -> tuple[str, ...]:
        """Return whom the rule judges, in the order they are shown."""
        if self.only:
            return (self.only,)
        if self.of_groups:
            return tuple(f"group:{key}" for key in universe.group)
        return universe.codes


class RuleBook(NamedTuple):
    """All rules of one file, in its order."""

    rules: tuple[Rule, ...] = ()
    timezone: str = "America/New_York"
    """The zone that times in the file are meant in."""


def ladder(
    levels: tuple[Level, ...], clear: float, above: bool, note: str = ""
) -> Ladder:
    """Build a ladder; `clear` is in the metric's unit and lies on the safe side."""
    sign = 1.0 if above else -1.0
    rungs = tuple(
        Rung(
            level.severity,
            level.threshold + sign * TOLERANCE,
            level.threshold - sign * (clear - TOLERANCE),
        )
        for level in levels
    )
    return Ladder(levels, clear, rungs, note)
