"""How loudly a figure is flagged: what fires, who has it, what has not lasted yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from overhang.core.snapshot import Standing
from overhang.core.states import Severity, State
from overhang.views.base import Cell, Span, Tone
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
"""The severities of what is pending, acknowledged or told to nobody."""


def is_loud(standing: Standing) -> bool:
    """Whether it fires and is told."""
    return bool(standing.severity) and not standing.muted


def untold(standings: Iterable[Standing]) -> tuple[Severity, int]:
    """Return the worst severity that nobody is told of, and how many there are.

    None when something as bad is told: where data died, or somebody silenced a name,
    a count must not read as if nothing so bad stood there.
    """
    flagged = list(standings)
    told = max((each.severity for each in flagged if is_loud(each)), default=0)
    hidden = [each.severity for each in flagged if each.muted and each.severity > told]
    worst = max(hidden, default=Severity.NONE)
    return worst, hidden.count(worst)


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
    # What nobody is told of is as bad as it was: only the mark says that it is quiet.
    quiet = standing.acked or bool(standing.muted)
    return (QUIET if quiet else TONES)[standing.severity]


def mark(standing: Standing) -> str:
    """Write the tone: `!!`, and `?` pending, `a` acknowledged, `z` nobody is told."""
    pending = PENDING_MARK if is_pending(standing) else ""
    if not standing.severity:
        return pending
    quiet = ACKED_MARK if standing.acked else ""
    return (
        MARKS[standing.severity] + pending + (MUTED_MARK if standing.muted else quiet)
    )


def waits(standing: Standing) -> Tone | None:
    """Say what the `?` of a mark means: what pends; none where nothing does."""
    return QUIET[standing.pending] if is_pending(standing) else None


def mark_spans(cell: Cell) -> tuple[Span, ...]:
    """Write a mark: what fires in its own tone, the `?` in that of what pends."""
    before, waiting, after = cell.mark.partition(PENDING_MARK)
    tones = (cell.tone, cell.waits or cell.tone, cell.tone)
    texts = (before, waiting, after)
    return tuple(Span(*each) for each in zip(texts, tones, strict=True) if each[0])


def dated(mark: str, state: State) -> str:
    """Add to a mark that the figure is out of date or gone."""
    return mark + ("" if state is State.FRESH else STALE_MARK)


def apart(mark: str) -> str:
    """Keep a mark off the name before it, also off one that is cut: `the five i`."""
    return f" {mark}" if mark else ""
