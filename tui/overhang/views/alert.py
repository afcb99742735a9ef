"""One alert in words: its mark, its figure, who has it, and all there is to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.catalogue import METRICS
from overhang.core.rules.templates import name_of
from overhang.core.snapshot import Snapshot, Standing
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import pairs, section
from overhang.views.figures import sentence
from overhang.views.flags import ACKED_MARK, MUTED_MARK, PENDING_MARK, QUIET, dated
from overhang.views.names import display_name
from overhang.views.roll import earned, roll_of
from overhang.views.width import wrap
from overhang.views.words import MARKS, TONES, short

_SEVERITY = re.compile(r" \((info|warn|crit)\)")
Labelled = tuple[str, str, Tone]
"""A label, what it is, and what that means."""


def alert_mark(alert: Alert, fires: Alert | None = None) -> str:
    """Write how loud an alert is: `!!`, with `a` acked, `z` untold.

    One that is pending is marked as its figure is on the board: what `fires` of its
    rule meanwhile, then `?`.
    """
    more = ""
    if alert.phase is Phase.PENDING:
        now = MARKS[fires.severity] if fires else ""
        untold = MUTED_MARK if fires and fires.muted else ""
        return dated(now + PENDING_MARK + untold, alert.state)
    if alert.muted:
        more = MUTED_MARK
    elif alert.ack is not None:
        more = ACKED_MARK
    return dated(MARKS[alert.severity] + more, alert.state)


def alert_tone(alert: Alert) -> Tone:
    """Say what an alert means."""
    quiet = alert.phase is Phase.PENDING or alert.ack is not None or bool(alert.muted)
    return (QUIET if quiet else TONES)[alert.severity]


def alert_value(alert: Alert) -> str:
    """Write the value that was judged with its unit; empty for a condition."""
    if not alert.metric:
        return ""
    if alert.value is None:
        return fmt.ABSENT
    return sentence(alert.metric, alert.value, alert.bound)


def alert_says(alert: Alert) -> str:
    """Say what stands beside issuer, value, level and mark: no word of it again.

    What a desk or a condition words, else which figure it is.
    """
    words = alert.text.removeprefix(f"{name_of(alert.subject)}: ")
    known = METRICS.get(alert.metric)
    if known is not None and words.startswith(f"{known.title} "):
        return known.title
    return _SEVERITY.sub("", words)


def alert_page(
    snapshot: Snapshot,
    alert: Alert,
    zone: ZoneInfo,
    width: int,
    past: Sequence[Line] = (),
) -> list[Line]:
    """Tell all there is to one alert; `past` is its history, written already."""
    roll = roll_of(snapshot)
    head = f"{display_name(snapshot, alert.subject)} · {alert.rule}"
    tone = alert_tone(alert)
    mark = alert_mark(alert, roll.standing_of(alert.rule, alert.subject))
    lines: list[Line] = [
        (Span(f"{mark} ", tone), *line) if not at else (Span("   "), *line)
        for at, line in enumerate(wrap(head, width - 4, Tone.TITLE))
    ]
    standing = roll.standings.get((alert.rule, alert.subject))
    level = roll.level(alert)
    rows: list[Labelled] = [
        ("says", alert.text, Tone.PLAIN),
        ("figure", _figure(alert), tone),
        ("level", f"{level} {alert.severity.name.lower()}".strip(), Tone.PLAIN),
        *alert_facts(alert, zone),
        ("why here", standing.note if standing else "", Tone.MUTED),
    ]
    return [*lines, *pairs(rows, width), *section("History", past)]


def alert_facts(alert: Alert, zone: ZoneInfo) -> list[Labelled]:
    """Say how far an alert is, what it waits for, who has it and what was noted."""
    waits = alert.phase is Phase.PENDING
    free = "" if waits else "nobody yet"
    if alert.needs_reason and not waits:
        free += "; needs a reason"
    return [
        ("phase", _phase(alert, zone), Tone.PLAIN),
        ("waited", _waited(alert), Tone.PLAIN),
        ("nobody told", alert.muted, Tone.STALE),
        ("acknowledged", _ack(alert, zone) or free, Tone.PLAIN),
        *(
            (
                "note",
                f"{each.text} ({each.by}, {fmt.moment(each.at, zone)})",
                Tone.PLAIN,
            )
            for each in alert.remarks
        ),
    ]


def rule_facts(
    snapshot: Snapshot, standing: Standing, zone: ZoneInfo, width: int
) -> list[Line]:
    """Write where the alerts of one rule are; nothing when it is at rest."""
    roll = roll_of(snapshot)
    key = (standing.rule, standing.subject)
    # What is pending counts where it is worse than what fires.
    waits = roll.waiting(*key) if standing.pending > standing.severity else None
    mine = [each for each in (roll.standing_of(*key), waits) if each is not None]
    return [line for each in mine for line in pairs(alert_facts(each, zone), width)]


def _figure(alert: Alert) -> str:
    if not alert.metric:
        return ""
    said = [f"{short(alert.metric)} {alert_value(alert)}"]
    if alert.about is not None:
        said.append(f"about {fmt.date(alert.about)}")
    if alert.state is not State.FRESH:
        said.append(alert.state)
    return ", ".join(said)


def _phase(alert: Alert, zone: ZoneInfo) -> str:
    since = fmt.moment(alert.since, zone)
    said = f"{alert.severity.name.lower()} {alert.phase} since {since}"
    if alert.phase is Phase.RECOVERING and alert.fired_at is not None:
        said += f", fired {fmt.moment(alert.fired_at, zone)}"
    return said


def _waited(alert: Alert) -> str:
    said = earned(alert)
    if said and alert.unseen:
        said += f"; nothing was known for {alert.unseen / 60:.0f}m open"
    return said


def _ack(alert: Alert, zone: ZoneInfo) -> str:
    if alert.ack is None:
        return ""
    said = f"{alert.ack.by}, {fmt.moment(alert.ack.at, zone)}"
    if alert.ack.until is not None:
        said += f", until {fmt.moment(alert.ack.until, zone)}"
    return f"{said}: {alert.ack.why}" if alert.ack.why else said
