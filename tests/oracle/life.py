"""One life of the collector: from its start until it is killed."""

from __future__ import annotations

import asyncio
import logging
import os
import struct
import time
from datetime import datetime
from mmap import mmap
from pathlib import Path
from random import Random
from typing import Any, cast

from oracle.disk import FullDisk
from oracle.feeds import WorldSource
from oracle.people import act
from oracle.rules import TEXT
from oracle.virtual import VirtualLoop
from oracle.witness import Ear, Witness
from oracle.world import FEEDS, ISSUERS, World
from overhang.bundled import bundled
from overhang.collector import collector as collecting
from overhang.collector.collector import Collector
from overhang.collector.reload import Plan, Reloader
from overhang.collector.ticks import Clocks, Engine, Ticker
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.drafts import Route
from overhang.core.calendars import load_calendars
from overhang.core.issuers import Issuer, Universe
from overhang.core.metrics.measure import measure
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Snapshot, SourceState
from overhang.core.wire import decode
from overhang.store import open_store
from overhang.store.base import Store, StoreError

UNIVERSE = Universe(
    issuer={
        code: Issuer(name=code, entity=code, cik=1, fiscal_year_end="12-31")
        for code in ISSUERS
    }
)
_READ = parse_rules(TEXT, "rules.toml", UNIVERSE)
PLAN = Plan(UNIVERSE, _READ._replace(rules=_READ.written))
CALENDARS = load_calendars(bundled("data") / "calendars.toml")
_LOOK_S = 9.0
"""How often a life looks for actions and the end of waits: at a second, as the product
does it, most of a month's machine time would go into looks at nothing. Twice this is
within what one look can vouch for."""
_DEATHS = (*("tick",) * 5, *("told",) * 3, *("any",) * 2)
"""At which moments a life dies: in a turn, while a message goes out, whenever."""
_AFTER_S = {"tick": 120.0, "told": 1200.0, "any": 0.0}
"""Virtual seconds for which a life waits for its moment to die."""
_AGONY_S = 300.0
"""Virtual seconds that a life goes on at most once its death is near."""


class Life:
    """A collector over a real store, whose time is virtual.

    Args:
        world: what it lives in.
        folder: the store and the record.
        start: when it starts, on the monotonic clock.
        end: when it is to be killed.
        clock: where it says how far it is.
        near: a pipe that hears of the approaching end.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        start: float,
        end: float,
        clock: mmap,
        near: int,
    ) -> None:
        self.world = world
        self._end = end
        self._shared = clock
        self._place = 0
        self._near = near
        self._is_near = False
        self._failed: list[str] | None = None
        self._number = 0
        self._seen: Snapshot | None = None
        self._chance = Random(f"{world.seed} {start}")
        self._death = self._chance.choice(_DEATHS)
        self.loop = VirtualLoop(start, self._passed)
        self.witness = Witness(folder / "record.jsonl")
        self.witness.tell_time(self.clocks)
        self._url = f"sqlite://{folder / 'store.db'}"
        self._store = open_store(self._url, write=True)

    def clocks(self) -> dict[str, Any]:
        """Return what the clocks say."""
        return {"m": self.loop.seconds, "w": self.now().isoformat()}

    def now(self) -> datetime:
        """Tell the wall clock's time."""
        return self.world.wall(self.loop.seconds)

    def live(self) -> None:
        """Collect until the end of the world, or until killed."""
        logging.disable(logging.CRITICAL)
        collecting._HEED_S = collecting._LOOK_S = _LOOK_S
        tick = Ticker.tick

        def watched(ticker: Ticker, *args: Any) -> tuple[Alert, ...]:
            self.witness.note("look")
            self.die_soon("tick")
            try:
                ended = tick(ticker, *args)
            except StoreError:
                self.witness.note("lost")
                raise
            self.witness.note("kept")
            self.show()
            return ended

        Ticker.tick = watched  # type: ignore[assignment, method-assign]
        self.witness.note("up")
        asyncio.set_event_loop(self.loop)
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._run())

    def show(self) -> None:
        """Note which feeds a viewer would be told have failed, when that changes."""
        failed = sorted(
            each.table
            for each in self._snapshot().sources
            if each.state is SourceState.FAILED
        )
        if failed != self._failed:
            self._failed = failed
            self.witness.note("shown", failed=failed)

    def _snapshot(self) -> Snapshot:
        number, body = self._store.snapshot() or (0, b"")
        if number != self._number:
            self._number, self._seen = number, decode(body)
        assert self._seen is not None
        return self._seen

    def die_soon(self, at: str) -> None:
        """Say that the end is near, once it is and this is the moment for it."""
        due = self.loop.seconds >= self._end and self._death == at
        late = self.loop.seconds >= self._end + _AFTER_S[self._death]
        if not self._is_near and (due or late):
            self._is_near = True
            os.write(self._near, b".")

    def _told(self) -> None:
        """Die between the arrival of a message and the note of it, if so planned."""
        self.die_soon("told")
        while self._is_near and self._death == "told":
            time.sleep(1.0)

    def _is_full(self) -> bool:
        return self.world.is_full(self.loop.seconds)

    def _passed(self, mono: float) -> None:
        # In two places by turns: a kill in the midst of writing leaves a zero.
        self._place = 8 - self._place
        struct.pack_into("d", self._shared, self._place, mono)
        self.die_soon("any")
        while mono > self._end + _AFTER_S[self._death] + _AGONY_S:
            time.sleep(1.0)

    async def _run(self) -> None:
        sources = [
            WorldSource(self.world, each, lambda: self.loop.seconds, self.witness.note)
            for each in FEEDS
        ]
        collector = Collector(
            cast(Store, FullDisk(self._store, self._is_full)),
            sources,
            Reloader((), lambda: PLAN),
            Engine(measure, CALENDARS),
            [
                (
                    Route("ear", rate=10_000),
                    Ear(self.witness, self._told),
                )
            ],
            shipped=False,
            clocks=Clocks(self.now, lambda: self.loop.seconds),
        )
        people = asyncio.create_task(
            act(self.world, self._url, self.loop, self.witness)
        )
        try:
            await collector.run(
                lambda: None, lambda: self.loop.seconds < self.world.end
            )
        finally:
            people.cancel()
