"""Deliveries in, a Snapshot out: with hand-made sources and figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from overhang.collector import collector as module
from overhang.collector import inbox
from overhang.collector.collector import Collector
from overhang.collector.reload import Plan, Reloader
from overhang.core.problems import ConfigError
from overhang.core.records import Version
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import Snapshot, SourceState, decode
from overhang.store.base import Store, StoreError
from overhang.store.memory import MemoryStore
from support.gathering import METRIC, UNIVERSE, Clock, HandEngine, HandSource
from support.stored import T0, at, close, deal, records
from support.waiting import until


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(module, "_RETRY_S", 0.01)
    monkeypatch.setattr(module, "_LOOK_S", 0.01)
    monkeypatch.setattr(module, "BEAT_S", 0.01)


class Desk:
    """A collector at work and all that it knows of the world."""

    def __init__(self, *sources: HandSource, store: Store | None = None) -> None:
        self.store = store or MemoryStore()
        self.sources = sources
        self.hand = HandEngine()
        self.clock = Clock()
        self.plan = Plan(UNIVERSE, RuleBook())
        self.fault: ConfigError | None = None
        self.files: tuple[Path, ...] = ()
        self.beats = 0
        self.wanted = True
        self.shipped = False

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        collector = Collector(
            self.store,
            self.sources,
            Reloader(self.files, self._load),
            self.hand.engine,
            shipped=self.shipped,
            now=self.clock,
        )
        running = asyncio.create_task(collector.run(self._beat, lambda: self.wanted))
        try:
            yield
        finally:
            self.wanted = False
            async with asyncio.timeout(5):
                await running

    @property
    def number(self) -> int:
        found = self.store.snapshot()
        return found[0] if found else 0

    @property
    def snapshot(self) -> Snapshot:
        found = self.store.snapshot()
        assert found is not None
        return decode(found[1])

    def value(self, code: str = "ORCL") -> float | None:
        reading = self.snapshot.reading(code, METRIC)
        assert reading is not None
        return reading.value

    async def numbered(self, number: int) -> None:
        await until(lambda: self.number >= number)

    def _load(self) -> Plan:
        if self.fault is not None:
            raise self.fault
        return self.plan

    def _beat(self) -> None:
        self.beats += 1


@pytest.fixture
def source() -> HandSource:
    return HandSource("closes", "deals")


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
    (transition,) = desk.store.transitions()
    assert (transition.rule, transition.subject) == ("low", "ORCL")
    assert (transition.old, transition.new) == ("none", "warn")
    assert (transition.at, transition.value) == (at(5), 80)


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
        await until(lambda: bool(second.hand.before))
        assert second.hand.before[0]["low", "ORCL"].value == 80
        again.say("closes", [close(usd=80), close(day=1, usd=95)])
        await second.numbered(2)
    # Known rows were not written again; the breach was not logged again but ended.
    assert list(second.store.since(1)) == [
        Version(2, at(60), close(day=1, usd=95)),
    ]
    assert [each.new for each in second.store.transitions()] == ["warn", "none"]


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


async def test_signs_of_life_go_on_and_it_ends_when_nobody_wants_it(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        await until(lambda: desk.beats > 2)


async def test_a_stored_snapshot_of_another_version_is_no_obstacle(
    source: HandSource,
) -> None:
    desk = Desk(source)
    desk.store.put_snapshot(b"\xc1")
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        await desk.numbered(2)
    assert desk.value() == 100


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
