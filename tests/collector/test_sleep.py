"""A machine that slept, and clocks that are set, seen by a collector at work."""

from __future__ import annotations

import pytest

from support.collecting import Desk
from support.gathering import HandSource
from support.stored import close
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")


@pytest.mark.parametrize(
    ("hours", "asked"), [(8.0, 1), (0.01, 0), (-8.0, 0)], ids=["night", "nap", "back"]
)
async def test_every_source_is_asked_anew_after_a_sleep(
    source: HandSource, hours: float, asked: int
) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        await desk.numbered(1)
        desk.clock.sleep(hours=hours)
        beats = desk.beats
        await until(lambda: desk.beats > beats + 20)
    assert source.refreshed == asked


async def test_time_that_merely_passes_asks_nobody(source: HandSource) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(usd=100)])
        source.say("deals", [])
        await desk.numbered(1)
        desk.clock.pass_by(hours=8)
        beats = desk.beats
        await until(lambda: desk.beats > beats + 20)
    assert source.refreshed == 0
