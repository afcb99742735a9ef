"""A feed, or a part of one, that is set up and does not run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from msgspec.structs import replace

from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery


class Off:
    """Says of its tables that nothing is asked, and why; what stands stays.

    Args:
        tables: What it would fill.
        health: How each table is told of: kind, place, feed, terms; its table and state
            are set here.
        reason: Why it does not run, and what would change that.
    """

    def __init__(
        self, tables: Sequence[str], health: SourceHealth, reason: str
    ) -> None:
        self._tables = tuple(tables)
        self._health = health
        self._reason = reason

    @property
    def feed(self) -> str:
        """Its name under `[source]`."""
        return self._health.feed

    @property
    def tables(self) -> Sequence[str]:
        """What it would fill."""
        return self._tables

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Say so once, and never again."""
        for table in self._tables:
            health = replace(
                self._health,
                table=table,
                state=SourceState.OFF,
                errors=(self._reason,),
            )
            yield Delivery(table, None, health, feed=self.feed)
        await asyncio.Event().wait()

    def refresh(self) -> None:
        """Ask nothing."""
