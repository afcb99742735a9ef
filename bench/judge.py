"""Rules judged: many on many issuers, and the shipped ones. `python -m bench.judge`."""

from __future__ import annotations

import argparse
import gc
import random
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import NamedTuple, TypeVar

import psutil
from bench.measure import ROOT
from bench.table import Row, percentile, print_table

from overhang.core.alerts.alert import Alert, Key
from overhang.core.alerts.machine import Span
from overhang.core.calendars import Market
from overhang.core.catalogue import METRICS, Pane
from overhang.core.issuers import Issuer, Universe
from overhang.core.metrics.measure import measure
from overhang.core.rules.book import Ladder, Rule, RuleBook, Waits, ladder
from overhang.core.rules.engine import Readings, judge, standings
from overhang.core.rules.language import load_rules
from overhang.core.rules.moment import Judged, Moment
from overhang.core.rules.plan import compile_book
from overhang.core.snapshot import Level, Reading
from overhang.core.states import Severity

assert str(ROOT / "tests") in sys.path
from support.measured import shipped  # noqa: E402 - found by bench.measure

_MORNING = datetime(2026, 10, 9, 15, 0, tzinfo=UTC)
_METRICS = tuple(
    each.id for each in METRICS.values() if each.pane not in (Pane.GROUP, Pane.DATA)
)
_WAITS = (
    Waits(),
    Waits(hold=Span(closes=2), keep=Span(closes=1)),
    Waits(hold=Span(seconds=1800.0), keep=Span(seconds=600.0)),
)
_STEP = 10.0
"""Seconds from tick to tick, and open market too."""
_MOVED = 0.02
"""Of all figures, at every tick."""
_DAYS = 7
"""On which every figure is new, after the ticks."""
_Found = TypeVar("_Found")


class Run(NamedTuple):
    """What one run of ticks took."""

    seconds: list[float]
    """Of one core, for each tick."""
    grown: float
    """MB of memory, from the first tick to the last."""
    alerts: tuple[Alert, ...]
    moved: list[float]
    """Of one core, for each look at which every figure is new and of a new day."""
    first: list[float]
    """Of one core, for each look at which nothing stood before."""
    compiled: list[float]
    """Of one core, for each time that the rules were made ready."""


class Feed:
    """Figures of a normal distribution with mean 0 and deviation 1, that move."""

    def __init__(self, universe: Universe, rng: random.Random) -> None:
        self._rng = rng
        self._values = {
            code: {metric: (rng.gauss(0, 1), _MORNING) for metric in _METRICS}
            for code in universe.issuer
        }

    def move(self, now: datetime, share: float = _MOVED) -> Readings:
        """Move a share of the figures a little; return all, measured anew."""
        rng, day = self._rng, now.date()
        for values in self._values.values():
            for metric in rng.sample(_METRICS, round(len(_METRICS) * share)):
                moved = 0.98 * values[metric][0] + rng.gauss(0, 0.2)
                values[metric] = (moved, now)
        return {
            code: {
                metric: Reading(value=value, about=day, known_at=known_at)
                for metric, (value, known_at) in values.items()
            }
            for code, values in self._values.items()
        }


def ladder_of(rng: random.Random, *, above: bool) -> Ladder:
    """Return three levels; of the values, one in 200 is beyond the mildest."""
    first, sign = rng.uniform(2.4, 2.9), 1.0 if above else -1.0
    levels = (
        Level(Severity.INFO, sign * first),
        Level(Severity.WARN, sign * (first + 0.3)),
        Level(Severity.CRIT, sign * (first + 0.8)),
    )
    return ladder(levels, 0.2, above)


def book_of(universe: Universe, rules: int, rng: random.Random) -> RuleBook:
    """Return rules on all metrics, one in five with levels of ten issuers' own."""
    found = []
    for number in range(rules):
        above = number % 3 > 0
        whose = rng.sample(universe.codes, 10) if number % 5 == 0 else []
        found.append(
            Rule(
                id=f"rule-{number}",
                metric=_METRICS[number % len(_METRICS)],
                above=above,
                ladder=ladder_of(rng, above=above),
                own={code: ladder_of(rng, above=above) for code in whose},
                waits=_WAITS[number % len(_WAITS)],
            )
        )
    return RuleBook(tuple(found))


def moment_of(now: datetime, seconds: float) -> Moment:
    """Return a look when the market was open all the time."""
    return Moment(now, now.date(), dict.fromkeys(Market, seconds), _STEP)


def many(rules: int, issuers: int, ticks: int) -> Run:
    """Judge many rules on many issuers, once what was breached has fired."""
    rng = random.Random(7)
    issuer = Issuer(name="x", entity="x", cik=1, fiscal_year_end="12-31")
    universe = Universe(issuer={f"I{number:03}": issuer for number in range(issuers)})
    book, feed, now = book_of(universe, rules, rng), Feed(universe, rng), _MORNING
    before: dict[Key, Alert] = {}
    taken: list[float] = []
    process, first = psutil.Process(), 0
    compiled = [_timed(lambda: compile_book(book, universe))[1] for _ in range(3)]

    def look(
        readings: Readings, before: Mapping[Key, Alert], open_s: float
    ) -> tuple[Judged, float]:
        moment = moment_of(now, open_s)
        return _timed(lambda: judge(book, readings, universe, before, moment))

    for tick in range(-4, ticks):
        # Four days before the first tick, so that every wait is over.
        now += timedelta(seconds=_STEP) if tick >= 0 else timedelta(days=1)
        open_s = _STEP if tick >= 0 else 3600.0
        judged, seconds = look(feed.move(now), before, open_s)
        if tick >= 0:
            taken.append(seconds)
        before = {each.key: each for each in judged.alerts}
        if tick == 0:
            gc.collect()
            first = process.memory_info().rss
    gc.collect()
    grown = (process.memory_info().rss - first) / 2**20
    standing, moved, looked = tuple(before.values()), list[float](), list[float]()
    for _ in range(_DAYS):
        now += timedelta(days=1)
        readings = feed.move(now, 1.0)
        judged, seconds = look(readings, before, 3600.0)
        moved.append(seconds)
        before = {each.key: each for each in judged.alerts}
        looked.append(look(readings, {}, 0.0)[1])
    return Run(taken, grown, standing, moved, looked, compiled)


def _timed(work: Callable[[], _Found]) -> tuple[_Found, float]:
    """Return what some work found, and the seconds of one core that it took."""
    started = process_time()
    return work(), process_time() - started


def few(ticks: int) -> list[float]:
    """Judge the shipped rules on the shipped figures, with what the screens draw."""
    inputs = shipped()
    readings = measure(inputs)
    book = load_rules(ROOT / "data" / "rules.toml", inputs.universe)
    before: dict[tuple[str, str, Severity], Alert] = {}
    taken, now = [], _MORNING
    for _ in range(ticks):
        now += timedelta(seconds=_STEP)
        started = process_time()
        judged = judge(book, readings, inputs.universe, before, moment_of(now, _STEP))
        standings(book, readings, inputs.universe, judged.alerts)
        taken.append(process_time() - started)
        before = {each.key: each for each in judged.alerts}
    return taken[1:]


def main() -> int:
    """Measure; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--issuers", type=int, default=500)
    parser.add_argument("--ticks", type=int, default=50)
    asked = parser.parse_args()
    run = many(asked.rules, asked.issuers, asked.ticks)
    pairs = len({each.key[:2] for each in run.alerts})
    share = pairs / asked.rules / asked.issuers
    default = few(10 * asked.ticks)
    rows = [
        Row("judged, p50", percentile(run.seconds, 50) * 1000, "ms", limit=250),
        Row("judged, p95", percentile(run.seconds, 95) * 1000, "ms"),
        Row("everything moved, p50", percentile(run.moved, 50) * 1000, "ms"),
        Row("first look, p50", percentile(run.first, 50) * 1000, "ms"),
        Row("rules compiled, p50", percentile(run.compiled, 50) * 1000, "ms"),
        Row("memory grown", run.grown, "MB", limit=8),
        Row("default rules, p50", percentile(default, 50) * 1000, "ms", limit=2),
        Row("default rules, p95", percentile(default, 95) * 1000, "ms"),
    ]
    title = (
        f"{asked.rules:,} rules x {asked.issuers} issuers, {asked.ticks} ticks, "
        f"{share:.2%} of the pairs breached ({len(run.alerts):,} alerts), "
        f"{_MOVED:.0%} of the figures moved at each"
    )
    return 1 if print_table(title, rows) else 0


if __name__ == "__main__":
    sys.exit(main())
