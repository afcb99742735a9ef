"""A month of markets, faults, clocks and people: all of it follows from a seed.

Three clocks. `mono` is the monotonic one, in seconds from 0: it stands still while the
machine sleeps, nobody sets it. `true` is what happens in the world; `wall` is what the
machine believes, and that is set forward and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
ISSUERS = ("AAA", "BBB", "CCC", "DDD")
FEEDS = ("cds_marks", "closes")
POLL_S = 300.0
FAULTS = (
    *("hang", "error", "refused", "broken", "old", "nan", "late"),
    *("twice", "shuffled", "gone", "all gone"),
)
LOUD_FAULTS = frozenset({"hang", "error", "refused", "broken"})
"""Those in which a feed does not answer, or not with a table."""
_DAY_S = 86400.0
# No move from one close to the next is so large that it could be a split.
_LEVELS = {
    "cds_marks": (82.0, 93.0, 97.0, 104.0, 112.0, 117.0, 127.0, 139.0, 147.0, 163.0),
    "closes": (82.0, 88.0, 91.0, 93.5, 97.0, 101.0, 108.0),
}
STARTS = (datetime(2026, 10, 19, 4, tzinfo=UTC), datetime(2027, 3, 1, 5, tzinfo=UTC))
_HOLIDAYS = frozenset(
    date.fromisoformat(each)
    for each in ("2026-10-12", "2026-11-11", "2026-11-26", "2027-02-15", "2027-03-26")
)


class Fault(NamedTuple):
    """Something wrong with a feed, from one true time to another."""

    feed: str
    kind: str
    start: float
    end: float
    issuer: str


class Event(NamedTuple):
    """Something that happens at one moment, with a size."""

    at: float
    size: float


class World:
    """What is so at a moment of a run.

    Args:
        seed: what the run is made from; also which month it is.
        days: how long it is.
        hour: when it starts, hours after midnight in New York.
        rate: how many times as often as usual things happen.
    """

    def __init__(
        self, seed: int, days: float, *, hour: float = 0.0, rate: float = 1.0
    ) -> None:
        self.seed = seed
        self.end = days * _DAY_S
        self.base = STARTS[seed % len(STARTS)] + timedelta(hours=hour)
        self._rate = rate
        chance = Random(f"{seed} events")
        self.suspends = self._events(chance, 1.0, 600, 9 * 3600)
        self.steps = self._events(chance, 4.0, -5 * 3600, 5 * 3600)
        self.full = self._events(chance, 6.0, 1, 150)
        self.actions = self._events(chance, 20.0, 0, 1)
        self.faults = tuple(
            Fault(
                feed,
                chance.choice(FAULTS),
                each.at,
                each.at + each.size,
                chance.choice(ISSUERS),
            )
            for feed in FEEDS
            for each in self._events(chance, 6.0, 600, 3 * 3600)
        )
        self._segments = {
            (feed, issuer): self._drawn(feed, issuer)
            for feed in FEEDS
            for issuer in ISSUERS
        }

    def true(self, mono: float) -> float:
        """Return the seconds that passed in the world."""
        return mono + sum(each.size for each in self.suspends if each.at <= mono)

    def wall(self, mono: float) -> datetime:
        """Return what the machine takes the time to be."""
        past = [each for each in self.steps if each.at <= mono]
        # Every other step puts the clock right again.
        wrong = past[-1].size if len(past) % 2 else 0.0
        return self.base + timedelta(seconds=self.true(mono) + wrong)

    def is_full(self, mono: float) -> bool:
        """Whether the disk has no room."""
        return any(each.at <= mono < each.at + each.size for each in self.full)

    def fault(self, feed: str, true: float) -> Fault | None:
        """Return what is wrong with a feed."""
        for each in self.faults:
            if each.feed == feed and each.start <= true < each.end:
                return each
        return None

    def rows(self, feed: str, issuer: str, true: float) -> list[tuple[date, float]]:
        """Return what was published of one issuer by then, oldest day first."""
        now = (self.base + timedelta(seconds=true)).astimezone(NEW_YORK)
        first, last = (
            (time(7, 30), time(18)) if feed == "cds_marks" else (time(16, 10),) * 2
        )
        found: list[tuple[date, float]] = []
        for back in range(12, -1, -1):
            day = now.date() - timedelta(days=back)
            if day.weekday() > 4 or day in _HOLIDAYS:
                continue
            if datetime.combine(day, first, NEW_YORK) <= now:
                end = datetime.combine(day, last, NEW_YORK)
                at = (min(end, now) - self.base).total_seconds()
                found.append((day, self._value(feed, issuer, at)))
        return found

    def _value(self, feed: str, issuer: str, true: float) -> float:
        for start, value in reversed(self._segments[feed, issuer]):
            if start <= true:
                return value
        return self._segments[feed, issuer][0][1]

    def _drawn(self, feed: str, issuer: str) -> list[tuple[float, float]]:
        chance = Random(f"{self.seed} {feed} {issuer}")
        at, found = -20 * _DAY_S, list[tuple[float, float]]()
        while at < self.end * 1.5 + _DAY_S:
            value = chance.choice(_LEVELS[feed]) + round(chance.uniform(-1, 1), 2)
            found.append((at, value))
            at += chance.choice((900, 2400, 5000, 9000, 40000)) * chance.uniform(0.5, 2)
        return found

    def _events(
        self, chance: Random, a_day: float, least: float, most: float
    ) -> Sequence[Event]:
        count = max(1, round(self.end / _DAY_S * a_day * self._rate))
        return sorted(
            Event(chance.uniform(600, self.end), chance.uniform(least, most))
            for _ in range(count)
        )


@cache
def is_session(market: str, day: date) -> bool:
    """Whether credit ("sifma") or shares ("nyse") trade on a day of these months."""
    open_on = {date(2026, 10, 12), date(2026, 11, 11)} if market == "nyse" else ()
    return day.weekday() < 5 and (day not in _HOLIDAYS or day in open_on)
