"""Prices and marks that are pushed: one line, read without end, told once a window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from overhang.config.feeds import FeedSettings, PushOptions
from overhang.core.issuers import Universe
from overhang.core.records import Quality, Record, Vintage
from overhang.core.rights import Rights
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.sources.base import Delivery, Problem
from overhang.sources.early import Present
from overhang.sources.ledger import told
from overhang.sources.mapped.connection import Connection, Status
from overhang.sources.mapped.lines import Opener
from overhang.sources.mapped.mapper import Mapper
from overhang.sources.mapped.window import MOST, Passed, Window

_REMEMBERED = timedelta(minutes=5)
"""How long a fault is told: a line whose odd message is bad is in part, and not in part
for one window and whole for the next."""


class _LeftOut(NamedTuple):
    """What the last window with a fault refused."""

    at: datetime
    rows: int = 0
    faults: tuple[str, ...] = ()


class PushSource:
    """One feed of `kind = "push"`.

    The line is read as fast as it speaks and never waits for whoever takes the
    deliveries: of each row only the last one is kept. Whatever ends the line, what it
    said before is delivered.

    Args:
        feed: Its settings; its options are `PushOptions`.
        key: Reads its key; empty: it needs none. Read anew for each line.
        web: Opens lines.
        universe: Who is watched.
        clock: Tells the time, UTC.
        rng: Draws the jitter.
        licence: On what terms the figures come, unless the settings say.

    Raises:
        SourceError: The mapping cannot work.
    """

    def __init__(
        self,
        feed: FeedSettings,
        *,
        key: Callable[[], str],
        web: Opener,
        universe: Callable[[], Universe],
        clock: Callable[[], datetime],
        rng: Random,
        licence: str = "",
    ) -> None:
        assert isinstance(feed.options, PushOptions)
        self._feed = feed
        self._options = feed.options
        self._web = web
        self._universe = universe
        self._clock = clock
        self._identity = identify(TABLES[feed.options.table])
        place = _place(feed.reach.url)
        self._health = SourceHealth(
            table=feed.options.table,
            kind="push",
            place=place,
            feed=feed.name,
            rights=feed.rights or Rights.INTERNAL,
            licence=feed.licence or licence,
        )
        self._window = Window(feed.options.table, feed.options.rows, place)
        self._codes = universe().codes
        self._mapper = self._new_mapper()
        self._held: dict[object, Record] = {}
        self._status = Status(SourceState.WAITING)
        self._began = clock()
        self._left_out = _LeftOut(self._began)
        self._news = asyncio.Event()
        self._hurry = asyncio.Event()
        self._connection = Connection(
            feed,
            key=key,
            web=web,
            clock=clock,
            rng=rng,
            take=self._take,
            tell=self._heed,
        )

    @property
    def feed(self) -> str:
        """Its name under `[source]`."""
        return self._feed.name

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table it fills."""
        return (self._options.table,)

    def refresh(self) -> None:
        """Dial now, if the line is not open."""
        self._connection.wake()

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Yield a delivery at once, then one for each window with something new."""
        yield self._delivery(())
        line = asyncio.create_task(self._connection.run())
        try:
            while True:
                await self._news.wait()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), self._options.window)
                self._news.clear()
                self._hurry.clear()
                before = self._health
                changed = self._flush()
                if changed or _told(self._health) != _told(before):
                    yield self._delivery(changed)
        finally:
            line.cancel()
            await asyncio.gather(line, return_exceptions=True)
            await self._web.aclose()

    def _take(self, message: str | bytes) -> None:
        self._window.put(message, self._mapper)
        self._news.set()

    def _heed(self, status: Status) -> None:
        """Note how the line is; what it said before its end goes out at once."""
        self._status = status
        self._news.set()
        self._hurry.set()

    def _flush(self) -> list[Record]:
        """End the window: return the rows that changed, and note how things are."""
        now = self._clock()
        passed = self._window.take(self._mapper)
        changed: list[Record] = []
        future: list[Problem] = []
        present = Present(now)
        for record in passed.records:
            early = present.early(record)
            if early is not None:
                place = self._health.place
                future.append(Problem(place, early.found, early.expected))
            elif self._held.get(key := self._identity(record)) != record:
                changed.append(record)
                self._held[key] = record
        if len(self._held) > MOST:
            self._held.clear()
        self._note(passed, future, changed, now)
        if self._universe().codes != self._codes:
            self._codes = self._universe().codes
            self._mapper = self._new_mapper()
        return changed

    def _note(
        self,
        passed: Passed,
        future: list[Problem],
        changed: list[Record],
        now: datetime,
    ) -> None:
        """Bring the health up to date."""
        seconds = max((now - self._began).total_seconds(), self._options.window)
        self._began = now
        if passed.refused or future:
            words = tuple(str(each) for each in (*passed.problems, *future))
            self._left_out = _LeftOut(now, passed.refused + len(future), words)
        elif not timedelta(0) <= now - self._left_out.at < _REMEMBERED:
            self._left_out = _LeftOut(now)
        faults = list(self._left_out.faults)
        if self._status.error:
            place, error = self._health.place, self._status.error
            said = error if place in error else f"{place}: {error}"
            faults[:0] = filter(None, (said, self._status.stopped))
        refused = self._left_out.rows
        state = self._status.state
        if refused and state is SourceState.OK:
            state = SourceState.PART
        health = replace(
            self._health,
            state=state,
            errors=told(faults),
            refused=refused,
            next_try=self._status.next_try,
        )
        if passed.messages:
            health = replace(
                health,
                rows=len(changed) or health.rows,
                last_success=now,
                last_try=now,
                notes=_notes(passed, seconds),
            )
        self._health = health

    def _new_mapper(self) -> Mapper:
        feed = self._feed
        return Mapper(
            self._options,
            source=feed.source or feed.name,
            quality=feed.quality or Quality.COMPOSITE,
            rights=feed.rights or Rights.INTERNAL,
            codes=self._codes,
        )

    def _delivery(self, changed: list[Record] | tuple[()]) -> Delivery:
        now = self._clock()
        vintages = [Vintage(now, each) for each in changed]
        return Delivery(self.tables[0], None, self._health, vintages, self.feed)


def _place(url: str) -> str:
    """Return an address without user, password and query."""
    parts = urlsplit(url)
    return safe_text(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")


def _told(health: SourceHealth) -> tuple[object, ...]:
    """Return what of the health is worth a delivery of its own."""
    return health.state, health.errors, health.next_try, bool(health.refused)


def _notes(passed: Passed, seconds: float) -> tuple[str, ...]:
    """Say how fast the line speaks, and of whom in vain."""
    rate = passed.messages / seconds
    notes = [f"about {float(f'{rate:.1g}'):,g} messages a second"]
    if passed.unknown:
        notes.append(f"left out, nobody watches them: {', '.join(passed.unknown)}")
    return tuple(notes)
