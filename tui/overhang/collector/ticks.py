"""One tick: what was delivered becomes rows, figures, and a Snapshot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec.structs import replace

from overhang.collector.changes import Change, standing_rows
from overhang.collector.days import as_of, days_before, only_news
from overhang.collector.news import NOTHING, News, changes_of
from overhang.collector.reload import Plan, Reloader
from overhang.collector.shelf import Shelf, counted, remembered, table_of
from overhang.collector.snapshots import (
    clock_of,
    desk_day,
    facts_of,
    stored_snapshot,
    timeless,
)
from overhang.collector.stamps import Stamps
from overhang.collector.strangers import Strangers
from overhang.collector.watch import Outcome, Seen, Watch
from overhang.core import wire
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.messages import Message
from overhang.core.calendars import Calendars, Market
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.records import Version
from overhang.core.rules.clock import open_seconds
from overhang.core.rules.expressions import Term
from overhang.core.rules.standings import standings
from overhang.core.snapshot import Snapshot, SourceHealth
from overhang.core.tables import TABLES
from overhang.store.base import Store, StoreError

_LOG = logging.getLogger(__name__)

_AGED_S = 60.0
"""Seconds of open market after which its prices are measured again."""

Measure = Callable[[Inputs, Sequence[Term]], Readings]


class Engine(NamedTuple):
    """What turns rows into figures. Pure."""

    measure: Measure
    """Measures every metric, and the terms that rules ask for beside them."""
    calendars: Calendars


class Clocks(NamedTuple):
    """Where the time comes from."""

    now: Callable[[], datetime]
    """UTC."""
    monotonic: Callable[[], float]
    """Seconds on a clock that nobody sets."""


class Ticker:
    """Holds what stands, and turns deliveries into the next Snapshot.

    Args:
        store: opened to write.
        reloader: who is watched and what counts as a breach.
        engine: what is measured.
        shipped: whether the data is the shipped set, whose clock stands still.
        clocks: where the time comes from.
        shelf: where feeds look for what stands.
    """

    def __init__(
        self,
        store: Store,
        reloader: Reloader,
        engine: Engine,
        *,
        shipped: bool,
        clocks: Clocks,
        shelf: Shelf,
    ) -> None:
        self._store = store
        self._reloader = reloader
        self._engine = engine
        self._shipped = shipped
        self._now = clocks.now
        self.watch = Watch(store, engine.calendars, monotonic=clocks.monotonic)
        self.stamps = Stamps(clocks.monotonic)
        self._pending = NOTHING
        self._shelf = shelf
        self._strangers = Strangers()
        self._last_id = 0
        self._last: Snapshot | None = None
        self._last_encoded = b""
        self._basis: tuple[Plan, tuple[str, ...], date] | None = None
        self.day: date | None = None
        """The day of the last tick, in New York."""

    @property
    def told(self) -> tuple[Message, ...]:
        """What was told last to whoever sits at a terminal."""
        return self._last.told if self._last else ()

    @property
    def timed(self) -> bool:
        """Whether time alone can change something: a wait, a silence, an age."""
        last = self._last
        shown = last is not None and (last.quiets or self.stamps.due(last.sources))
        return self.watch.timed or bool(shown) or self._is_aged(self._now())

    def load(self) -> None:
        """Take over what a collector before this one stored.

        Raises:
            StoreError: it cannot be read.
        """
        self._last_id = self._store.append((), known_at=self._now())
        self._shelf.standing = {
            slot: rows
            for table in TABLES
            for slot, rows in standing_rows(self._store, table).items()
        }
        self._shelf.tables = {
            each: table_of(self._shelf.standing, each) for each in TABLES
        }
        self.watch.load()
        self._last = stored_snapshot(self._store)
        if self._last is not None:
            self._last_encoded = timeless(self._last)
            self.stamps.load(self._last.sources)

    def tick(
        self,
        news: News,
        health: tuple[SourceHealth, ...],
        told: tuple[Message, ...],
        wrong: tuple[str, ...],
    ) -> tuple[Alert, ...]:
        """Compare, measure, judge, and store it all in one transaction.

        Args:
            news: what was delivered since the last tick.
            health: how each table's source is doing.
            told: the last messages to whoever sits at a terminal.
            wrong: what is wrong with the channels, in words.

        Returns:
            The alerts that came to rest.

        Raises:
            StoreError: nothing was stored; the next tick takes `news` again.
        """
        self._pending |= news
        now = self._now()
        plan, problems = self._reloader.plan, self._reloader.problems
        day = desk_day(now)
        changes = changes_of(
            self._pending, self._shelf.standing, known_at=now, last_id=self._last_id
        )
        moved = {each.slot: each.rows for each in changes}
        standing = {**self._shelf.standing, **moved}
        if self._last is not None:
            health = remembered(health, self._last.sources)
        health = counted(health, standing)
        health = self._strangers.noted(health, standing, plan.universe)
        changed = {each.slot.table for each in changes}
        tables = dict(self._shelf.tables) | {
            each: table_of(standing, each) for each in changed
        }
        basis = (plan, problems, day)
        last, faults = self._last, list[str]()
        stands = self._basis == basis and not self._is_aged(now)
        if last is None or changes or not stands:
            last, seen = self._measured(plan, tables, changes, now, faults)
        else:
            seen = [Seen(last.readings, last.clock.today)]
        outcome = self._judged(plan, seen, now, faults)
        snapshot = replace(
            last,
            taken_at=now,
            sources=health,
            problems=(*problems, *faults, *wrong),
            told=told,
        )
        if outcome is not None:
            same = last is self._last and outcome.turn is None
            snapshot = self._with_alerts(snapshot, outcome, plan, same=same)
        encoded = timeless(snapshot)
        turn = outcome.turn if outcome else None
        shown = encoded != self._last_encoded or self.stamps.due(health)
        if changes or turn or shown:
            self._last_id = self._store.append(
                [batch for each in changes for batch in each.batches],
                known_at=now,
                snapshot=wire.encode(snapshot) if shown else None,
                turn=turn,
            )
        # Only what is stored counts as known: a failed append starts all over.
        self._pending = NOTHING
        self._shelf.standing = standing
        self._shelf.tables = tables
        self._last = snapshot
        self._last_encoded = encoded
        if shown:
            self.stamps.keep(health)
        self.day = day
        if outcome is not None:
            self.watch.keep(outcome)
        # Figures that could not be measured are tried again at the next tick.
        self._basis = None if faults else basis
        return outcome.ended if outcome else ()

    def _is_aged(self, now: datetime) -> bool:
        """Whether a price of an open session aged enough to be measured again."""
        measured = self._last.clock.now if self._last else None
        if measured is None:
            return False
        calendars = self._engine.calendars
        return open_seconds(calendars, Market.NYSE, measured, now) >= _AGED_S

    def _measured(
        self,
        plan: Plan,
        tables: Mapping[str, Sequence[Version]],
        changes: Sequence[Change],
        now: datetime,
        faults: list[str],
    ) -> tuple[Snapshot, list[Seen]]:
        """Measure what stands, and the days that came in between, oldest first.

        If that breaks, the last figures stand and it is said.
        """
        clock = clock_of(tables["closes"], shipped=self._shipped, now=now)
        inputs = Inputs(tables, plan.universe, clock, self._engine.calendars)
        last = self._last
        old = last.readings if last else {}
        rules, terms = plan.rules, plan.rules.terms
        came = {*plan.universe.codes} - {*last.universe.codes} if last else set[str]()
        try:
            readings = self._engine.measure(inputs, terms)
            days = days_before(
                clock.today, changes, self._shelf.standing, rules, self._store, came
            )
            seen = [
                Seen(
                    only_news(self._engine.measure(each, terms), old, day, plan.rules),
                    day,
                )
                for day, each in as_of(inputs, days)
            ]
        except Exception as error:
            _LOG.exception("the figures could not be measured")
            faults.append(f"figures not measured, the last ones stand: {error!r}")
            readings, seen = old, []
        snapshot = Snapshot(
            taken_at=now,
            clock=clock,
            universe=plan.universe,
            readings=readings,
            standings=last.standings if last else (),
            alerts=last.alerts if last else (),
            quiets=last.quiets if last else (),
            facts=facts_of(tables, plan.universe),
            sources=(),
        )
        return snapshot, [*seen, Seen(readings, clock.today)]

    def _judged(
        self, plan: Plan, seen: Sequence[Seen], now: datetime, faults: list[str]
    ) -> Outcome | None:
        """Judge what is seen; if that breaks, all alerts stay as they are."""
        try:
            return self.watch.look(plan, seen, now)
        except StoreError:
            raise
        except Exception as error:
            _LOG.exception("the rules could not be judged")
            faults.append(f"rules not judged, the last states stand: {error!r}")
            return None

    def _with_alerts(
        self, snapshot: Snapshot, outcome: Outcome, plan: Plan, *, same: bool
    ) -> Snapshot:
        """Show the alerts; `same`: neither they nor the figures changed."""
        where = (
            snapshot.standings
            if same
            else standings(plan.rules, snapshot.readings, plan.universe, outcome.alerts)
        )
        return replace(
            snapshot, alerts=outcome.alerts, quiets=outcome.quiets, standings=where
        )
