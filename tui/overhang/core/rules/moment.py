"""When alerts are judged: the time and what went by, as arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from overhang.core.alerts.alert import Alert, Key, Phase
from overhang.core.calendars import Market
from overhang.core.issuers import Universe
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import Reading


class Moment(NamedTuple):
    """One look at all rules."""

    now: datetime
    """UTC."""
    today: date
    """The day that ages are counted against; a figure about a later day is none."""
    passed: Mapping[Market, float] = {}
    """Seconds of open market since the last look, as far as this look can vouch."""
    interval: float = 0.0
    """Seconds that a look vouches for when the ones before it knew nothing, at most;
    0: none, it vouches for the time since a look that knew."""
    roll_days: frozenset[date] = frozenset()
    """Days on which the on-the-run CDS contract changes."""


class Change(NamedTuple):
    """One alert that came into another phase."""

    alert: Alert
    """As it is now; at rest when it is over."""
    old: Phase


class Judged(NamedTuple):
    """What one look found."""

    alerts: tuple[Alert, ...]
    """All that are not at rest, by rule in book order, then subject, then severity."""
    changes: tuple[Change, ...]
    """In the same order."""


Judge = Callable[
    [
        RuleBook,
        Mapping[str, Mapping[str, Reading]],
        Universe,
        Mapping[Key, Alert],
        Moment,
    ],
    Judged,
]
"""What `overhang.core.rules.engine.judge` is."""
