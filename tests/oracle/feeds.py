"""The feeds of the month, as sources of a collector."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from datetime import date
from random import Random

from oracle.world import ISSUERS, POLL_S, Fault, World
from overhang.core.observations import CdsMark, Close
from overhang.core.records import Quality, Vintage
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery

Rows = dict[str, list[tuple[date, float]]]
Note = Callable[..., None]

_DEADLINE_S = 0.5
_ADDED = frozenset({"cds_marks"})
_WITHDRAWN = frozenset({"gone", "all gone"})
_WORDS = {
    "hang": "no answer within 0.5s",
    "error": "answered 500",
    "refused": "refused: fewer than 90% of its rows are good",
}


class WorldSource:
    """Asks the world for one table, every few minutes.

    Args:
        world: whom to ask.
        feed: the table.
        mono: the monotonic clock.
        note: told of each delivery with rows, before anybody sees it.
    """

    feed = ""

    def __init__(
        self, world: World, feed: str, mono: Callable[[], float], note: Note
    ) -> None:
        self.tables = (feed,)
        self._world = world
        self._mono = mono
        self._note = note

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield one delivery at each poll."""
        (table,) = self.tables
        while True:
            true = self._world.true(self._mono())
            fault = self._world.fault(table, true)
            kind = fault.kind if fault else ""
            if kind == "broken":
                raise RuntimeError("a source that breaks")
            if kind == "hang":
                await asyncio.sleep(_DEADLINE_S)
            if kind in _WORDS:
                yield Delivery(table, None, self._health((_WORDS[kind],)))
            else:
                rows = asked(self._world, table, true, fault)
                self._note("got", feed=table, rows=_last(rows))
                yield self._read(table, _records(table, rows, fault), kind)
            await asyncio.sleep(POLL_S)

    def _read(self, table: str, records: list[Close | CdsMark], kind: str) -> Delivery:
        """Deliver as the readers do: a row that is no number is left out.

        It may be any row, so none is withdrawn meanwhile. Marks come as from a feed
        that adds rows, which says of none that it is gone; closes as a whole table.
        """
        good = [each for each in records if math.isfinite(_figure(each))]
        whole = table not in _ADDED or kind in _WITHDRAWN
        if whole and len(good) == len(records):
            return Delivery(table, records, self._health())
        now = self._world.wall(self._mono())
        vintages = [Vintage(now, each) for each in good]
        return Delivery(table, None, self._health(), vintages)

    def refresh(self) -> None:
        """Nobody asks for it."""

    def _health(self, errors: tuple[str, ...] = ()) -> SourceHealth:
        now = self._world.wall(self._mono())
        return SourceHealth(
            table=self.tables[0],
            kind="http",
            place="world",
            state=SourceState.FAILED if errors else SourceState.OK,
            last_try=now,
            last_success=None if errors else now,
            errors=errors,
        )


def asked(world: World, table: str, true: float, fault: Fault | None) -> Rows:
    """Return the rows that an answer holds."""
    kind = fault.kind if fault else ""
    when = fault.start if fault and kind == "old" else true
    rows = {each: world.rows(table, each, when) for each in ISSUERS}
    if fault is None:
        return rows
    mine = rows[fault.issuer]
    if kind == "nan" and mine:
        mine[-1] = (mine[-1][0], math.nan)
    if kind == "gone":
        del mine[-1:]
    if kind == "all gone":
        mine.clear()
    if kind == "late" and len(mine) > 4:
        mine[-4] = (mine[-4][0], 109.0)
    return rows


def _records(table: str, rows: Rows, fault: Fault | None) -> list[Close | CdsMark]:
    found = [
        _record(table, issuer, day, value)
        for issuer, mine in rows.items()
        for day, value in mine
    ]
    if fault is not None and fault.kind == "twice":
        found += found[-5:]
    if fault is not None and fault.kind == "shuffled":
        Random(fault.start).shuffle(found)
    return found


def _record(table: str, issuer: str, day: date, value: float) -> Close | CdsMark:
    if table == "closes":
        return Close(
            issuer=issuer,
            date=day,
            close_usd=value,
            source="world",
            quality=Quality.COMPOSITE,
        )
    return CdsMark(
        issuer=issuer,
        date=day,
        tenor="5Y",
        spread_bp=value,
        source="world",
        quality=Quality.COMPOSITE,
    )


def _figure(record: Close | CdsMark) -> float:
    return record.close_usd if isinstance(record, Close) else record.spread_bp


def _last(rows: Rows) -> dict[str, list[tuple[str, float | None]]]:
    """Return the newest rows, as JSON can say them; no number is none."""
    return {
        issuer: [
            (day.isoformat(), None if math.isnan(value) else value)
            for day, value in mine
        ]
        for issuer, mine in rows.items()
    }
