"""One tick: what was delivered becomes rows, figures, and a Snapshot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from overhang.collector.changes import Change, Standing, compare, standing_rows
from overhang.collector.reload import Plan, Reloader
from overhang.collector.snapshots import (
    clock_of,
    desk_day,
    facts_of,
    timeless,
    transitions_of,
)
from overhang.core import snapshot as shown
from overhang.core import wire
from overhang.core.calendars import Calendars
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.records import Record
from overhang.core.rules.book import RuleBook
from overhang.core.rules.engine import Before, by_rule, transitions
from overhang.core.snapshot import Snapshot, SourceHealth
from overhang.core.tables import TABLES
from overhang.store.base import Store

_LOG = logging.getLogger(__name__)

Measure = Callable[[Inputs], Readings]
Judge = Callable[[RuleBook, Readings, Universe, Before], tuple[shown.Standing, ...]]


class Engine(NamedTuple):
    """What turns rows into figures, and figures into standings. All pure."""

    measure: Measure
    judge: Judge
    calendars: Calendars


class Ticker:
    """Holds what stands, and turns deliveries into the next Snapshot.

    Args:
        store: opened to write.
        reloader: who is watched and what counts as a breach.
        engine: what is measured and how it is judged.
        shipped: whether the data is the shipped set, whose clock stands still.
        now: the time, UTC.
    """

    def __init__(
        self,
        store: Store,
        reloader: Reloader,
        engine: Engine,
        *,
        shipped: bool,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._reloader = reloader
        self._engine = engine
        self._shipped = shipped
        self._now = now
        self._pending: dict[str, Sequence[Record]] = {}
        self._standing: dict[str, Standing] = {}
        self._last_id = 0
        self._last: Snapshot | None = None
        self._last_encoded = b""
        self._basis: tuple[Plan, tuple[str, ...], date] | None = None
        self.day: date | None = None
        """The day of the last tick, in New York."""

    def load(self) -> None:
        """Take over what a collector before this one stored.

        Raises:
            StoreError: it cannot be read.
        """
        self._last_id = self._store.append((), known_at=self._now())
        self._standing = {each: standing_rows(self._store, each) for each in TABLES}
        found = self._store.snapshot()
        if found is None:
            return
        try:
            self._last = wire.decode(found[1])
        except msgspec.DecodeError:
            # Another version wrote it: nothing to compare with or to go on from.
            return
        self._last_encoded = timeless(self._last)

    def tick(
        self, rows: Mapping[str, Sequence[Record]], health: tuple[SourceHealth, ...]
    ) -> None:
        """Compare, measure, judge, and store it all in one transaction.

        Args:
            rows: whole tables as delivered since the last tick, by name.
            health: how each table's source is doing.

        Raises:
            StoreError: nothing was stored; the next tick takes `rows` again.
        """
        self._pending |= rows
        now = self._now()
        day = desk_day(now)
        changes = self._changes(now)
        tables = self._standing | {each.batch.table: each.rows for each in changes}
        basis = (self._reloader.plan, self._reloader.problems, day)
        if changes or self._basis != basis:
            snapshot = self._snapshot(tables, health, now)
        else:
            assert self._last is not None
            snapshot = replace(self._last, taken_at=now, sources=health)
        encoded = timeless(snapshot)
        if changes or encoded != self._last_encoded:
            self._last_id = self._store.append(
                [each.batch for each in changes],
                known_at=now,
                snapshot=(
                    wire.encode(snapshot) if encoded != self._last_encoded else None
                ),
                transitions=transitions_of(
                    transitions(self._before(), snapshot.standings), now
                ),
            )
        # Only what is stored counts as known: a failed append starts all over.
        self._pending = {}
        self._standing = tables
        self._last = snapshot
        self._last_encoded = encoded
        self.day = day
        # Figures that could not be measured are tried again at the next tick.
        self._basis = basis if snapshot.problems == basis[1] else None

    def _changes(self, now: datetime) -> list[Change]:
        changes: list[Change] = []
        last_id = self._last_id
        for table, rows in self._pending.items():
            change = compare(
                table, self._standing[table], rows, known_at=now, last_id=last_id
            )
            if change is not None:
                last_id += len(change.batch.put) + len(change.batch.withdrawn)
                changes.append(change)
        return changes

    def _snapshot(
        self,
        standing: dict[str, Standing],
        health: tuple[SourceHealth, ...],
        now: datetime,
    ) -> Snapshot:
        plan = self._reloader.plan
        tables = {table: tuple(rows.values()) for table, rows in standing.items()}
        clock = clock_of(tables["closes"], shipped=self._shipped, now=now)
        inputs = Inputs(tables, plan.universe, clock, self._engine.calendars)
        readings, standings, faults = self._figures(inputs, plan)
        return Snapshot(
            taken_at=now,
            clock=clock,
            universe=plan.universe,
            readings=readings,
            standings=standings,
            facts=facts_of(tables, plan.universe),
            sources=health,
            problems=self._reloader.problems + faults,
        )

    def _figures(
        self, inputs: Inputs, plan: Plan
    ) -> tuple[Readings, tuple[shown.Standing, ...], tuple[str, ...]]:
        """Measure and judge; if that breaks, the last figures stand and it is said."""
        try:
            readings = self._engine.measure(inputs)
            standings = self._engine.judge(
                plan.rules, readings, plan.universe, self._before()
            )
        except Exception as error:
            _LOG.exception("the figures could not be measured")
            fault = f"figures not measured, the last ones stand: {error!r}"
            if self._last is None:
                return {}, (), (fault,)
            return self._last.readings, self._last.standings, (fault,)
        return readings, standings, ()

    def _before(self) -> Before:
        return by_rule(self._last.standings) if self._last else {}
