"""What people did, applied: acknowledgements, silences and notes, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.alerts.actions import (
    Acknowledge,
    Action,
    EndSilence,
    Matcher,
    Numbered,
    Quiet,
    Remarked,
    Silence,
    Unknown,
)
from overhang.core.alerts.alert import Ack, Alert, Key, Remark
from overhang.core.alerts.journal import Entry
from overhang.core.alerts.quiet import loudest, no_worse
from overhang.core.safe_text import safe_text
from overhang.core.states import Severity

_NAME = 64
"""Characters of a person's name that are kept."""
_WORDS = 1000
"""Characters of a reason or a note that are kept."""
_REMARKS = 100
"""Notes that one alert keeps, the newest; the log keeps them all."""
_QUIETS = 1000
"""Silences of people at a time: each alert is held against each of them every turn."""
_PATTERN = 256
"""Characters of a pattern."""
_FAR = timedelta(days=3653)
"""A time so far from now cannot be meant, and may not exist in another zone."""


class Conducted(NamedTuple):
    """What came of it."""

    alerts: tuple[Alert, ...]
    """In the order they were given."""
    quiets: tuple[Quiet, ...]
    entries: tuple[Entry, ...]
    """For the log: one for each action, refused ones with the reason."""


def conduct(
    alerts: Iterable[Alert],
    quiets: Iterable[Quiet],
    actions: Sequence[Numbered],
    now: datetime,
) -> Conducted:
    """Apply actions in the order of their numbers.

    The caller gives each action once. What an action says of times, names and reasons
    comes from outside: it is made fit to be shown here, or the action is refused.

    Args:
        alerts: all that are not at rest.
        quiets: silences of people, in force or to come.
        actions: those that were not applied yet.
        now: UTC.
    """
    desk = _Desk(alerts, quiets, now)
    for number, action in actions:
        match action:
            case Acknowledge():
                desk.acknowledge(number, action)
            case Silence():
                desk.silence(number, action)
            case EndSilence():
                desk.end_silence(number, action)
            case Remarked():
                desk.remark(number, action)
            case Unknown():
                desk.pass_over(number)
    return Conducted(
        tuple(desk.alerts.values()), tuple(desk.quiets.values()), tuple(desk.entries)
    )


def words_of(match: Matcher) -> str:
    """Say which alerts a matcher means: `issuer ORCL, rule cds-*`."""
    named = {"issuer": match.issuer, "rule": match.rule, "metric": match.metric}
    words = [f"{name} {each}" for name, each in named.items() if each != "*"]
    if match.severity < Severity.CRIT:
        words.append(f"up to {match.severity.name.lower()}")
    return safe_text(", ".join(words) or "everything")


class _Desk:
    """What actions change, while they are applied."""

    def __init__(
        self, alerts: Iterable[Alert], quiets: Iterable[Quiet], now: datetime
    ) -> None:
        self.alerts: dict[Key, Alert] = {each.key: each for each in alerts}
        self.quiets = {each.number: each for each in quiets}
        self.entries: list[Entry] = []
        self._now = now

    def acknowledge(self, number: int, action: Acknowledge) -> None:
        """Give somebody an alert, and the milder levels of the same rule."""
        why = safe_text(action.why, _WORDS)
        ack = Ack(by=_name(action), at=action.at, why=why, until=action.until)
        alert = self.alerts.get((action.rule, action.subject, action.severity))
        refused = _misfit(self._now, action.at, action.until)
        if refused:
            action = replace(action, until=None)
        elif alert is None:
            refused = "nothing to acknowledge: it is over"
        elif action.alert not in ("", alert.id):
            # Nobody has seen the one that fires now.
            refused = "that one is over, and it fired anew"
        elif alert.needs_reason and not why.strip():
            refused = "a hard limit is acknowledged with a reason"
        else:
            for severity in Severity:
                mine = self.alerts.get((action.rule, action.subject, severity))
                if mine is not None and severity <= action.severity:
                    self.alerts[mine.key] = replace(mine, ack=ack)
        entry = self._about(number, action, alert)
        entry = replace(entry, why=why, until=action.until, refused=refused)
        self.entries.append(entry)

    def silence(self, number: int, action: Silence) -> None:
        """Quieten what is meant."""
        why, matched = safe_text(action.why, _WORDS), words_of(action.match)
        if action.until is None and action.until_worse:
            matched += ", until worse"
        entry = replace(self._entry(number, action), why=why, matched=matched)
        if refused := self._no_silence(action):
            self.entries.append(replace(entry, refused=refused))
            return
        quiet = Quiet(
            number=number,
            by=_name(action),
            match=action.match,
            start=action.start,
            until=action.until,
            worse_than=(
                loudest(action.match, self.alerts.values())
                if action.until_worse
                else None
            ),
            why=why,
        )
        self.quiets[number] = quiet
        self.entries.append(replace(entry, until=quiet.until))

    def end_silence(self, number: int, action: EndSilence) -> None:
        """End a silence before its time."""
        quiet = self.quiets.pop(action.silence, None)
        entry = replace(self._entry(number, action), why=safe_text(action.why, _WORDS))
        if quiet is None:
            refused = f"no silence {action.silence} is in force"
            self.entries.append(replace(entry, refused=refused))
        else:
            self.entries.append(replace(entry, matched=words_of(quiet.match)))

    def remark(self, number: int, action: Remarked) -> None:
        """Note something on an alert; of one that is over, only the log keeps it."""
        text = safe_text(action.text, _WORDS)
        alert = self.alerts.get((action.rule, action.subject, action.severity))
        refused = _misfit(self._now, action.at)
        if alert is not None and not refused:
            remark = Remark(by=_name(action), at=action.at, text=text)
            remarks = (*alert.remarks, remark)[-_REMARKS:]
            self.alerts[alert.key] = replace(alert, remarks=remarks)
        entry = self._about(number, action, alert)
        self.entries.append(replace(entry, text=text, refused=refused))

    def pass_over(self, number: int) -> None:
        """Refuse what cannot be read."""
        refused = "another version of this program wrote it: it cannot be read"
        entry = Entry(at=self._now, kind="unknown", action=number, refused=refused)
        self.entries.append(entry)

    def _no_silence(self, action: Silence) -> str:
        """Return why something is no silence; nothing when it is."""
        match, until = action.match, action.until
        if misfit := _misfit(self._now, action.at, action.start, until):
            return misfit
        if until is None and not action.until_worse:
            return "a silence ends some time"
        if until is not None and until <= action.start:
            return "it is over before it begins"
        patterns = (match.issuer, match.rule, match.metric)
        if max(map(len, patterns)) > _PATTERN:
            return f"a pattern of more than {_PATTERN} characters"
        if any(safe_text(each) != each for each in patterns):
            return "a pattern with characters that cannot be seen"
        if len(self.quiets) >= _QUIETS:
            return f"{_QUIETS} silences are in force already"
        return no_worse(match, self.alerts.values()) if until is None else ""

    def _about(
        self, number: int, action: Acknowledge | Remarked, alert: Alert | None
    ) -> Entry:
        """Return the log's line of an action about one alert."""
        return replace(
            self._entry(number, action),
            rule=safe_text(action.rule),
            subject=safe_text(action.subject),
            severity=action.severity.name.lower(),
            alert=alert.id if alert is not None else "",
            metric=alert.metric if alert is not None else "",
        )

    def _entry(self, number: int, action: Action) -> Entry:
        return Entry(
            at=self._now,
            kind=str(action.__struct_config__.tag),
            action=number,
            by=_name(action),
            said_at=None if _misfit(self._now, action.at) else action.at,
        )


def _misfit(now: datetime, *moments: datetime | None) -> str:
    """Return what is wrong with times that come from outside; nothing when they do."""
    for each in moments:
        if each is not None and each.tzinfo is None:
            return "a time without a zone"
        if each is not None and abs(each - now) > _FAR:
            return "a time too far from now"
    return ""


def _name(action: Action) -> str:
    """Return who did it."""
    return safe_text(action.by, _NAME)
