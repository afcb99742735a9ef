"""The alerts screen: what fires, what waits, who has it, and who is not told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.alert import alert_mark, alert_says, alert_tone, alert_value
from overhang.views.base import (
    Align,
    Cell,
    Column,
    PaneView,
    Row,
    Span,
    Tone,
    Written,
)
from overhang.views.flags import apart
from overhang.views.roll import Roll, earned, roll_of
from overhang.views.sieve import NOTHING, row_text, sieve, sieved
from overhang.views.silences import quiet_key, silence_rows
from overhang.views.words import subject_name

KEY = "alerts"
"""The key of the screen's table."""


class Facet(StrEnum):
    """One list of the screen."""

    ACTIVE = "active"
    """What fires or recovers and is told."""
    PENDING = "pending"
    RECOVERING = "recovering"
    ACKED = "acknowledged"
    SILENCED = "silenced"
    """What stands and nobody is told of, and the silences themselves."""
    HISTORY = "history"


class Scene(NamedTuple):
    """What the lists are written for."""

    snapshot: Snapshot
    now: dt.datetime
    """Aware: how long things have lasted."""
    zone: ZoneInfo
    wanted: str = ""
    """Show only lines in which every one of these words is found."""


_COLUMNS = (
    Column("issuer", "", Align.LEFT),
    Column("value", "value", Align.RIGHT),
    Column("level", "level", Align.LEFT, 4),
    Column("rule", "rule", Align.LEFT, 1),
    Column("phase", "phase", Align.LEFT, 5),
    Column("since", "since", Align.RIGHT, 3),
    Column("waited", "waited", Align.LEFT, 6),
    Column("ack", "acknowledged", Align.LEFT, 7),
    Column("muted", "nobody told", Align.LEFT, 8),
    Column("text", "says", Align.LEFT, 9),
)
_POINT = {
    Facet.PENDING: {"waited": 1, "rule": 2},
    Facet.RECOVERING: {"waited": 2},
    Facet.ACKED: {"ack": 2},
    Facet.SILENCED: {"muted": 2},
}
"""What a list is looked at for: it is kept when others give way."""
_NEVER = {
    Facet.ACTIVE: ("muted",),
    Facet.PENDING: ("phase", "ack", "muted"),
    Facet.RECOVERING: ("phase", "muted"),
    Facet.ACKED: ("muted",),
    Facet.SILENCED: ("waited",),
}
"""Columns that would be empty, or the same on every line."""


def facet_alerts(roll: Roll, facet: Facet) -> tuple[Alert, ...]:
    """Return the alerts of one list: worst first, then newest."""
    match facet:
        case Facet.ACTIVE:
            return roll.loud
        case Facet.PENDING:
            return roll.pending
        case Facet.RECOVERING:
            return tuple(one for one in roll.loud if one.phase is Phase.RECOVERING)
        case Facet.ACKED:
            return tuple(one for one in roll.loud if one.ack is not None)
        case Facet.SILENCED:
            return tuple(one for one in roll.standing if one.muted)
        case _:
            return ()


def facet_tabs(snapshot: Snapshot) -> tuple[PaneView, ...]:
    """Name every list with how much is on it, for the row above the table."""
    roll = roll_of(snapshot)
    tabs = []
    for facet in Facet:
        mine = facet_alerts(roll, facet)
        number = len(mine) + (len(snapshot.quiets) if facet is Facet.SILENCED else 0)
        counts = (Span(str(number), _worst_tone(mine)),) if number else ()
        tabs.append(PaneView(facet, facet.capitalize(), counts, "", (), ()))
    return tuple(tabs)


def alerts_view(scene: Scene, facet: Facet, most: int | None = None) -> PaneView:
    """Write one list of alerts; row keys are found again by `alert_at`, `quiet_at`.

    Args:
        scene: What it is written for.
        facet: Which list.
        most: Only so many of its alerts, the worst; none: all.
    """
    roll = roll_of(scene.snapshot)
    alerts = facet_alerts(roll, facet)
    never = _NEVER.get(facet, ())
    places = [at for at, each in enumerate(_COLUMNS) if each.key not in never]
    text = partial(_text, scene.snapshot)
    found: list[Alert | Row] = [*sieve(scene.wanted, islice(alerts, most), text)]
    total = len(alerts)
    if facet is Facet.SILENCED:
        total += len(scene.snapshot.quiets)
        silences = silence_rows(scene.snapshot.quiets, scene.now, scene.zone)
        found += [_only(row, places) for row in sieve(scene.wanted, silences, row_text)]
    rows = Written(found, partial(_row, scene, roll, places))
    point = _POINT.get(facet, {})
    columns = tuple(
        each._replace(priority=point.get(each.key, each.priority))
        for each in (_COLUMNS[at] for at in places)
    )
    about = sieved(scene.wanted, len(rows), total)
    notes = () if rows else ((Span(_nothing(roll, facet, total), Tone.MUTED),),)
    return PaneView(KEY, f"Alerts, {facet}", (), about, columns, rows, notes)


def alert_at(snapshot: Snapshot, facet: Facet, key: str) -> Alert | None:
    """Return the alert a row is about; none when it is over."""
    rule, _, subject = key.rpartition(" ")
    roll = roll_of(snapshot)
    if facet is Facet.PENDING:
        return roll.waiting(rule, subject)
    return roll.find(rule, subject)


def quiet_at(snapshot: Snapshot, key: str) -> Quiet | None:
    """Return the silence a row is about."""
    keyed = {quiet_key(at, each): each for at, each in enumerate(snapshot.quiets)}
    return keyed.get(key)


def row_key(alert: Alert) -> str:
    """Return the key of an alert's row."""
    return f"{alert.rule} {alert.subject}"


def _row(scene: Scene, roll: Roll, places: Sequence[int], alert: Alert | Row) -> Row:
    if isinstance(alert, Row):
        return alert
    tone = alert_tone(alert)
    began = alert.since if alert.phase is Phase.PENDING else alert.fired_at
    cells = (
        Cell(subject_name(alert.subject), tone, apart(_mark(roll, alert))),
        Cell(alert_value(alert), tone, rights=alert.rights),
        Cell(roll.level(alert), Tone.MUTED),
        Cell(alert.rule),
        Cell(alert.phase.value, Tone.MUTED),
        Cell(fmt.elapsed(scene.now - (began or alert.since)), Tone.MUTED),
        Cell(_waited(alert), Tone.MUTED),
        Cell(_acked(alert, scene), Tone.MUTED),
        Cell(alert.muted, Tone.MUTED),
        Cell(alert_says(alert), Tone.MUTED, rights=alert.rights),
    )
    return _only(Row(row_key(alert), cells), places)


def _only(row: Row, places: Sequence[int]) -> Row:
    """Keep the cells of the columns that a list has."""
    return row._replace(cells=tuple(row.cells[at] for at in places))


def _mark(roll: Roll, alert: Alert) -> str:
    return alert_mark(alert, roll.standing_of(alert.rule, alert.subject))


def _waited(alert: Alert) -> str:
    """Say how long it has lasted; the mark does not say which level is pending."""
    if alert.phase is not Phase.PENDING:
        return earned(alert)
    return ", ".join(filter(None, (alert.severity.name.lower(), earned(alert))))


def _acked(alert: Alert, scene: Scene) -> str:
    if alert.ack is None:
        return "needs a reason" if alert.needs_reason else ""
    said = f"{alert.ack.by} {fmt.clock(alert.ack.at, scene.now, scene.zone)}"
    if alert.ack.until is not None:
        said += f" until {fmt.clock(alert.ack.until, scene.now, scene.zone)}"
    return said


def _text(snapshot: Snapshot, alert: Alert) -> str:
    issuer = snapshot.universe.issuer.get(alert.subject)
    return " ".join(
        (
            subject_name(alert.subject),
            issuer.name if issuer else "",
            alert.rule,
            alert.metric,
            alert.severity.name,
            alert.phase,
            alert.text,
        )
    )


def _worst_tone(alerts: Sequence[Alert]) -> Tone:
    """Take the tone of the first that nobody has, else of the first."""
    first = next((one for one in alerts if one.ack is None), None)
    return alert_tone(first or alerts[0]) if alerts else Tone.MUTED


def _nothing(roll: Roll, facet: Facet, total: int) -> str:
    """Say why a list is empty, and what there is instead."""
    if total:
        return NOTHING
    kinds: Iterable[tuple[int, str]] = (
        (len(roll.pending), "pending"),
        (len(roll.standing) - len(roll.loud), "silenced"),
    )
    others = [f"{number} {name}" for number, name in kinds if number]
    said = {
        Facet.ACTIVE: "nothing fires",
        Facet.PENDING: "nothing is pending",
        Facet.RECOVERING: "nothing recovers",
        Facet.ACKED: "nothing is acknowledged",
        Facet.SILENCED: "nothing is silenced",
    }.get(facet, "nothing has happened")
    return "; ".join([said, *(others if facet is Facet.ACTIVE else [])])
