"""A viewer's line to a real store: what people do goes out, the log comes in."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from overhang.calculation import Calculator
from overhang.core.alerts.actions import Acknowledge
from overhang.core.alerts.journal import Entry, read
from overhang.core.states import Severity
from overhang.core.wire import encode
from overhang.link import LinkError, StoreLink
from overhang.store import open_store
from overhang.store.base import AlertTurn, StoreError
from overhang.store.keeper import Keeper
from overhang.store.place import store_url
from overhang.store.sqlite import SqliteStore
from support.sample_universe import TAKEN
from support.snapshots import sample_snapshot

ACK = Acknowledge(
    at=TAKEN, by="jk", rule="r", subject="ORCL", severity=Severity.CRIT, why="on it"
)


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[StoreLink]:
    """A viewer's link, beside nobody who collects."""
    url = store_url(tmp_path)
    store = open_store(url, write=False)
    keeper = Keeper(tmp_path, (), store.heartbeat)
    link = StoreLink(tmp_path, store, keeper, Calculator(url), "jk")
    yield link
    await link.close()


def log_three(folder: Path) -> None:
    """Write three lines of the log, as a collector does."""
    store = open_store(store_url(folder), write=True)
    entries = [Entry(at=TAKEN, kind="note", text=str(at)) for at in range(3)]
    store.append([], known_at=TAKEN, turn=AlertTurn(entries=entries))
    store.close()


async def test_an_action_is_in_the_store_when_it_was_sent(
    link: StoreLink, tmp_path: Path
) -> None:
    log_three(tmp_path)
    assert link.who == "jk"
    await link.act(ACK)
    store = open_store(store_url(tmp_path), write=False)
    assert [each.action for each in store.actions()] == [ACK]
    store.close()


async def test_the_newest_lines_of_the_log_are_read_oldest_first(
    link: StoreLink, tmp_path: Path
) -> None:
    log_three(tmp_path)
    assert [read(line).text for line in await link.log(2)] == ["1", "2"]


async def test_before_anyone_collected_an_action_is_refused_in_words(
    link: StoreLink,
) -> None:
    with pytest.raises(LinkError, match="collector"):
        await link.act(ACK)
    assert list(await link.log(5)) == []


async def test_a_store_that_cannot_be_read_for_a_while_ends_nothing(
    link: StoreLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(store_url(tmp_path), write=True)
    store.append([], known_at=TAKEN, snapshot=encode(sample_snapshot()))
    looks = iter([StoreError("the file is damaged")])
    watch = SqliteStore.watch

    async def once_broken(self: SqliteStore) -> AsyncGenerator[int]:
        for error in looks:
            raise error
        async with aclosing(watch(self)) as numbers:
            async for number in numbers:
                yield number

    monkeypatch.setattr(SqliteStore, "watch", once_broken)
    monkeypatch.setattr("overhang.link._LOOK_S", 0.01)
    async with aclosing(link.follow()) as snapshots:
        assert (await anext(snapshots)).taken_at == sample_snapshot().taken_at
    store.close()


async def test_logs_that_are_read_at_once_leave_one_descriptor_behind_not_many(
    link: StoreLink, tmp_path: Path
) -> None:
    # While a connection of this process stands SQLite keeps a closed one's for the
    # next: as many as were ever open at once.
    log_three(tmp_path)
    assert link.snapshot() is None

    def held() -> int:
        return sum(
            each.readlink().name == "store.db"
            for each in Path("/proc/self/fd").iterdir()
            if each.is_symlink()
        )

    before = held()
    await asyncio.gather(*(link.log(3) for _ in range(20)))
    assert held() <= before + 1


async def test_a_log_that_nobody_waits_for_any_more_is_read_before_the_next(
    link: StoreLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_three(tmp_path)
    reading, go_on, at_once = threading.Event(), threading.Event(), list[int]()
    log = SqliteStore.log

    def slowly(self: SqliteStore, *, limit: int | None = None) -> Sequence[str]:
        at_once.append(1)
        reading.set()
        assert go_on.wait(5)
        lines = log(self, limit=limit)
        at_once.append(-1)
        return lines

    monkeypatch.setattr(SqliteStore, "log", slowly)
    left = asyncio.create_task(link.log(3))
    assert await asyncio.to_thread(reading.wait, 5)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    again = asyncio.create_task(link.log(3))
    await asyncio.sleep(0.1)
    go_on.set()
    assert len(await again) == 3
    assert at_once == [1, -1, 1, -1]


async def test_a_viewer_that_leaves_while_a_snapshot_is_read_just_leaves(
    link: StoreLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(store_url(tmp_path), write=True)
    store.append([], known_at=TAKEN, snapshot=encode(sample_snapshot()))
    reading, read = threading.Event(), threading.Event()

    def slowly(self: SqliteStore) -> None:
        reading.set()
        self._query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 1000000) SELECT sum(i) FROM n"
        )
        read.set()

    monkeypatch.setattr(SqliteStore, "snapshot", slowly)

    async def follow() -> None:
        async with aclosing(link.follow()) as snapshots:
            await anext(snapshots)

    following = asyncio.create_task(follow())
    assert await asyncio.to_thread(reading.wait, 5)
    assert not read.is_set()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert await asyncio.to_thread(read.wait, 5)
    store.close()


async def test_sources_that_cannot_be_asked_are_told_in_words(
    link: StoreLink, tmp_path: Path
) -> None:
    link.refresh()
    shutil.rmtree(tmp_path)
    with pytest.raises(LinkError, match="No such file"):
        link.refresh()
