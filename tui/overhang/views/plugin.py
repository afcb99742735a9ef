"""A verdict as a monitoring plugin tells it: one line and more, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from overhang.core.alerts.alert import Alert
from overhang.core.catalogue import METRICS, Pane
from overhang.core.outward import outward
from overhang.core.rights import Rights, strictest
from overhang.core.rules.book import Rule
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity, State
from overhang.views.perfdata import perfdata
from overhang.views.rule_evidence import terms_of
from overhang.views.verdict import Doubt, Status, Verdict, leaving, standings_of

SCHEMA = 1
"""Grows when a field changes its meaning or goes."""
_NAMED = 4
"""Alerts or doubts that the first line names."""
_TOLD = 12
"""Lines of each kind under it."""
_WIDE = 200
"""Characters of one line under it, and of one thing that the first names."""


def unknown(words: str) -> str:
    """Write what a plugin says when nothing could be judged at all."""
    return f"OVERHANG {Status.UNKNOWN.name} - {_plain(words, 1000)}\n"


def unknown_json(words: str) -> str:
    """Write the same as one object."""
    whole = {
        "schema": SCHEMA,
        "status": Status.UNKNOWN.name.lower(),
        "exit": int(Status.UNKNOWN),
        "summary": _plain(words, 1000),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def as_text(verdict: Verdict, snapshot: Snapshot) -> str:
    """Write one line with figures after a bar, then one for each thing it counts."""
    verdict, snapshot = leaving(verdict, snapshot), outward(snapshot)
    figures, left_out = perfdata(verdict.pairs, standings_of(snapshot))
    first = f"OVERHANG {verdict.status.name} - {_headline(verdict)}"
    lines = [f"{first} | {figures}" if figures else first]
    for name, told in (
        (
            "",
            [f"{each.severity.name.lower()}: {said(each)}" for each in verdict.firing],
        ),
        ("fault", verdict.faults),
        ("doubt", [_doubt(each) for each in verdict.doubts]),
        ("pending", [said(each) for each in verdict.pending]),
        ("muted", [f"{said(each)}: {each.muted}" for each in verdict.muted]),
    ):
        prefix = f"{name}: " if name else ""
        lines += [_plain(f"{prefix}{each}") for each in told[:_TOLD]]
        if len(told) > _TOLD:
            lines.append(f"{prefix}and {len(told) - _TOLD} more")
    if left_out:
        lines.append(f"figures left out: {left_out}; --rule and --issuer choose")
    return "\n".join(lines) + "\n"


def as_json(verdict: Verdict, snapshot: Snapshot) -> str:
    """Write one object: the status, and everything it was weighed from."""
    verdict, snapshot = leaving(verdict, snapshot), outward(snapshot)
    standings = standings_of(snapshot)
    whole = {
        "schema": SCHEMA,
        "status": verdict.status.name.lower(),
        "exit": int(verdict.status),
        "summary": _headline(verdict),
        "taken_at": snapshot.taken_at,
        "today": snapshot.clock.today,
        "firing": [_alert(each) for each in verdict.firing],
        "muted": [_alert(each) for each in verdict.muted],
        "pending": [_alert(each) for each in verdict.pending],
        "doubts": [each._asdict() for each in verdict.doubts],
        "faults": verdict.faults,
        "rules": [
            {
                "rule": rule.id,
                "subject": subject,
                "metric": rule.metric or None,
                "value": standing.value if standing else None,
                "rights": _rights(snapshot, subject, rule).value,
                "state": (standing.state if standing else State.ABSENT).value,
                "severity": _word(standing.severity if standing else Severity.NONE),
            }
            for rule, subject in verdict.pairs
            for standing in (standings.get((rule.id, subject)),)
        ],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def said(alert: Alert) -> str:
    """Write what an alert says, and who has it."""
    words = alert.text or f"{alert.subject} {alert.rule}"
    if alert.rights is Rights.INTERNAL:
        words += " [internal]"
    return f"{words} (acknowledged by {alert.ack.by})" if alert.ack else words


def counted(alerts: Iterable[Alert]) -> str:
    """Count alerts by severity, the loudest first: `2 crit, 1 warn`."""
    found = [each.severity for each in alerts]
    return ", ".join(
        f"{found.count(severity)} {_word(severity)}"
        for severity in (Severity.CRIT, Severity.WARN, Severity.INFO)
        if severity in found
    )


def _headline(verdict: Verdict) -> str:
    """Say in one line how it stands."""
    if not (verdict.pairs or verdict.firing or verdict.faults):
        return "no rule watches what was asked for"
    loud = [each for each in verdict.firing if each.severity >= Severity.WARN]
    doubts = [_doubt(each) for each in verdict.doubts]
    parts: list[str] = []
    if loud:
        parts.append(f"{counted(loud)}: {_some([said(each) for each in loud])}")
        if verdict.faults or doubts:
            parts.append(f"not known: {_amount(verdict)}")
    elif verdict.faults or doubts:
        parts.append(f"{_amount(verdict)}: {_some([*verdict.faults, *doubts])}")
    else:
        judged = len(verdict.pairs)
        parts.append(f"nothing fires, {judged} rule{'s'[: judged != 1]} judged")
    mild = len(verdict.firing) - len(loud)
    if mild:
        parts.append(f"{mild} info")
    if verdict.pending:
        parts.append(f"{len(verdict.pending)} pending")
    if verdict.muted:
        parts.append(f"{len(verdict.muted)} muted")
    return _plain("; ".join(parts), 1000)


def _amount(verdict: Verdict) -> str:
    """Count what is wrong: `1 fault, 3 stale, 2 absent`."""
    states = [each.state for each in verdict.doubts]
    absent, refused = states.count(State.ABSENT), states.count(State.FRESH)
    stale = len(states) - absent - refused
    faults = len(verdict.faults)
    return ", ".join(
        f"{count} {name}"
        for count, name in (
            (faults, "fault" if faults == 1 else "faults"),
            (stale, "stale"),
            (absent, "absent"),
            (refused, "not good enough"),
        )
        if count
    )


def _some(told: Sequence[str]) -> str:
    more = len(told) - _NAMED
    named = "; ".join(_plain(each, 120) for each in told[:_NAMED])
    return f"{named}; and {more} more" if more > 0 else named


def _doubt(doubt: Doubt) -> str:
    known = METRICS.get(doubt.figure)
    if doubt.state is State.STALE and known is not None and known.pane is Pane.DATA:
        # The alert says itself whose figures are stale.
        return f"{doubt.reason} ({doubt.rule})"
    why = f": {doubt.reason}" if doubt.reason else ""
    state = "" if doubt.state is State.FRESH else f" {doubt.state}"
    return f"{doubt.subject} {doubt.figure}{state}{why} ({doubt.rule})"


def _alert(alert: Alert) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(alert)
    rights = alert.rights.value
    return {**fields, "severity": _word(alert.severity), "rights": rights}


def _rights(snapshot: Snapshot, subject: str, rule: Rule) -> Rights:
    mine = snapshot.readings.get(subject, {})
    keys = (each.key for each in terms_of(rule))
    return strictest(mine[key].rights if key in mine else Rights.OWN for key in keys)


def _word(severity: Severity) -> str:
    return severity.name.lower()


def _plain(text: str, limit: int = _WIDE) -> str:
    """Make a text safe in plugin output: one line, and no bar, which ends the words."""
    return safe_text(text, limit).replace("|", "/")
