"""A feed that is asked turn by turn, for ever, whatever its host comes up with."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.rights import Rights
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceHealth
from overhang.sources.base import Delivery, SourceError
from overhang.sources.connector import Connector, Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.pacing import Pace, backoff, retry_after
from overhang.sources.refusal import STOPPED, until_mended
from overhang.sources.tally import Tally
from overhang.sources.web.web import Web


class Label(NamedTuple):
    """What every delivery of a feed is marked with."""

    feed: str
    """Its name under `[source]`."""
    kind: str
    rights: Rights
    licence: str
    """On what terms, in words."""
    own: Mapping[str, tuple[Rights, str]] = MappingProxyType({})
    """By table: rights and terms that are not the feed's."""


class _Wait(NamedTuple):
    seconds: float | None
    """None: nothing but a person ends it, or another key."""
    held: bool = False
    """The host asked for that wait, so nothing cuts it short."""


async def _never() -> bool:
    """Say that the key is the same: there is none."""
    return False


class Polled:
    """One connector, asked in its rhythm.

    Rows to add go out as they are found; a whole table goes out at the turn's end, and
    counts as whole only when nothing of it failed.
    """

    def __init__(
        self,
        connector: Connector,
        web: Web,
        label: Label,
        *,
        clock: Callable[[], datetime],
        rng: Random,
        pace: Pace,
        renewed: Callable[[], Awaitable[bool]] = _never,
    ) -> None:
        """Make ready; nothing is asked before `deliveries` is iterated.

        Args:
            connector: What to ask, and how to read it.
            web: What it asks with; closed when the iteration ends.
            label: What its deliveries are marked with.
            clock: Tells the time, in UTC.
            rng: Draws the jitter.
            pace: How often it is asked.
            renewed: Says whether there is another key than the one used last.
        """
        self._connector = connector
        self._web = web
        self._label = label
        self._clock = clock
        self._rng = rng
        self._pace = pace
        self._renewed = renewed
        self._failures = 0
        self._wait = _Wait(pace.every)
        self._wake = asyncio.Event()
        self._tallies = {table: self._tally(table) for table in connector.tables}

    @property
    def feed(self) -> str:
        """Its name under `[source]`."""
        return self._label.feed

    @property
    def tables(self) -> Sequence[str]:
        """The tables it has something to say about."""
        return tuple(self._tallies)

    def refresh(self) -> None:
        """Ask now, unless the host itself said when to come back."""
        self._wake.set()

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Yield every table as waiting, then what each turn finds; never end."""
        try:
            for tally in self._tallies.values():
                yield tally.waiting()
            while True:
                self._wake.clear()
                async with aclosing(self._turn()) as turn:
                    async for delivery in turn:
                        yield delivery
                await self._pause()
        finally:
            await self._web.aclose()

    async def _turn(self) -> AsyncGenerator[Delivery, None]:
        """Ask once: yield rows as they come, then one delivery for each table."""
        for tally in self._tallies.values():
            tally.begin()
        raised: Exception | None = None
        answers = self._web.answers
        try:
            async with aclosing(_generator(self._connector.turn(self._web))) as turn:
                async for found in turn:
                    part = self._tallies[found.table].add(found, self._web.budget)
                    if part is not None:
                        yield part
        except Exception as error:
            # Whatever a connector comes up with: the next turn may be better.
            raised = error
        tallies = self._tallies.values()
        # A fault is told somewhere, even when every table was spoken of before it.
        everywhere = all(each.settled for each in tallies)
        ends = [
            each.close(
                raised if everywhere or not each.settled else None,
                self._web.budget,
                self._web.remark,
            )
            for each in tallies
        ]
        self._wait = self._next_wait(raised, answered=self._web.answers > answers)
        seconds = self._wait.seconds
        due = None if seconds is None else self._clock() + timedelta(seconds=seconds)
        for end in ends:
            errors = end.health.errors
            if seconds is None and errors:
                errors = (*errors, STOPPED)
            health = replace(end.health, next_try=due, errors=errors)
            yield end._replace(health=health)

    async def _pause(self) -> None:
        """Wait for the next turn, or for whoever wants it now."""
        seconds = self._wait.seconds
        if seconds is None:
            await until_mended(self._wake, self._renewed, self._pace.every)
        elif self._wait.held:
            await asyncio.sleep(seconds)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), seconds)

    def _next_wait(self, raised: Exception | None, *, answered: bool) -> _Wait:
        """Say when to ask again, after all that went wrong in this turn.

        Args:
            raised: What ended the turn.
            answered: Whether anything was answered in it.
        """
        faults = [each for tally in self._tallies.values() for each in tally.faults]
        if raised is not None:
            faults.append(raised)
        told = [each for each in faults if isinstance(each, FetchError)]
        asked = [self._asked(each) for each in told if each.wait is Wait.ASKED]
        longest = max((each for each in asked if each is not None), default=None)
        if longest is not None:
            return _Wait(longest, held=True)
        refused = [each for each in told if each.wait is Wait.REFUSED]
        # With a key that was taken it is a part that is refused, and the rest goes on.
        if any(not answered or each.status is None for each in refused):
            return _Wait(None)
        if any(_passes(each) for each in faults):
            self._failures += 1
            return _Wait(backoff(self._failures, self._pace, self._rng))
        self._failures = 0
        return _Wait(self._pace.every)

    def _asked(self, error: FetchError) -> float | None:
        return retry_after(error.retry_after, self._clock(), self._pace)

    def _tally(self, table: str) -> Tally:
        label = self._label
        rights, licence = label.own.get(table, (label.rights, label.licence))
        health = SourceHealth(
            table=table,
            kind=label.kind,
            place=self._web.conceal(safe_text(self._connector.place)),
            feed=label.feed,
            rights=rights,
            licence=licence,
        )
        return Tally(health, self._clock, self._web.conceal)


def _passes(fault: Exception) -> bool:
    """Whether asking again soon may help: what cannot be read will not change."""
    if isinstance(fault, FetchError):
        return fault.wait not in (Wait.MISSING, Wait.REFUSED)
    return not isinstance(fault, SourceError)


async def _generator(found: AsyncIterator[Found]) -> AsyncGenerator[Found, None]:
    """Iterate, and close what can be closed, even when left half way."""
    try:
        async for each in found:
            yield each
    finally:
        if isinstance(found, AsyncGenerator):
            await found.aclose()
