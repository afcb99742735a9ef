"""When the times at which sources were asked are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from overhang.collector.stamps import Stamps, unstamped
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery
from support.collecting import Desk
from support.gathering import HandSource
from support.stored import T0, close
from support.waiting import until


@dataclass
class Seconds:
    """A clock that a test sets."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def _health(at: datetime, **more: object) -> SourceHealth:
    health = SourceHealth(
        table="closes",
        kind="tiingo",
        place="closes",
        state=SourceState.OK,
        last_success=at,
        last_try=at,
        next_try=at + timedelta(minutes=1),
        latency_ms=3.0,
        left=4.0,
    )
    return replace(health, **more)


def test_only_what_every_answer_changes_is_left_out() -> None:
    first, second = (
        _health(T0),
        _health(T0 + timedelta(seconds=9), latency_ms=5, left=1),
    )
    assert unstamped(first) == unstamped(second)
    failed = replace(second, state=SourceState.FAILED, errors=("HTTP 500",))
    assert unstamped(failed) != unstamped(first)


def test_times_are_due_at_first_and_then_now_and_then() -> None:
    clock = Seconds()
    stamps = Stamps(clock)
    one, two = (_health(T0),), (_health(T0 + timedelta(seconds=1)),)
    assert stamps.due(one)
    stamps.keep(one)
    clock.now += 60
    assert not stamps.due(one)
    assert stamps.due(two)
    stamps.keep(two)
    clock.now += 14
    assert not stamps.due(one)
    clock.now += 1
    assert stamps.due(one)


def test_whoever_asked_is_told_at_once() -> None:
    clock = Seconds()
    stamps = Stamps(clock)
    one, two = (_health(T0),), (_health(T0 + timedelta(seconds=1)),)
    stamps.keep(one)
    assert not stamps.due(two)
    stamps.hurry()
    assert stamps.due(two)
    clock.now += 10
    assert not stamps.due(two)


def test_times_that_were_stored_before_are_not_due() -> None:
    stamps = Stamps(Seconds())
    one, two = (_health(T0),), (_health(T0 + timedelta(seconds=1)),)
    stamps.load(one)
    assert not stamps.due(one)
    assert stamps.due(two)


@pytest.mark.usefixtures("quick")
async def test_answers_with_nothing_new_share_a_stored_snapshot() -> None:
    source = HandSource("closes")
    desk = Desk(source)
    async with desk.working():
        source.put(Delivery("closes", [close()], _health(T0)))
        await desk.numbered(1)
        at = T0
        for second in range(1, 6):
            desk.clock.pass_by(seconds=1)
            at = T0 + timedelta(seconds=second)
            source.put(Delivery("closes", None, _health(at)))
            beats = desk.beats + 5
            await until(lambda: source.silent and desk.beats > beats)  # noqa: B023
        assert desk.number == 1
        desk.clock.pass_by(seconds=10)
        await desk.numbered(2)
        assert desk.snapshot.sources[0].last_success == at
