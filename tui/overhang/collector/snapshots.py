"""How a Snapshot is put together from the rows that stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from overhang.collector.stamps import unstamped
from overhang.core.events import (
    Deal,
    Fact,
    Forecast,
    Guidance,
    Rating,
    Results,
    Tranche,
)
from overhang.core.filings import Filing
from overhang.core.issuers import Universe
from overhang.core.observations import (
    Balance,
    CashFlow,
    CdsActivity,
    CdsMark,
    IndexMark,
    Rate,
)
from overhang.core.records import Record, Version
from overhang.core.snapshot import Clock, Facts, Snapshot
from overhang.core.wire import decode, encode
from overhang.store.base import Store

Tables = Mapping[str, Sequence[Version]]
"""The versions that stand, by table."""

_NEW_YORK = ZoneInfo("America/New_York")
_FILINGS = 300
"""Filings that are listed: a year of five issuers."""
_RATES = 300
"""Rates that are listed: a month of a curve."""
_INDICES = 60
"""Index levels that are listed: a month of three."""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)

Kind = TypeVar("Kind", bound=Record)


def desk_day(now: datetime) -> date:
    """Return the date in New York."""
    return now.astimezone(_NEW_YORK).date()


def clock_of(closes: Sequence[Version], *, shipped: bool, now: datetime) -> Clock:
    """Return what "today" is: shipped data stands still at its last close.

    The time counts only where a price of today's session is that old.
    """
    last = max((each.record.day for each in closes), default=None)
    today = last if shipped and last is not None else desk_day(now)
    live = any(each.record.provisional and each.record.day == today for each in closes)
    return Clock(today=today, shipped=shipped, now=now if live else None)


def facts_of(tables: Tables, universe: Universe) -> Facts:
    """Return what screens list as it is: rows of the issuers that are watched.

    Forecasts and facts are of any scope; tranches go with their deal.
    """
    deals = _rows(tables, "deals", Deal, lambda row: row.issuer in universe.issuer)
    ids = {each.deal_id for each in deals}

    def of_issuers(table: str, kind: type[Kind]) -> tuple[Kind, ...]:
        return _rows(
            tables,
            table,
            kind,
            lambda row: getattr(row, "issuer", "") in universe.issuer,
        )

    return Facts(
        guidance=of_issuers("capex_guidance", Guidance),
        deals=deals,
        tranches=_rows(tables, "tranches", Tranche, lambda row: row.deal_id in ids),
        ratings=of_issuers("ratings", Rating),
        forecasts=_rows(tables, "forecasts", Forecast),
        facts=_rows(tables, "facts", Fact),
        results=of_issuers("results", Results),
        marks=of_issuers("cds_marks", CdsMark),
        activity=of_issuers("cds_activity", CdsActivity),
        filings=_newest(of_issuers("filings", Filing), _FILINGS),
        rates=_newest(_rows(tables, "rates", Rate), _RATES),
        indices=_newest(_rows(tables, "indices", IndexMark), _INDICES),
        cash_flow=of_issuers("cash_flow", CashFlow),
        balances=of_issuers("balances", Balance),
    )


def stored_snapshot(store: Store) -> Snapshot | None:
    """Return the stored snapshot; one that another version wrote counts as none.

    Raises:
        StoreError: the store cannot be read.
    """
    found = store.snapshot()
    if found is None:
        return None
    try:
        return decode(found[1])
    except msgspec.DecodeError:
        return None


def timeless(snapshot: Snapshot) -> bytes:
    """Encode a snapshot without its times: equal bytes have nothing new to show."""
    clock = replace(snapshot.clock, now=None)
    sources = tuple(unstamped(each) for each in snapshot.sources)
    return encode(replace(snapshot, taken_at=_NO_TIME, clock=clock, sources=sources))


def _newest(rows: Sequence[Kind], most: int) -> tuple[Kind, ...]:
    """Return the newest rows, oldest first."""
    return tuple(sorted(rows, key=lambda row: row.day)[-most:])


def _rows(
    tables: Tables,
    table: str,
    kind: type[Kind],
    wanted: Callable[[Kind], bool] = lambda _: True,
) -> tuple[Kind, ...]:
    return tuple(
        each.record
        for each in tables.get(table, ())
        if isinstance(each.record, kind) and wanted(each.record)
    )
