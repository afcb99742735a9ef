"""A feed that raises everything there is: told once, and never the end."""

from __future__ import annotations

import asyncio
import logging

import pytest

from overhang.collector.inbox import Inbox
from overhang.core.snapshot import SourceState
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
