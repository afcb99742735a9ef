"""What people do about alerts: dated, signed, never edited and never deleted."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

import msgspec

from overhang.core.states import Severity


class Matcher(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which alerts are meant: shell patterns, all of which must fit."""

    issuer: str = "*"
    """The subject: an issuer's code, or `group:four`."""
    rule: str = "*"
    """The rule's id."""
    metric: str = "*"
    severity: Severity = Severity.CRIT
    """The loudest severity that is meant."""

    def fits(self, subject: str, rule: str, metric: str, severity: Severity) -> bool:
        """Whether an alert is meant."""
        return (
            severity <= self.severity
            and fnmatchcase(subject, self.issuer)
            and fnmatchcase(rule, self.rule)
            and fnmatchcase(metric, self.metric)
        )


class Acknowledge(msgspec.Struct, frozen=True, kw_only=True, tag="ack"):
    """Somebody has one alert, and the milder levels of the same rule."""

    at: datetime
    by: str
    rule: str
    subject: str
    severity: Severity
    alert: str = ""
    """The episode that was seen; empty: whichever it is."""
    why: str = ""
    until: datetime | None = None


class Silence(msgspec.Struct, frozen=True, kw_only=True, tag="silence"):
    """Some alerts are not told for a while; their states go on."""

    at: datetime
    by: str
    match: Matcher
    start: datetime
    until: datetime | None = None
    """The end, exclusive; none: until it gets worse."""
    until_worse: bool = False
    """Whether an alert that is louder than any that stood at the start breaks it."""
    why: str = ""


class EndSilence(msgspec.Struct, frozen=True, kw_only=True, tag="end-silence"):
    """A silence ends before its time."""

    at: datetime
    by: str
    silence: int
    """The number of the silence's action."""
    why: str = ""


class Remarked(msgspec.Struct, frozen=True, kw_only=True, tag="note"):
    """Somebody noted something on an alert."""

    at: datetime
    by: str
    rule: str
    subject: str
    severity: Severity
    text: str


Action = Acknowledge | Silence | EndSilence | Remarked


class Unknown(msgspec.Struct, frozen=True):
    """What another version of this program wrote down, and this one cannot read."""


class Numbered(NamedTuple):
    """An action as the store keeps it."""

    number: int
    """Grows with every action; a silence is known by it."""
    action: Action | Unknown


class Quiet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A silence that is in force or still to come."""

    number: int
    """The number of its action; 0 for one of the rule file."""
    by: str
    match: Matcher
    start: datetime
    until: datetime | None = None
    worse_than: Severity | None = None
    """The loudest that stood at its start: what is louder breaks it."""
    why: str = ""
