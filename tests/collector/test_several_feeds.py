"""Several feeds of one table: they add up, and none speaks for another."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from overhang.collector.shelf import remembered
from overhang.core.records import Vintage
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.store import open_store
from overhang.store.base import StoreError
from overhang.store.memory import MemoryStore
from support.collecting import Desk
from support.gathering import HandSource
from support.stored import T0, at, close, records
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")


async def test_a_feed_adds_to_what_the_folder_has(source: HandSource) -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(source, feed)
    async with desk.working():
        source.say("closes", [close(usd=100), close("META")])
        source.say("deals", [])
        feed.add("closes", Vintage(T0, close(day=1, usd=95)))
        await until(lambda: desk.number > 0 and desk.value() == 95)
        # The folder's word on its own rows leaves those of the feed alone.
        source.say("closes", [close(usd=100)])
        await until(lambda: len(desk.store.latest("closes")) == 2)
    assert desk.value() == 95
    assert {each.feed for each in desk.store.standing("closes")} == {"", "prices"}
    found = [(each.feed, each.table) for each in desk.snapshot.sources]
    assert found == [("", "closes"), ("", "deals"), ("prices", "closes")]


async def test_a_feed_counts_the_rows_that_are_held_of_it(source: HandSource) -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(source, feed)
    async with desk.working():
        source.say("closes", [close(usd=100), close("META")])
        source.say("deals", [])
        feed.add("closes", *(Vintage(T0, close(day=day)) for day in (1, 2)))
        await until(lambda: len(desk.store.latest("closes")) == 4)
        feed.add("closes", Vintage(T0, close(day=3)))
        await until(lambda: desk.snapshot.sources[2].rows == 3)
    assert desk.snapshot.sources[2].feed == "prices"


@pytest.mark.parametrize("url", ["memory:", "sqlite://{}/store.db"])
async def test_a_feed_is_heard_after_the_clock_was_put_back(
    url: str, tmp_path: Path
) -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(feed, store=open_store(url.format(tmp_path), write=True))
    async with desk.working():
        feed.add("closes", Vintage(T0, close(usd=99)))
        await desk.numbered(1)
        desk.clock.sleep(minutes=-60)
        for usd in (50, 49, 48):
            desk.clock.pass_by(minutes=15)
            feed.add("closes", Vintage(desk.clock(), close(usd=usd)))
            await until(lambda usd=usd: desk.value() == usd)  # type: ignore[misc]
        (alert,) = desk.snapshot.alerts
        assert (alert.rule, alert.subject) == ("low", "ORCL")
        desk.clock.pass_by(minutes=30)
        feed.add("closes", Vintage(desk.clock(), close(usd=47)))
        await until(lambda: desk.value() == 47)
    assert records(desk.store.latest("closes")) == [close(usd=47)]


class _FullStore(MemoryStore):
    """A store whose disk is full for a while."""

    full = 2

    def append(self, *args: object, **kwargs: object) -> int:
        if args[0] and self.full:
            self.full -= 1
            raise StoreError("store: the disk is full")
        return super().append(*args, **kwargs)  # type: ignore[arg-type]


async def test_rows_that_came_one_by_one_outlast_a_store_that_is_full() -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(feed, store=_FullStore())
    async with desk.working():
        for day in range(4):
            feed.add("closes", Vintage(at(day), close(day=day, usd=100 + day)))
        await until(lambda: len(desk.store.latest("closes")) == 4)
    assert desk.value() == 103


async def test_a_feed_that_breaks_is_named_and_the_others_go_on(
    source: HandSource,
) -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(source, feed)
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        feed.break_down(ValueError("no such thing"))
        await until(lambda: desk.number > 0 and len(desk.snapshot.sources) == 3)
        source.say("closes", [close(usd=90)])
        await until(lambda: desk.value() == 90)
        health = desk.snapshot.sources[2]
    assert (health.feed, health.state) == ("prices", SourceState.FAILED)
    assert records(desk.store.latest("closes")) == [close(usd=90)]


async def test_a_collector_that_starts_again_knows_whose_rows_are_whose() -> None:
    feed = HandSource("closes", feed="prices")
    desk = Desk(feed)
    async with desk.working():
        feed.add("closes", Vintage(T0, close(usd=100)))
        await desk.numbered(1)
    desk.wanted = True
    async with desk.working():
        feed.add("closes", Vintage(T0, close(usd=100)), Vintage(T0, close(day=1)))
        await until(lambda: len(desk.store.latest("closes")) == 2)
    assert len(desk.store.since(0)) == 2


def test_a_feed_that_is_down_at_a_start_keeps_its_last_success() -> None:
    now = SourceHealth(
        table="closes", kind="", place="", feed="prices", state=SourceState.FAILED
    )
    then = replace(now, kind="tiingo", state=SourceState.OK, last_success=T0, rows=7)
    (found,) = remembered([now], [then])
    assert found == replace(now, last_success=T0, rows=7)
    assert remembered([now], []) == (now,)
