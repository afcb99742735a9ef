"""A viewer's line to a real store: what people do goes out, the log comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
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
