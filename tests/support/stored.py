"""Rows and moments for tests of the store and the collector."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from overhang.core.events import Deal, Instrument
from overhang.core.observations import Close
from overhang.core.records import Quality, Record, Version
from overhang.core.snapshot import Snapshot
from overhang.core.wire import decode
from overhang.store.base import Store

T0 = datetime(2026, 10, 9, 20, tzinfo=UTC)
DAY0 = date(2026, 1, 1)


def at(minutes: float) -> datetime:
    """Return a moment some minutes after T0."""
    return T0 + timedelta(minutes=minutes)


def close(issuer: str = "ORCL", day: int = 0, usd: float = 100.0) -> Close:
    """Return a close `day` days after DAY0."""
    return Close(
        source="desk",
        quality=Quality.COMPOSITE,
        issuer=issuer,
        date=DAY0 + timedelta(day),
        close_usd=float(usd),
    )


def deal(deal_id: str, issuer: str = "ORCL", day: int = 0) -> Deal:
    """Return a senior deal priced `day` days after DAY0."""
    return Deal(
        source="desk",
        quality=Quality.PRESS,
        deal_id=deal_id,
        issuer=issuer,
        priced_on=DAY0 + timedelta(day),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=18.0,
    )


def records(versions: object) -> list[Record]:
    """Return what versions say, in their order."""
    assert isinstance(versions, (list, tuple))
    found = []
    for each in versions:
        assert isinstance(each, Version)
        found.append(each.record)
    return found


def number_of(store: Store) -> int:
    """Return the stored snapshot's number; 0 when there is none."""
    found = store.snapshot()
    return found[0] if found else 0


def snapshot_of(store: Store) -> Snapshot:
    """Return the stored snapshot; there must be one."""
    found = store.snapshot()
    assert found is not None
    return decode(found[1])
