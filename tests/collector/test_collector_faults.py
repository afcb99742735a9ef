"""What goes wrong in the world, and what the Snapshot says of it."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

import pytest

from overhang.collector.reload import Plan, Reloader
from overhang.core.problems import ConfigError
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import SourceState
from overhang.store.base import DamagedError, StoreError
from overhang.store.memory import MemoryStore
from support.collecting import Desk
from support.gathering import UNIVERSE, HandSource
from support.stored import T0, close, records
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")


async def test_an_endpoint_that_hangs_is_not_waited_for(source: HandSource) -> None:
    hung = HandSource("ratings")
    desk = Desk(source, hung)
    async with desk.working():
        hung.say("ratings", None, SourceState.WAITING, kind="http")
        source.say("closes", [close()])
        source.say("deals", None, SourceState.MISSING)
        async with asyncio.timeout(2):
            await desk.numbered(1)
        states = {each.table: each.state.value for each in desk.snapshot.sources}
        assert states == {"closes": "ok", "deals": "missing", "ratings": "waiting"}


async def test_a_failing_source_keeps_the_last_good_rows(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=77)])
        source.say("deals", [])
        await desk.numbered(1)
        source.say("closes", None, SourceState.FAILED)
        await desk.numbered(2)
    assert desk.value() == 77
    # A source's health alone is no reason to measure anything.
    assert desk.hand.measured == 1
    assert desk.snapshot.sources[0].state is SourceState.FAILED


async def test_a_source_that_breaks_is_told_and_asked_again(
    source: HandSource,
) -> None:
    other = HandSource("ratings")
    desk = Desk(source, other)
    async with desk.working():
        source.break_down(ValueError("secret"))
        other.say("ratings", [])
        await desk.numbered(1)
        health = desk.snapshot.sources[0]
        assert health.state is SourceState.FAILED
        assert health.errors == ("the source broke: ValueError",)
        await until(lambda: source.asked == 2)
        source.say("closes", [close(usd=99)])
        await until(lambda: desk.value() == 99)


async def test_figures_that_cannot_be_measured_leave_the_last_ones(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        await desk.numbered(1)
        desk.hand.fault = KeyError("capex")
        source.say("closes", [close(usd=50)])
        await desk.numbered(2)
        assert desk.value() == 100
        (problem,) = desk.snapshot.problems
        assert "the last ones stand: KeyError('capex')" in problem
        assert records(desk.store.latest("closes")) == [close(usd=50)]
        desk.hand.fault = None
        source.say("closes", [close(usd=51)])
        await desk.numbered(3)
    assert (desk.value(), desk.snapshot.problems) == (51, ())


async def test_figures_that_could_not_be_measured_are_tried_again_without_news(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        desk.hand.fault = KeyError("capex")
        source.say("closes", [close(usd=50)])
        source.say("deals", [])
        await desk.numbered(1)
        assert desk.snapshot.problems
        desk.hand.fault = None
        source.say("deals", [])
        await until(lambda: not desk.snapshot.problems)
    assert desk.value() == 50


class _FullStore(MemoryStore):
    """A store whose disk is full for a while."""

    full = 2

    def append(self, *args: object, **kwargs: object) -> int:
        if args[0] and self.full:
            self.full -= 1
            raise StoreError("store: the disk is full")
        return super().append(*args, **kwargs)  # type: ignore[arg-type]


async def test_rows_outlast_a_store_that_is_full_for_a_while(
    source: HandSource,
) -> None:
    desk = Desk(source, store=_FullStore())
    async with desk.working():
        source.say("closes", [close(usd=42)])
        source.say("deals", [])
        await desk.numbered(1)
    assert desk.value() == 42
    assert records(desk.store.latest("closes")) == [close(usd=42)]


class _DamagedStore(MemoryStore):
    """A store that somebody writes over after its first turn."""

    turns = 0

    def append(self, *args: object, **kwargs: object) -> int:
        self.turns += bool(args[0])
        if self.turns > 1:
            raise DamagedError("store: it was cut or written over")
        return super().append(*args, **kwargs)  # type: ignore[arg-type]


async def test_a_damaged_store_ends_a_collector_and_is_not_tried_again(
    source: HandSource,
) -> None:
    desk = Desk(source, store=_DamagedStore())
    work = asyncio.create_task(desk.collector().run(lambda: None, lambda: True))
    source.say("closes", [close(usd=42)])
    source.say("deals", [])
    await desk.numbered(1)
    source.say("closes", [close(usd=43)])
    with pytest.raises(DamagedError, match="cut or written over"):
        await asyncio.wait_for(work, 5)
    assert desk.value() == 42


class _StuckStore(MemoryStore):
    """A store that takes no turn any more, and everything else."""

    stuck = False
    refused = 0

    def append(self, *args: object, **kwargs: object) -> int:
        if self.stuck and kwargs.get("snapshot"):
            self.refused += 1
            raise StoreError("store: a row cannot be read")
        return super().append(*args, **kwargs)  # type: ignore[arg-type]


async def test_a_collector_that_stores_nothing_gives_no_sign_of_life(
    source: HandSource,
) -> None:
    store = _StuckStore()
    desk = Desk(source, store=store)
    async with desk.working():
        source.say("closes", [close(usd=42)])
        source.say("deals", [])
        await desk.numbered(1)
        await until(lambda: desk.beats > 2)
        store.stuck = True
        source.say("closes", [close(usd=43)])
        await until(lambda: store.refused > 1)
        beats = desk.beats
        await until(lambda: store.refused > 10)
        # Viewers would take what they see for what there is.
        assert desk.beats <= beats + 1
        store.stuck = False
        await until(lambda: desk.value() == 43)
        await until(lambda: desk.beats > beats)


async def test_an_invalid_plan_is_named_and_the_old_one_stays(
    source: HandSource, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("1")
    desk = Desk(source)
    desk.files = (rules,)
    async with desk.working():
        source.say("closes", [close()])
        source.say("deals", [])
        await desk.numbered(1)
        desk.fault = ConfigError(["rules.toml:3: unit: missing"])
        rules.write_text("12")
        await desk.numbered(2)
        assert desk.snapshot.problems == ("rules.toml:3: unit: missing",)
        assert desk.snapshot.universe == UNIVERSE
        desk.fault = None
        one = {"META": UNIVERSE.issuer["META"]}
        desk.plan = Plan(type(UNIVERSE)(issuer=one), RuleBook())
        rules.write_text("123")
        await until(lambda: not desk.snapshot.problems)
    assert desk.snapshot.universe.codes == ("META",)


def test_a_plan_that_is_invalid_from_the_start_is_an_error() -> None:
    def load() -> Plan:
        raise ConfigError(["universe.toml: no issuer"])

    with pytest.raises(ConfigError, match="no issuer"):
        Reloader((), load)


async def test_a_stored_snapshot_of_another_version_is_no_obstacle(
    source: HandSource,
) -> None:
    desk = Desk(source)
    desk.store.append((), known_at=T0, snapshot=b"\xc1")
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        await desk.numbered(2)
    assert desk.value() == 100


async def test_garbage_is_looked_for_though_nothing_can_be_stored(
    source: HandSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(source)
    append = desk.store.append

    def refuse(*given: Any, **named: Any) -> int:
        if named.get("snapshot") is not None:
            raise StoreError("store", "disk full")
        return append(*given, **named)

    monkeypatch.setattr(desk.store, "append", refuse)
    # As a collector's process begins.
    gc.disable()
    try:
        async with desk.working():
            source.say("closes", [])
            source.say("deals", [])
            await until(gc.isenabled)
            assert desk.number == 0
    finally:
        gc.enable()
