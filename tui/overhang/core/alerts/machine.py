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


class Position(NamedTuple):
    """Where an alert is."""

    phase: Phase = Phase.INACTIVE
    earned: float = 0.0
    """Closes or seconds towards the wait that runs; 0 when none does."""


REST = Position()


def step(
    at: Position, evidence: Evidence, passed: Passed, hold: Span, keep: Span
) -> Position:
    """Return where an alert is after one look.

    A breach fires once it has lasted for `hold`; one look that is no breach before
    that puts it back to rest. What fires is over once the figure was clear for `keep`;
    beyond the clear line before that, it fires on. A look that knows nothing changes
    nothing. The close at which a wait begins counts as its first.
    """
    if evidence is Evidence.UNKNOWN:
        return at
    match at.phase, evidence:
        case (Phase.INACTIVE, Evidence.BREACH):
            return _waited(Phase.PENDING, _first(hold), hold)
        case (Phase.PENDING, Evidence.BREACH):
            return _waited(Phase.PENDING, at.earned + _counted(hold, passed), hold)
        case (Phase.FIRING, Evidence.CLEAR):
            return _waited(Phase.RECOVERING, _first(keep), keep)
        case (Phase.RECOVERING, Evidence.CLEAR):
            return _waited(Phase.RECOVERING, at.earned + _counted(keep, passed), keep)
        case ((Phase.FIRING | Phase.RECOVERING), _):
            return Position(Phase.FIRING)
        case _:
            return REST


_AFTER = {Phase.PENDING: Phase.FIRING, Phase.RECOVERING: Phase.INACTIVE}


def _waited(phase: Phase, earned: float, span: Span) -> Position:
    """Stay in a waiting phase, or leave it when the wait is over."""
    if earned >= (span.closes or span.seconds):
        return Position(_AFTER[phase])
    return Position(phase, earned)


def _first(span: Span) -> float:
    return 1.0 if span.closes else 0.0


def _counted(span: Span, passed: Passed) -> float:
    return float(passed.closes) if span.closes else passed.seconds
