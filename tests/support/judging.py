"""A rule judged look after look, as a collector would."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.machine import Span
from overhang.core.calendars import Market
from overhang.core.issuers import Universe
from overhang.core.rules.book import NOW, Rule, RuleBook
from overhang.core.rules.engine import Readings, judge, standings
from overhang.core.rules.moment import Change, Judged, Moment
from overhang.core.snapshot import Reading, Standing
from overhang.core.states import Severity, State
from support.rulebooks import UNIVERSE

MONDAY = date(2026, 3, 2)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=each) for each in (1, 2, 3))
FAR = date(2027, 1, 1)
"""A day that no figure is beyond."""
CLOSES = Span(closes=2)
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ALERTS = msgspec.msgpack.Decoder(tuple[Alert, ...])


class Desk:
    """Holds what stands between looks."""

    def __init__(
        self, book: RuleBook, universe: Universe = UNIVERSE, interval: float = 0.0
    ) -> None:
        self.book = book
        self.universe = universe
        self.interval = interval
        self.alerts: tuple[Alert, ...] = ()
        self.changes: tuple[Change, ...] = ()
        self.readings: Readings = {}
        self.now = MORNING

    def look(
        self,
        readings: Readings,
        *,
        seconds: float = 0.0,
        today: date | None = None,
        roll_days: frozenset[date] = frozenset(),
        closed: Market | None = None,
    ) -> Judged:
        """Judge after some seconds in which all markets were open, but one."""
        self.now += timedelta(seconds=seconds or 1.0)
        moment = Moment(
            now=self.now,
            today=today or self.now.date(),
            passed={each: 0.0 if each is closed else seconds for each in Market},
            interval=self.interval,
            roll_days=roll_days,
        )
        before = {each.key: each for each in self.alerts}
        judged = judge(self.book, readings, self.universe, before, moment)
        self.alerts, self.changes = judged
        self.readings = readings
        return judged

    def see(self, reading: Reading | None, *, seconds: float = 0.0) -> str:
        """Judge the first rule for Microsoft; return where its worst level is."""
        metric = self.book.rules[0].metric
        self.look({"MSFT": {metric: reading}} if reading else {}, seconds=seconds)
        return self.phase()

    def phase(self, subject: str = "MSFT", severity: Severity = Severity.CRIT) -> str:
        """Return where one level of the first rule is."""
        rule = self.book.rules[0].id
        found = self.find(rule, subject, severity)
        return found.phase.value if found else Phase.INACTIVE.value

    def find(self, rule: str, subject: str, severity: Severity) -> Alert | None:
        """Return one alert."""
        key = (rule, subject, severity)
        return next((each for each in self.alerts if each.key == key), None)

    def standings(self) -> tuple[Standing, ...]:
        """Return what the screens would draw."""
        return standings(self.book, self.readings, self.universe, self.alerts)

    def restart(self) -> None:
        """Go through the store: what was held is written and read again."""
        self.alerts = ALERTS.decode(msgspec.msgpack.encode(self.alerts))


def waiting(rule: Rule, hold: Span = NOW, keep: Span = NOW) -> RuleBook:
    """Return a book of one rule that waits."""
    return RuleBook((rule._replace(waits=rule.waits._replace(hold=hold, keep=keep)),))


def play(rule: Rule, *readings: Reading | None) -> list[Standing]:
    """Judge one rule for Microsoft, look after look; none: nobody looked."""
    desk, found = Desk(RuleBook((rule,))), list[Standing]()
    for each in readings:
        desk.see(each)
        found.append(desk.standings()[0])
    return found


def on(day: date, value: float | None, state: State = State.FRESH) -> Reading:
    """Return a reading about a day."""
    return Reading(value=value, about=day, state=state)


def seconds(number: float) -> Span:
    """Return a wait of open market."""
    return Span(seconds=number)


def days(desk: Desk, *closes: tuple[date, float | None], today: date = FAR) -> str:
    """Judge one close after another; return the phases of the worst level."""
    found = []
    for day, value in closes:
        seen = on(day, value) if value is not None else on(day, None, State.ABSENT)
        desk.look({"MSFT": {desk.book.rules[0].metric: seen}}, today=today)
        found.append(desk.phase()[0])
    return "".join(found)


def letters(standings: list[Standing]) -> str:
    return "".join(each.severity.name[0].lower() for each in standings)
