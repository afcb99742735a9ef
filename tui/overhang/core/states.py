"""The two words everything is told by: whether a figure stands, and how loud it is."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class State(StrEnum):
    """Whether a reading can be relied on. Absence is a state, never a number."""

    FRESH = "fresh"
    STALE = "stale"
    """Out of date by its own calendar."""
    DEAD = "dead"
    """So old that it only tells where things stood."""
    ABSENT = "absent"
    """Never seen, or not defined for these inputs; the reason says which."""


class Severity(IntEnum):
    """How loudly a breach is shown."""

    NONE = 0
    INFO = 1
    WARN = 2
    CRIT = 3
