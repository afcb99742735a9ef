"""What a rule file says, once it is understood: rules and their ladders of levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.machine import Span
from overhang.core.catalogue import METRICS, Pane
from overhang.core.issuers import Universe
from overhang.core.records import Quality
from overhang.core.rules.expressions import Expression, Term
from overhang.core.snapshot import Level
from overhang.core.states import Severity

NOW = Span()
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
    """When a rule speaks up."""

    hold: Span = NOW
    """`for`: how long a breach must last before it fires."""
    keep: Span = NOW
    """How long it must be clear before it is over."""
    no_data: str = "hold"
    """What silence does: `hold` the state, be `ok`, or `alert` like a breach."""
    renotify: float = 4 * 3600.0
    """Seconds until it is told again while it fires and nobody has it."""
    group_wait: float = 30.0
    """Seconds from firing until the first message, so that others can join it."""
    ignore: tuple[str, ...] = ()
    """Days that prove nothing: `roll-day`."""


class Gate(NamedTuple):
    """What a figure must be for a rule to look at it; else it proves nothing."""

    quality: Quality | None = None
    """The worst quality that counts."""
    size: float | None = None
    """The smallest size that counts, in USD mm."""
    age: int | None = None
    """The oldest that counts, in business days."""


class Rule(NamedTuple):
    """One metric, or one expression, watched for every issuer, or for groups."""

    id: str
    metric: str
    """What is measured; empty for an expression."""
    above: bool
    """Whether a value above a level is the adverse side."""
    ladder: Ladder
    own: Mapping[str, Ladder]
    """Ladders of subjects that have their own, by subject."""
    only: str = ""
    """The one subject to judge, `group:four`; empty: all of them."""
    waits: Waits = Waits()
    gate: Gate = Gate()
    when: Expression | None = None
    """The condition of an expression; its ladder has one level without a threshold."""
    template: str = ""
    """What it says when it fires, with `{issuer}` and terms in braces."""
    asks: tuple[Term, ...] = ()
    """The figures that its words name, besides what it judges."""
    limit: float | None = None
    """A position limit in the metric's unit: the levels are shares of it, and what is
    judged is the absolute value over it."""
    line: int = 0
    """Where it stands in its file; 0 for a built-in one."""

    @property
    def of_groups(self) -> bool:
        """Whether groups are judged, and not issuers."""
        return bool(self.metric) and METRICS[self.metric].pane is Pane.GROUP

    def subjects(self, universe: Universe) -> tuple[str, ...]:
        """Return whom the rule judges, in the order they are shown."""
        if self.only:
            return (self.only,)
        if self.of_groups:
            return tuple(f"group:{key}" for key in universe.group)
        return universe.codes


class Inhibition(NamedTuple):
    """While one alert fires, others are not told."""

    source: str
    """A shell pattern, matched against the id and the metric of what fires."""
    target: str
    """A shell pattern, matched against the id and the metric of what is muted."""
    same_subject: bool = True
    """Whether both must be about the same issuer or group."""
    severity: Severity = Severity.INFO
    """The mildest level of the source that mutes."""


class RuleBook(NamedTuple):
    """All rules of one file, in its order."""

    rules: tuple[Rule, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    silences: tuple[Quiet, ...] = ()
    timezone: str = "America/New_York"
    """The zone that times in the file are meant in."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return every term over a window that a rule asks for, once, in book order."""
        asked = (
            term
            for rule in self.rules
            for term in (*(rule.when.terms if rule.when else ()), *rule.asks)
        )
        return tuple(dict.fromkeys(term for term in asked if term.function))

    @property
    def waits(self) -> dict[str, Waits]:
        """Return how long each rule waits, by its id."""
        return {rule.id: rule.waits for rule in self.rules}

    @property
    def written(self) -> tuple[Rule, ...]:
        """Return the rules that the file wrote, without the built-in ones."""
        return tuple(rule for rule in self.rules if rule.line)


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


def single(severity: Severity, note: str = "") -> Ladder:
    """Build the ladder of an expression: its threshold stands for nothing."""
    level = Level(severity, 0.0)
    return Ladder((level,), 0.0, (Rung(severity, 0.0, 0.0),), note)
