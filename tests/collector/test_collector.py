"""Deliveries in, a Snapshot out: with hand-made sources and figures."""

from __future__ import annotations

import asyncio

import pytest

from overhang.core.alerts.journal import read
from overhang.core.records import Version
from overhang.core.states import Severity
from support.collecting import Desk
from support.gathering import HandSource
from support.stored import T0, at, close, deal
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")

WARN = Severity.WARN


async def test_the_first_snapshot_waits_for_every_file_and_is_one(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=100)])
        await until(lambda: desk.beats > 3)
        assert desk.number == 0
        source.say("deals", [deal("a")])
        await desk.numbered(1)
    assert (desk.number, desk.hand.measured) == (1, 1)
    assert desk.value() == 100
    assert [each.deal_id for each in desk.snapshot.facts.deals] == ["a"]
    assert [each.table for each in desk.snapshot.sources] == ["closes", "deals"]


async def test_a_changed_row_is_a_new_version_and_a_breach_is_logged(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=100), close("META")])
        source.say("deals", [])
        await desk.numbered(1)
        desk.clock.pass_by(minutes=5)
        source.say("closes", [close(usd=80), close("META")])
        await desk.numbered(2)
    assert list(desk.store.since(2)) == [Version(3, at(5), close(usd=80))]
    assert desk.value() == 80
    assert desk.snapshot.taken_at == at(5)
    (line,) = map(read, desk.store.log())
    assert (line.rule, line.subject, line.severity) == ("low", "ORCL", "warn")
    assert (line.kind, line.old, line.new) == ("transition", "inactive", "firing")
    assert (line.at, line.value, line.known_at) == (at(5), 80, at(5))
    assert line.judged_by == "low ORCL: equity.close < 90usd warn"
    assert [each.key for each in desk.snapshot.alerts] == [("low", "ORCL", WARN)]


async def test_a_row_that_is_gone_is_withdrawn(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(day=0, usd=100), close(day=1, usd=101)])
        source.say("deals", [])
        await desk.numbered(1)
        source.say("closes", [close(day=0, usd=100)])
        await desk.numbered(2)
    assert desk.value() == 100
    assert list(desk.store.since(2)) == [
        Version(3, T0, close(day=1, usd=101), withdrawn=True)
    ]


async def test_what_says_nothing_new_writes_nothing(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close()])
        source.say("deals", [])
        await desk.numbered(1)
        desk.clock.pass_by(minutes=1)
        for rows in ([close()], None):
            source.say("closes", rows)
            await until(lambda: source.silent)
            # Signs of life queue behind ticks: some of them later, one has passed.
            beats = desk.beats
            await until(lambda: desk.beats > beats + 5)  # noqa: B023
    assert desk.number == 1
    assert len(list(desk.store.since(0))) == 1


async def test_a_collector_goes_on_where_the_last_one_stopped(
    source: HandSource,
) -> None:
    first = Desk(source)
    async with first.working():
        source.say("closes", [close(usd=80)])
        source.say("deals", [])
        await first.numbered(1)
    again = HandSource("closes", "deals")
    second = Desk(again, store=first.store)
    second.clock.pass_by(hours=1)
    async with second.working():
        again.say("closes", [close(usd=80)])
        again.say("deals", [])
        await until(lambda: second.hand.measured > 0)
        again.say("closes", [close(usd=80), close(day=1, usd=95)])
        await second.numbered(2)
    # Known rows were not written again; the breach was not logged again but ended.
    assert list(second.store.since(1)) == [
        Version(2, at(60), close(day=1, usd=95)),
    ]
    log = [read(each) for each in second.store.log()]
    assert [each.new for each in log] == ["firing", "inactive"]
    assert {each.alert for each in log} == {log[0].alert}


async def test_a_new_day_in_new_york_is_measured_anew(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close()])
        source.say("deals", [])
        await desk.numbered(1)
        before = desk.snapshot.clock.today
        desk.clock.pass_by(hours=7)  # 03:00 UTC: still the same day in New York.
        await until(lambda: desk.beats > 5)
        assert desk.number == 1
        desk.clock.pass_by(hours=2)
        await desk.numbered(2)
    assert (desk.snapshot.clock.today - before).days == 1


async def test_shipped_data_stands_still_at_its_last_close(source: HandSource) -> None:
    desk = Desk(source)
    desk.shipped = True
    async with desk.working():
        source.say("closes", [close(day=5), close("META", day=3)])
        source.say("deals", [])
        await desk.numbered(1)
    assert desk.snapshot.clock.today == close(day=5).date
    assert desk.snapshot.clock.shipped


async def test_signs_of_life_go_on_and_it_ends_when_nobody_wants_it(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        await until(lambda: desk.beats > 2)


async def test_deliveries_that_come_together_share_a_tick(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close()])
        source.say("deals", [])
        await desk.numbered(1)
        for size in range(1, 6):
            source.say("deals", [deal(str(each)) for each in range(size)])
        await desk.numbered(2)
    assert desk.hand.measured == 2
    assert len(desk.snapshot.facts.deals) == 5


async def test_a_first_tick_that_is_not_waited_for_leaves_nothing_running(
    source: HandSource,
) -> None:
    desk = Desk(source)
    source.say("closes", [close()])
    before = asyncio.all_tasks()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await desk.collector().once()
    assert asyncio.all_tasks() == before
    source.say("closes", [close()])
    source.say("deals", [])
    await desk.collector().once()
    assert desk.number == 1
    assert asyncio.all_tasks() == before
