"""Snapshots of a few rules and figures, judged as a collector would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Ack
from overhang.core.alerts.quiet import mute
from overhang.core.records import Bound
from overhang.core.rules.book import RuleBook
from overhang.core.rules.language import parse_rules
from overhang.core.rules.standings import standings
from overhang.core.snapshot import Clock, Facts, Reading, Snapshot, SourceHealth
from overhang.core.states import State
from support.judging import MORNING, Desk
from support.rulebooks import UNIVERSE

TODAY = date(2026, 3, 2)
CDS = """
[[rule]]
id = "cds-level"
metric = "cds.5y"
info = "> 60bp"
warn = "> 80bp"
crit = "> 100bp"
clear = "5bp"
"""
DRAWDOWN = """
[[rule]]
id = "dd"
metric = "equity.drawdown.52w"
warn = "< -20%"
crit = "< -30%"
"""

Given = Mapping[str, Mapping[str, Reading]]


def fresh(value: float, bound: Bound = Bound.EXACT, **more: Any) -> Reading:
    """Return a figure in date."""
    return replace(Reading(value=value, bound=bound, about=TODAY, age=0), **more)


def dead(value: float) -> Reading:
    """Return a figure that only tells where things stood."""
    reason = "mark is 9 business days old"
    return Reading(
        value=value, state=State.DEAD, reason=reason, about=date(2026, 2, 13), age=9
    )


def absent(reason: str = "no mark") -> Reading:
    """Return no figure."""
    return Reading(value=None, state=State.ABSENT, reason=reason)


def book_of(rules: str) -> RuleBook:
    """Read a rule file for what it says itself."""
    read = parse_rules(f"schema = 1\n{rules}", "rules.toml", UNIVERSE)
    return read._replace(rules=read.written)


def scene(
    book: RuleBook,
    readings: Given,
    *,
    before: Sequence[Given] = (),
    quiets: tuple[Quiet, ...] = (),
    acked_by: str = "",
    sources: tuple[SourceHealth, ...] = (),
    problems: tuple[str, ...] = (),
) -> Snapshot:
    """Judge figures, after those before, and return what a viewer would see.

    With `acked_by` somebody has every alert.
    """
    desk = Desk(book)
    for each in (*before, readings):
        desk.look(each, today=TODAY)
    alerts = mute(desk.alerts, book, quiets, desk.now)
    if acked_by:
        ack = Ack(by=acked_by, at=MORNING)
        alerts = tuple(replace(each, ack=ack) for each in alerts)
    return Snapshot(
        taken_at=desk.now,
        clock=Clock(today=TODAY, shipped=False),
        universe=UNIVERSE,
        readings={subject: dict(mine) for subject, mine in readings.items()},
        standings=standings(book, readings, UNIVERSE, alerts),
        alerts=alerts,
        quiets=quiets,
        facts=Facts(),
        sources=sources,
        problems=problems,
    )
