"""A collector's surroundings, hand-made: sources, measures, a clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from overhang.bundled import bundled
from overhang.collector.ticks import Engine
from overhang.core.calendars import load_calendars
from overhang.core.issuers import Issuer, Universe
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.observations import Close
from overhang.core.records import Record, Vintage
from overhang.core.rules.expressions import Term
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Reading, SourceHealth, SourceState
from overhang.core.states import State
from overhang.sources.base import Delivery
from support.stored import T0

UNIVERSE = Universe(
    issuer={
        code: Issuer(name=code, entity=code, cik=1, fiscal_year_end="12-31")
        for code in ("ORCL", "META")
    }
)
METRIC = "equity.close"
BOOK = parse_rules(
    f"""
    [[rule]]
    id = "low"
    metric = "{METRIC}"
    warn = "< 90USD"
    """,
    "rules.toml",
    UNIVERSE,
)
"""Anything under 90 is a warning."""


def delivery(
    table: str,
    rows: Sequence[Record] | None,
    state: SourceState = SourceState.OK,
    *,
    kind: str = "files",
) -> Delivery:
    """Return what a source says about a table."""
    health = SourceHealth(table=table, kind=kind, place=table, state=state)
    return Delivery(table, rows, health)


class HandSource:
    """A source that says what a test puts in its mouth."""

    def __init__(self, *tables: str, feed: str = "") -> None:
        self.tables: Sequence[str] = tables
        self.feed = feed
        self.asked = 0
        self.refreshed = 0
        self._words: asyncio.Queue[Delivery | Exception] = asyncio.Queue()

    def tell(self, delivery: Delivery) -> None:
        """Deliver it as it is."""
        self._words.put_nowait(delivery)

    def add(self, table: str, *vintages: Vintage) -> None:
        """Deliver rows to add, as a feed does."""
        kind, state = "hand", SourceState.OK
        health = SourceHealth(
            table=table, kind=kind, place=table, state=state, feed=self.feed
        )
        self._words.put_nowait(Delivery(table, None, health, vintages, self.feed))

    def say(
        self,
        table: str,
        rows: Sequence[Record] | None,
        state: SourceState = SourceState.OK,
        *,
        kind: str = "files",
    ) -> None:
        """Deliver."""
        self._words.put_nowait(delivery(table, rows, state, kind=kind))

    @property
    def silent(self) -> bool:
        """Whether everything said was heard."""
        return self._words.empty()

    def put(self, word: Delivery) -> None:
        """Deliver what a test made whole."""
        self._words.put_nowait(word)

    def break_down(self, error: Exception) -> None:
        """Raise, as no source should."""
        self._words.put_nowait(error)

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield what is said, for ever."""
        self.asked += 1
        while True:
            word = await self._words.get()
            if isinstance(word, Exception):
                raise word
            yield word

    def refresh(self) -> None:
        """Count the wish."""
        self.refreshed += 1


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = T0
        self._slept = timedelta()

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.time

    def monotonic(self) -> float:
        """Tell the seconds that passed."""
        return (self.time - T0 - self._slept).total_seconds()

    def pass_by(self, **parts: float) -> None:
        """Let time pass."""
        self.time += timedelta(**parts)

    def sleep(self, **parts: float) -> None:
        """Let time pass on the wall clock only, as while a machine is suspended."""
        self.time += timedelta(**parts)
        self._slept += timedelta(**parts)


class HandEngine:
    """Measures the last close."""

    def __init__(self) -> None:
        self.measured = 0
        self.fault: Exception | None = None

    @property
    def engine(self) -> Engine:
        """What a collector is given."""
        calendars = load_calendars(bundled("data") / "calendars.toml")
        return Engine(self._measure, calendars)

    def _measure(self, inputs: Inputs, terms: Sequence[Term]) -> Readings:
        self.measured += 1
        if self.fault is not None:
            raise self.fault
        readings: Readings = {
            code: {METRIC: Reading(value=None, state=State.ABSENT, reason="no closes")}
            for code in inputs.universe.codes
        }
        for version in sorted(
            inputs.tables.get("closes", ()), key=lambda each: each.record.day
        ):
            assert isinstance(version.record, Close)
            if version.record.issuer not in readings:
                continue
            readings[version.record.issuer][METRIC] = Reading(
                value=version.record.close_usd,
                about=version.record.date,
                known_at=version.known_at,
            )
        return readings
