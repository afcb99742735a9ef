"""What may leave the program: figures to be looked at only here are left out.

Every export, copy, command output and message to a receiver passes through here. A
figure that is withheld says so, and whose it is; a breach of a rule stays told, without
the figure that broke it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from overhang.core.alerts.alert import Alert
from overhang.core.alerts.journal import Entry
from overhang.core.alerts.messages import Item, Message
from overhang.core.records import Record
from overhang.core.rights import Rights
from overhang.core.snapshot import Facts, Reading, Snapshot, SourceHealth, Standing
from overhang.core.states import State

WITHHELD = "withheld: display only"
"""What stands where a figure may not leave the screen."""
_NAMED = 2
_CELLS = (
    (re.compile(r"\bfound .*, expected "), f"{WITHHELD}, expected "),
    (re.compile(r"\b(cannot be read, \w+): .*"), rf"\1, {WITHHELD}"),
)
"""Where the words of a fault quote what stands in a row, and what leaves instead."""

R = TypeVar("R", bound=Record)
E = TypeVar("E", bound=Entry)


def outward(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what may only be displayed.

    The very same when nothing is bound so.
    """
    kept = _kept(snapshot.facts)
    shut = {
        (subject, metric)
        for subject, mine in snapshot.readings.items()
        for metric, each in mine.items()
        if each.rights is Rights.DISPLAY
    }
    said = [item for each in snapshot.told for item in _items(each)]
    bound = any(
        rights is Rights.DISPLAY
        for rights in (
            *(each.rights for each in snapshot.alerts),
            *(each.rights for each in said),
        )
    )
    sources = tuple(map(outward_source, snapshot.sources))
    same = sources == tuple(snapshot.sources)
    if not shut and not bound and same and kept is snapshot.facts:
        return snapshot
    return replace(
        snapshot,
        readings={
            subject: {metric: _reading(each) for metric, each in mine.items()}
            for subject, mine in snapshot.readings.items()
        },
        standings=tuple(
            _standing(each) if (each.subject, each.metric) in shut else each
            for each in snapshot.standings
        ),
        alerts=tuple(map(outward_alert, snapshot.alerts)),
        told=tuple(map(outward_message, snapshot.told)),
        facts=kept,
        sources=sources,
    )


def outward_message(message: Message) -> Message:
    """Return a message that says what fires, and no figure that may not leave."""
    if all(each.rights is not Rights.DISPLAY for each in _items(message)):
        return message
    return replace(
        message,
        firing=tuple(map(_item, message.firing)),
        resolved=tuple(map(_item, message.resolved)),
    )


def outward_alert(alert: Alert) -> Alert:
    """Return an alert: of a figure to be displayed only, without it."""
    if alert.rights is not Rights.DISPLAY:
        return alert
    severity = alert.severity.name.lower()
    text = _said(alert.rule, alert.subject, severity)
    return replace(alert, value=None, text=text)


def outward_entry(entry: E) -> E:
    """Return an entry of the log: of a figure to be displayed only, without it."""
    if entry.rights is not Rights.DISPLAY:
        return entry
    text = _said(entry.rule, entry.subject, entry.severity)
    return replace(entry, value=None, inputs=(), text=text)


def outward_source(source: SourceHealth) -> SourceHealth:
    """Return a source's health: of rows to be displayed only, without their cells."""
    if source.rights is not Rights.DISPLAY:
        return source
    errors = tuple(map(_uncelled, source.errors))
    notes = tuple(map(_uncelled, source.notes))
    return replace(source, errors=errors, notes=notes)


def why_withheld(reading: Reading) -> str:
    """Say that a figure is withheld, and whose it is: `withheld: ... (Tiingo)`."""
    names = (each.source for each in reading.inputs if each.rights is Rights.DISPLAY)
    owners = [each for each in dict.fromkeys(names) if each]
    more = " and others" if len(owners) > _NAMED else ""
    whose = f" ({', '.join(owners[:_NAMED])}{more})" if owners else ""
    return f"{WITHHELD}{whose}"


def _uncelled(words: str) -> str:
    for quoted, instead in _CELLS:
        words = quoted.sub(instead, words)
    return words


def _reading(reading: Reading) -> Reading:
    if reading.rights is not Rights.DISPLAY:
        return reading
    return Reading(
        value=None,
        state=State.ABSENT,
        reason=why_withheld(reading),
        about=reading.about,
        precision=reading.precision,
        age=reading.age,
        rights=Rights.DISPLAY,
    )


def _standing(standing: Standing) -> Standing:
    return replace(
        standing, value=None, state=State.ABSENT, room=None, next=None, note=""
    )


def _item(item: Item) -> Item:
    if item.rights is not Rights.DISPLAY:
        return item
    text = _said(item.rule, item.subject, item.severity.name.lower())
    return replace(item, value=None, text=text)


def _items(message: Message) -> tuple[Item, ...]:
    return (*message.firing, *message.resolved)


def _said(rule: str, subject: str, severity: str) -> str:
    """Say what fires, by names the desk gave: its rule's own words hold the figure."""
    return f"{subject.removeprefix('group:')}: {rule} ({severity}), {WITHHELD}"


def _kept(facts: Facts) -> Facts:
    every = ((name, getattr(facts, name)) for name in facts.__struct_fields__)
    parts = {name: _leaving(rows) for name, rows in every}
    same = all(parts[name] is getattr(facts, name) for name in parts)
    return facts if same else replace(facts, **parts)


def _leaving(rows: Iterable[R]) -> Iterable[R]:
    if all(each.rights is not Rights.DISPLAY for each in rows):
        return rows
    return tuple(each for each in rows if each.rights is not Rights.DISPLAY)
