"""A feed that raises everything there is: told once, and never the end."""

from __future__ import annotations

import asyncio
import logging

import pytest

from overhang.collector.inbox import Inbox
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery
from support.gathering import HandSource
from support.stored import T0

RAISED = (ValueError("x"), KeyError("y"), RecursionError(), MemoryError(), OSError(5))


@pytest.mark.usefixtures("quick")
async def test_whatever_a_feed_raises_it_is_asked_again_and_told_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, logger="overhang")
    monkeypatch.setattr("overhang.collector.inbox._LONGEST_PAUSE_S", 0.01)
    source = HandSource("closes")
    inbox = Inbox([source], now=lambda: T0)
    follow = asyncio.create_task(inbox.follow(source))
    for each in RAISED:
        source.break_down(each)
    source.say("closes", ())
    async with asyncio.timeout(10):
        while inbox.health[:1] == () or inbox.health[0].state is not SourceState.OK:
            inbox.take()
            await inbox.wait()
    assert not follow.done()
    follow.cancel()
    said = [each.getMessage() for each in caplog.records if each.levelname == "INFO"]
    assert said == ["closes failed: the source broke: ValueError", "closes is back"]


@pytest.mark.usefixtures("quick")
async def test_a_poll_that_goes_on_failing_is_not_logged_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="overhang")
    source = HandSource("closes")
    inbox = Inbox([source], now=lambda: T0)
    follow = asyncio.create_task(inbox.follow(source))
    states = (SourceState.OK, *[SourceState.FAILED] * 3, *[SourceState.OK] * 2)
    for state in states:
        source.say("closes", None, state)
    async with asyncio.timeout(10):
        while not source.silent:
            inbox.take()
            await inbox.wait()
    follow.cancel()
    said = [each.getMessage() for each in caplog.records]
    assert [each.split()[1].rstrip(":") for each in said] == ["failed", "is"]


async def test_of_many_faults_the_first_is_logged_and_the_others_are_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="overhang")
    faults = tuple(f"DGS{n}: no answer" for n in range(1, 13))
    health = SourceHealth(
        table="rates", kind="fred", place="x", state=SourceState.FAILED, errors=faults
    )
    source = HandSource("rates", feed="fred")
    inbox = Inbox([source], now=lambda: T0)
    source.tell(Delivery("rates", None, health, feed="fred"))
    follow = asyncio.create_task(inbox.follow(source))
    await inbox.wait()
    follow.cancel()
    (said,) = [each.getMessage() for each in caplog.records]
    assert said == "fred rates failed: DGS1: no answer, and 11 more"


@pytest.mark.usefixtures("quick")
async def test_a_table_in_part_is_logged_once_for_each_body(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="overhang")
    source = HandSource("closes")
    inbox = Inbox([source], now=lambda: T0)
    for errors in (("row 3",), ("row 3",), ("row 3", "row 9"), (), ("row 3",)):
        state = SourceState.PART if errors else SourceState.OK
        health = SourceHealth(
            table="closes", kind="files", place="x", state=state, errors=errors
        )
        source.tell(Delivery("closes", None, health))
    follow = asyncio.create_task(inbox.follow(source))
    async with asyncio.timeout(10):
        while not source.silent:
            inbox.take()
            await inbox.wait()
    follow.cancel()
    said = [each.getMessage() for each in caplog.records]
    in_part = "closes in part: row 3"
    assert said == [in_part, f"{in_part}, and 1 more", in_part]
