"""Every store answers alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from overhang.core.records import Version
from overhang.store.base import AlertMemory, Batch, Heartbeat, Store, StoreError
from support.stored import DAY0, T0, at, close, deal, records
from support.turns import acknowledgement


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert list(store.latest("closes")) == []
    assert list(store.read("deals", known_at=T0)) == []
    assert list(store.since(0)) == []
    assert store.snapshot() is None
    assert store.alerts() == ([], AlertMemory())
    assert list(store.told()) == []
    assert list(store.log()) == []
    assert list(store.actions()) == []
    assert store.heartbeat() is None


def test_rows_come_back_whole_and_numbered(store: Store) -> None:
    rows = [close("ORCL", 1, 280.125), close("MSFT", 1)]
    assert store.append([Batch("closes", rows)], known_at=T0) == 2
    assert store.append([Batch("deals", [deal("a")])], known_at=at(1)) == 3
    assert list(store.latest("closes")) == [
        Version(1, T0, rows[0]),
        Version(2, T0, rows[1]),
    ]
    assert list(store.latest("deals")) == [Version(3, at(1), deal("a"))]


def test_an_append_of_nothing_tells_the_last_id(store: Store) -> None:
    assert store.append((), known_at=T0) == 0
    store.append([Batch("closes", [close()])], known_at=T0)
    assert store.append((), known_at=T0) == 1


def test_a_correction_is_a_new_version_and_the_old_one_is_still_known(
    store: Store,
) -> None:
    store.append([Batch("closes", [close(usd=100)])], known_at=T0)
    store.append([Batch("closes", [close(usd=101)])], known_at=at(5))
    assert list(store.latest("closes")) == [Version(2, at(5), close(usd=101))]
    known = store.read("closes", known_at=at(4))
    assert list(known) == [Version(1, T0, close(usd=100))]
    assert list(store.read("closes", known_at=at(-1))) == []
    assert records(store.read("closes", known_at=at(5))) == [close(usd=101)]


def test_a_withdrawn_row_stands_no_more_and_can_come_back(store: Store) -> None:
    store.append([Batch("closes", [close(), close(day=1)])], known_at=T0)
    store.append([Batch("closes", [], [close()])], known_at=at(1))
    assert records(store.latest("closes")) == [close(day=1)]
    assert records(store.read("closes", known_at=T0)) == [close(), close(day=1)]
    store.append([Batch("closes", [close()])], known_at=at(2))
    assert records(store.read("closes")) == [close(), close(day=1)]


def test_what_was_appended_since_comes_in_order_with_withdrawals(store: Store) -> None:
    store.append([Batch("closes", [close()])], known_at=T0)
    batches = [Batch("deals", [deal("a")]), Batch("closes", [close(day=1)], [close()])]
    store.append(batches, known_at=at(1))
    assert list(store.since(1)) == [
        Version(2, at(1), deal("a")),
        Version(3, at(1), close(day=1)),
        Version(4, at(1), close(), withdrawn=True),
    ]
    assert list(store.since(4)) == []


def test_the_newest_of_each_table_tells_where_something_changed(store: Store) -> None:
    assert store.newest().ids == {}
    store.append([Batch("closes", [close()]), Batch("deals", [deal("a")])], known_at=T0)
    assert store.newest().ids == {"closes": 1, "deals": 2}
    store.append([Batch("closes", [close(day=1)], [close()])], known_at=at(1))
    assert store.newest().ids == {"closes": 4, "deals": 2}
    store.append([Batch("closes", [close(usd=7)], feed="quotes")], known_at=at(2))
    assert store.newest().ids == {"closes": 5, "deals": 2}


def test_reading_is_bounded_by_issuer_and_day_both_ends_included(store: Store) -> None:
    rows = [close("MSFT", 2), *(close("ORCL", day) for day in (3, 1, 2, 4))]
    store.append([Batch("closes", rows)], known_at=T0)
    start, end = DAY0 + timedelta(2), DAY0 + timedelta(3)
    assert records(store.read("closes", issuer="ORCL", start=start, end=end)) == [
        close("ORCL", 2),
        close("ORCL", 3),
    ]
    assert records(store.read("closes", end=DAY0 + timedelta(1))) == [close("ORCL", 1)]


def test_a_correction_that_moves_a_row_out_of_bounds_takes_it_along(
    store: Store,
) -> None:
    store.append([Batch("deals", [deal("a", "ORCL", 1)])], known_at=T0)
    store.append([Batch("deals", [deal("a", "META", 9)])], known_at=at(1))
    assert list(store.read("deals", issuer="ORCL")) == []
    assert list(store.read("deals", end=DAY0 + timedelta(5))) == []
    assert records(store.read("deals", issuer="META")) == [deal("a", "META", 9)]


def test_a_moment_in_another_zone_is_the_same_moment(store: Store) -> None:
    eastern = T0.astimezone(timezone(timedelta(hours=-4)))
    store.append([Batch("closes", [close()])], known_at=eastern)
    (version,) = store.latest("closes")
    assert version.known_at == T0
    assert version.known_at.utcoffset() == timedelta(0)


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 10, 9)  # noqa: DTZ001
    with pytest.raises(StoreError, match="without a zone"):
        store.append([Batch("closes", [close()])], known_at=naive)
    assert list(store.latest("closes")) == []


def test_an_append_that_fails_leaves_no_trace(store: Store) -> None:
    wrong = [Batch("closes", [close()]), Batch("deals", [close()])]
    with pytest.raises(StoreError, match="Close in a table of Deal"):
        store.append(wrong, known_at=T0, snapshot=b"new")
    assert list(store.since(0)) == []
    assert store.snapshot() is None
    assert store.append([Batch("closes", [close()])], known_at=T0) == 1


def test_an_unknown_table_is_named(store: Store) -> None:
    for call in (store.latest, store.read):
        with pytest.raises(StoreError, match="no table 'bids'; there are closes,"):
            call("bids")
    with pytest.raises(StoreError, match="no table 'bids'"):
        store.append([Batch("bids", [])], known_at=T0)


def test_there_is_one_snapshot_and_its_number_grows(store: Store) -> None:
    store.append([Batch("closes", [close()])], known_at=T0, snapshot=b"one")
    first = store.snapshot()
    store.append((), known_at=T0, snapshot=b"two")
    second = store.snapshot()
    assert first is not None
    assert second is not None
    assert (first[1], second[1]) == (b"one", b"two")
    assert second[0] > first[0]


def test_the_last_sign_of_life_is_kept(store: Store) -> None:
    beats = [
        Heartbeat(pid=7, at=at(minute), started_at=T0, version="1")
        for minute in range(2)
    ]
    for beat in beats:
        store.beat(beat)
    assert store.heartbeat() == beats[1]


async def test_watching_yields_the_number_now_and_at_each_change(store: Store) -> None:
    store.append((), known_at=T0, snapshot=b"one")
    watch = store.watch(poll=0.01)
    async with asyncio.timeout(5):
        first = await anext(watch)
        # Neither a heartbeat nor rows nor an action alone are a new snapshot.
        store.beat(Heartbeat(pid=7, at=T0, started_at=T0, version="1"))
        store.append([Batch("closes", [close()])], known_at=T0)
        store.put_action(acknowledgement())
        waiting = asyncio.ensure_future(anext(watch))
        done, _ = await asyncio.wait([waiting], timeout=0.1)
        assert not done
        store.append((), known_at=T0, snapshot=b"two")
        assert await waiting == first + 1
        assert (await asyncio.to_thread(store.snapshot)) == (first + 1, b"two")


def test_a_closed_store_answers_nothing(store: Store) -> None:
    store.close()
    calls: list[Callable[[], object]] = [
        store.snapshot,
        store.heartbeat,
        store.alerts,
        store.told,
        store.log,
        store.actions,
        lambda: store.latest("closes"),
        lambda: store.put_action(acknowledgement()),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="closed"):
            call()
    with pytest.raises(StoreError, match="closed"):
        store.append((), known_at=T0)
    store.close()
