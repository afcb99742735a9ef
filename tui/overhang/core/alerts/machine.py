"""The state machine of one alert: pure, one step a look."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from overhang.core.alerts.alert import Phase


class Evidence(Enum):
    """What one look at the figure shows."""

    BREACH = auto()
    """Beyond the level, and the figure proves it."""
    HELD = auto()
    """Between the level and its clear line: what fires goes on firing."""
    CLEAR = auto()
    """At the clear line or safer, and the figure proves it."""
    UNKNOWN = auto()
    """No figure, or one that proves nothing: the state holds and its clock stops."""


class Span(NamedTuple):
    """How long something must last, in closes or in seconds of open market."""

    closes: int = 0
    seconds: float = 0.0


class Passed(NamedTuple):
    """What went by since the last look, as far as this look can vouch for it."""

    closes: int = 0
    """1 when a day is judged for the first time, 0 when it is judged again."""
    seconds: float = 0.0
    """Of open market."""
    interval: float = 0.0
    """Seconds that count at most, after looks that knew nothing."""
    known: bool = True
    """Whether the figure is in date: one that is not vouches for no time."""


class Position(NamedTuple):
    """Where an alert is."""

    phase: Phase = Phase.INACTIVE
    earned: float = 0.0
    """Closes or seconds towards the wait that runs; 0 when none does."""
    unseen: float | None = None
    """Seconds that passed while a wait ran and nothing was known; none when the last
    look knew."""


REST = Position()
ON_FIRE = Position(Phase.FIRING)

# What every level is asked at every look has its names here: to find a member in its
# enum takes Python 3.11 longer than the question.
_PENDING, _FIRING, _RECOVERING = Phase.PENDING, Phase.FIRING, Phase.RECOVERING
_BREACH, _CLEAR, _UNKNOWN = Evidence.BREACH, Evidence.CLEAR, Evidence.UNKNOWN


def step(
    at: Position, evidence: Evidence, passed: Passed, hold: Span, keep: Span
) -> Position:
    """Return where an alert is after one look.

    A breach fires once it has lasted for `hold`; one look that is no breach before
    that puts it back to rest. What fires is over once the figure was clear for `keep`;
    beyond the clear line before that, it fires on. A look that knows nothing changes
    nothing, and the time before it counts no further than one look can vouch. The
    close at which a wait begins counts as its first.
    """
    if evidence is _UNKNOWN:
        return blind(at, passed, hold, keep)
    phase = at.phase
    if phase is _FIRING or phase is _RECOVERING:
        if evidence is not _CLEAR:
            return ON_FIRE
        if phase is _FIRING:
            return _begun(_RECOVERING, passed, keep)
        return _gone_on(at, passed, keep)
    if evidence is not _BREACH:
        return REST
    if phase is _PENDING:
        return _gone_on(at, passed, hold)
    return _begun(_PENDING, passed, hold)


def blind(at: Position, passed: Passed, hold: Span, keep: Span) -> Position:
    """Return where an alert is after a look that knew nothing: only time went by."""
    span = {Phase.PENDING: hold, Phase.RECOVERING: keep}.get(at.phase)
    if span is None or span.closes:
        return at
    return at._replace(unseen=(at.unseen or 0.0) + passed.seconds)


_AFTER = {Phase.PENDING: Phase.FIRING, Phase.RECOVERING: Phase.INACTIVE}


def _begun(phase: Phase, passed: Passed, span: Span) -> Position:
    """Begin a wait."""
    if span.closes:
        return _waited(phase, 1.0, None, span)
    return _waited(phase, 0.0, None if passed.known else 0.0, span)


def _gone_on(at: Position, passed: Passed, span: Span) -> Position:
    """Let a wait run on by what this look can vouch for."""
    if span.closes:
        return _waited(at.phase, at.earned + passed.closes, None, span)
    since = passed.seconds + (at.unseen or 0.0)
    if not passed.known:
        return _waited(at.phase, at.earned, since, span)
    if at.unseen is not None:
        since = min(since, passed.interval)
    return _waited(at.phase, at.earned + since, None, span)


def _waited(phase: Phase, earned: float, unseen: float | None, span: Span) -> Position:
    """Stay in a waiting phase, or leave it when the wait is over."""
    if earned >= (span.closes or span.seconds):
        return Position(_AFTER[phase])
    return Position(phase, earned, unseen)
