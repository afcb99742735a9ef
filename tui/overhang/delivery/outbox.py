"""What one channel was told, as the store has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from overhang.core.alerts.messages import Told
from overhang.sources.pacing import Pace, backoff

PutTold = Callable[[Sequence[Told]], Awaitable[None]]
"""Writes down what was told; returns once it is durable."""

_LOG = logging.getLogger(__name__)


class Outbox:
    """Holds what was told by subject, and writes it down.

    Args:
        name: the channel's name.
        put_told: writes to the store.
        now: the time, UTC.
        rng: draws the jitter between tries.
    """

    def __init__(
        self, name: str, put_told: PutTold, *, now: Callable[[], datetime], rng: Random
    ) -> None:
        self._name = name
        self._put_told = put_told
        self._now = now
        self._rng = rng
        self._told: dict[str, Told] = {}
        self._unwritten: dict[str, Told] = {}
        self._refused = 0
        self.refused_since: datetime | None = None
        """Since when the store takes nothing; none: it does."""

    @property
    def told(self) -> Mapping[str, Told]:
        """What was told last, by subject."""
        return self._told

    @property
    def behind(self) -> bool:
        """Whether the store lacks something that has happened."""
        return bool(self._unwritten)

    def load(self, told: Sequence[Told]) -> None:
        """Take over what is stored."""
        self._told = {each.subject: each for each in told}

    async def plan(self, told: Sequence[Told]) -> bool:
        """Write down what is about to happen; return whether that is durable.

        If not it is as if it had never been said, after a little while.
        """
        return await self._write({each.subject: each for each in told})

    async def record(self, told: Sequence[Told]) -> None:
        """Write down what has happened; what the store does not take is kept for it."""
        self._unwritten |= {each.subject: each for each in told}
        await self._write({})

    async def catch_up(self) -> bool:
        """Write down what the store lacks; return whether that is durable."""
        return await self._write({})

    async def _write(self, fresh: Mapping[str, Told]) -> bool:
        everything = {**self._unwritten, **fresh}
        try:
            await self._put_told(tuple(everything.values()))
        except Exception as error:
            self._refused += 1
            self.refused_since = self.refused_since or self._now()
            _LOG.warning("deliver %s: not written down: %s", self._name, error)
            await asyncio.sleep(backoff(self._refused, Pace(), self._rng))
            return False
        self._refused, self.refused_since = 0, None
        self._unwritten = {}
        self._told |= everything
        return True
