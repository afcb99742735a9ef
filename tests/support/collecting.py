"""A collector at work on hand-made sources and figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from overhang.collector.collector import Collector
from overhang.collector.reload import Plan, Reloader
from overhang.collector.ticks import Clocks
from overhang.core.alerts.drafts import Route
from overhang.core.problems import ConfigError
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Snapshot
from overhang.delivery.base import Channel
from overhang.store.base import Store
from overhang.store.memory import MemoryStore
from support.gathering import BOOK, METRIC, UNIVERSE, Clock, HandEngine, HandSource
from support.stored import close, number_of, snapshot_of
from support.waiting import until


class Desk:
    """A collector at work and all that it knows of the world."""

    def __init__(self, *sources: HandSource, store: Store | None = None) -> None:
        self.store = store or MemoryStore()
        self.sources = sources
        self.hand = HandEngine()
        self.clock = Clock()
        self.plan = Plan(UNIVERSE, BOOK)
        self.fault: ConfigError | None = None
        self.files: tuple[Path, ...] = ()
        self.beats = 0
        self.wanted = True
        self.shipped = False
        self.channels: Sequence[tuple[Route, Channel]] = ()

    def collector(self) -> Collector:
        return Collector(
            self.store,
            self.sources,
            Reloader(self.files, self._load),
            self.hand.engine,
            self.channels,
            shipped=self.shipped,
            clocks=Clocks(self.clock, self.clock.monotonic),
        )

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        work = self.collector().run(self._beat, lambda: self.wanted)
        running = asyncio.create_task(work)
        try:
            yield
        finally:
            self.wanted = False
            async with asyncio.timeout(5):
                await running

    @property
    def number(self) -> int:
        return number_of(self.store)

    @property
    def snapshot(self) -> Snapshot:
        return snapshot_of(self.store)

    def value(self, code: str = "ORCL") -> float | None:
        reading = self.snapshot.reading(code, METRIC)
        assert reading is not None
        return reading.value

    async def numbered(self, number: int) -> None:
        await until(lambda: self.number >= number)

    def _load(self) -> Plan:
        if self.fault is not None:
            raise self.fault
        return self.plan

    def _beat(self) -> None:
        self.beats += 1


def plan(waits: str = "", usd: int = 90) -> Plan:
    """Return one rule about a price in USD, and how it waits."""
    text = f"""
        [[rule]]
        id = "low"
        metric = "{METRIC}"
        warn = "< {usd}USD"
        group_wait = "1s"
        {waits}
    """
    return Plan(UNIVERSE, parse_rules(text, "rules.toml", UNIVERSE))


def desk_of(source: HandSource, waits: str = "", **changed: object) -> Desk:
    """Return a collector with that rule."""
    desk = Desk(source, **changed)  # type: ignore[arg-type]
    desk.plan = plan(waits)
    return desk


async def feed(desk: Desk, source: HandSource, *prices: float) -> None:
    """Deliver the closes up to a day, and wait for the turn."""
    number = desk.number
    source.say("closes", [close(day=at, usd=usd) for at, usd in enumerate(prices)])
    source.say("deals", [])
    await desk.numbered(number + 1)
