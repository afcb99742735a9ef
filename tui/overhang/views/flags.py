"""How loudly a figure is flagged: what fires, who has it, what has not lasted yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.snapshot import Standing
from overhang.core.states import Severity, State
from overhang.views.base import Tone
from overhang.views.words import MARKS, STALE_MARK, TONES

PENDING_MARK = "?"
"""A breach that has not lasted long enough to fire."""
ACKED_MARK = "a"
"""Somebody has it."""
MUTED_MARK = "z"
"""Nobody is told: a silence, or a source that is known to be stale."""
QUIET: Mapping[Severity, Tone] = MappingProxyType(
    {
        Severity.NONE: Tone.PLAIN,
        Severity.INFO: Tone.INFO_QUIET,
        Severity.WARN: Tone.WARN_QUIET,
        Severity.CRIT: Tone.CRIT_QUIET,
    }
)
"""The severities of what is pending or acknowledged."""


def is_loud(standing: Standing) -> bool:
    """Whether it fires and is told."""
    return bool(standing.severity) and not standing.muted


def is_pending(standing: Standing) -> bool:
    """Whether a worse level than any that fires is breached, and has not lasted."""
    return standing.pending > standing.severity


def rank(standing: Standing) -> tuple[int, bool, int, int]:
    """Order standings by how much they ask of whoever looks: the highest flags."""
    loud = is_loud(standing)
    return (
        standing.severity if loud else Severity.NONE,
        loud and not standing.acked,
        standing.pending,
        standing.severity,
    )


def tone(standing: Standing) -> Tone:
    """Say what a figure means by what its rule makes of it."""
    if is_pending(standing) and not is_loud(standing):
        return QUIET[standing.pending]
    if standing.muted:
        return Tone.MUTED
    return (QUIET if standing.acked else TONES)[standing.severity]


def mark(standing: Standing) -> str:
    """Write the tone: `!!`, and `?` pending, `a` acknowledged, `z` nobody is told."""
    pending = PENDING_MARK if is_pending(standing) else ""
    if not standing.severity:
        return pending
    quiet = ACKED_MARK if standing.acked else ""
    return (
        MARKS[standing.severity] + pending + (MUTED_MARK if standing.muted else quiet)
    )


def dated(mark: str, state: State) -> str:
    """Add to a mark that the figure is out of date or gone."""
    return mark + ("" if state is State.FRESH else STALE_MARK)
