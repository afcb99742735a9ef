from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from random import Random
from typing import cast

import pytest
from msgspec.structs import replace

from overhang.core.alerts.drafts import SETTLE, Route
from overhang.core.alerts.messages import Message, Told, Why
from overhang.core.states import Severity
from overhang.delivery.base import DeliveryError
from overhang.delivery.deliverer import Deliverer
from overhang.delivery.terminal import Terminal
from support.running import running
from support.telling import NOW, alert, message, told
from support.waiting import until


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += dt.timedelta(**length)


class Paper:
    """Writes down what is told, and in which order."""

    def __init__(self) -> None:
        self.written: list[Told] = []
        self.full = False

    async def put(self, told: Sequence[Told]) -> None:
        await asyncio.sleep(0)
        if self.full:
            raise OSError("disk full")
        self.written += told

    @property
    def states(self) -> list[str]:
        return [each.state for each in self.written]


class Spoken:
    """A channel that a test steers."""

    keep_alive: float | None = None
    unready = ""

    def __init__(self, paper: Paper | None = None, timeout: float = 5.0) -> None:
        self.timeout = timeout
        self.paper = paper
        self.heard: list[Message] = []
        self.fails: Exception | None = None
        self.hangs = False
        self.states: list[list[str]] = []
        self.after: Callable[[], None] = lambda: None

    async def deliver(self, message: Message) -> None:
        if self.paper:
            self.states.append(self.paper.states)
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails:
            raise self.fails
        self.heard.append(message)
        self.after()


def deliverer(
    paper: Paper, clock: Clock, *channels: Spoken, route: Route | None = None
) -> Deliverer:
    named = [
        (route or Route(f"desk{number or ''}"), channel)
        for number, channel in enumerate(channels)
    ]
    return Deliverer(named, paper.put, now=clock, rng=Random(1))


async def test_it_is_written_down_before_it_is_said_and_after() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken(paper)
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: paper.states == ["sending", "sent"])
    assert desk.states == [["sending"]]
    assert [each.message for each in paper.written] == desk.heard * 2
    assert paper.written[-1].at == NOW
    assert it.problems == ()


async def test_nothing_is_said_before_the_first_look() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken()
    it = deliverer(paper, clock, desk)
    it.load([told("sending"), told("sending", channel="another")], {})
    async with running(it):
        # What may be said is said within a few turns of the loop.
        for _ in range(50):
            await asyncio.sleep(0)
        assert desk.heard == []
        it.look([], [], {})
        await until(lambda: paper.states == ["sending", "sent"])
    assert desk.heard == [replace(message(), maybe_repeated=True)]


async def test_what_was_told_before_a_restart_is_not_told_again() -> None:
    paper, clock = Paper(), Clock()
    before, after = Spoken(), Spoken()
    first = deliverer(paper, clock, before)
    first.look([alert()], [], {})
    async with running(first):
        await until(lambda: len(paper.written) == 2)
    second = deliverer(paper, clock, after)
    second.load(paper.written[-1:], {})
    second.look([alert(), alert("other")], [], {})
    async with running(second):
        await until(lambda: len(paper.written) == 4)
    (only,) = after.heard
    assert only.why is Why.NEW_ALERT


async def test_the_end_is_told_from_when_it_came() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken()
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: len(paper.written) == 2)
        ended = replace(alert(), since=NOW - dt.timedelta(minutes=1))
        it.look([], [ended], {})
        clock.now = NOW + SETTLE - dt.timedelta(minutes=1)
        it.look([], [], {})
        await until(lambda: len(paper.written) == 4)
    assert desk.heard[-1].why is Why.ALL_RESOLVED
    assert desk.heard[-1].resolved[0].resolved_at == ended.since


async def test_one_that_hangs_or_fails_holds_up_no_other() -> None:
    paper, clock = Paper(), Clock()
    hangs, fails, fine = Spoken(timeout=60), Spoken(), Spoken()
    hangs.hangs = True
    fails.fails = DeliveryError("exit 1: no modem")
    it = deliverer(paper, clock, hangs, fails, fine)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: bool(fine.heard) and bool(it.problems))
        assert it.problems == ("deliver desk1: exit 1: no modem; not told of 1 name",)
        clock.forward(minutes=20)
        fails.fails = None
        it.look([alert()], [], {})
        await until(lambda: bool(fails.heard) and not it.problems)
    assert fails.heard[0].maybe_repeated
    failed = [each for each in paper.written if each.state == "failed"]
    assert {each.error for each in failed} == {"exit 1: no modem"}
    assert {each.message.id for each in failed} == {fails.heard[0].id}


@pytest.mark.parametrize("fails", [None, RuntimeError("s3cret")])
async def test_what_takes_too_long_or_breaks_has_failed(
    fails: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken(timeout=0.05)
    desk.fails, desk.hangs = fails, not fails
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: "failed" in paper.states)
    words = "failed: RuntimeError" if fails else "not done within 0.05s"
    assert paper.written[-1].error == words
    upcoming = paper.written[-1].next_try
    assert upcoming
    assert 1 <= (upcoming - NOW).total_seconds() <= 2
    assert "s3cret" not in caplog.text


def test_what_could_not_be_said_is_told_before_there_is_anything_to_say() -> None:
    clock, desk = Clock(), Spoken()
    it = deliverer(Paper(), clock, desk)
    assert not list(it.problems)
    desk.unready = "/bin/page: No such file or directory"
    began = it.health[0].failed_since
    clock.forward(hours=1)
    assert it.problems == (f"deliver desk: {desk.unready}",)
    assert it.health[0].failed_since == began == NOW
    desk.unready = ""
    assert not list(it.problems)


async def test_a_fault_of_one_line_ends_no_other() -> None:
    paper, clock = Paper(), Clock()
    odd, fine = Spoken(), Spoken()
    odd.keep_alive = cast("float", "never")
    it = deliverer(paper, clock, odd, fine)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: bool(fine.heard) and bool(it.problems))
        it.look([alert(), alert(subject="META")], [], {})
        await until(lambda: len(fine.heard) == 2)
        assert it.problems == ("deliver desk: failed: TypeError",)


async def test_a_receiver_that_asks_to_be_left_alone_is() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken()
    desk.fails = DeliveryError("HTTP 429", retry_after=0.3)
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: "failed" in paper.states)
        desk.fails = None
        started = asyncio.get_running_loop().time()
        clock.forward(minutes=1)
        it.look([alert(), alert(subject="META")], [], {})
        await until(lambda: len(desk.heard) == 2)
        assert asyncio.get_running_loop().time() - started > 0.2


async def test_what_cannot_be_written_down_is_not_said() -> None:
    paper, clock = Paper(), Clock()
    paper.full = True
    desk = Spoken()
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: bool(it.problems))
        (words,) = it.problems
        assert words == "deliver desk: held back, since the store cannot be written"
        assert desk.heard == []
        paper.full = False
        await until(lambda: paper.states == ["sending", "sent"])
    assert len(desk.heard) == 1
    assert not it.problems


async def test_what_was_said_is_not_said_again_when_it_cannot_be_written_down() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken()
    desk.after = lambda: setattr(paper, "full", True)
    it = deliverer(paper, clock, desk)
    it.look([alert()], [], {})
    async with running(it):
        await until(lambda: it.problems != ())
        paper.full = False
        await until(lambda: paper.states == ["sending", "sent"])
    assert len(desk.heard) == 1


async def test_what_a_channel_does_not_hear_of_is_remembered_as_over() -> None:
    paper, clock = Paper(), Clock()
    desk = Spoken()
    it = deliverer(paper, clock, desk, route=Route("pager", resolved=False))
    it.look([alert(severity=Severity.WARN)], [], {})
    async with running(it):
        await until(lambda: len(paper.written) == 2)
        it.look([], [], {})
        clock.forward(minutes=6)
        it.look([], [], {})
        await until(lambda: len(paper.written) == 3)
    assert paper.written[-1].message.firing == ()
    assert len(desk.heard) == 1


async def test_the_terminal_shows_the_last_messages_each_once() -> None:
    shown: list[Sequence[Message]] = []

    async def show(messages: Sequence[Message]) -> None:
        shown.append(messages)

    terminal = Terminal(show, [message(id="before")])
    for number in range(30):
        await terminal.deliver(message(id=f"m{number}"))
    await terminal.deliver(message(id="m29", maybe_repeated=True))
    assert [each.id for each in shown[0]] == ["before", "m0"]
    assert [each.id for each in terminal.told] == [f"m{n}" for n in range(10, 30)]
    assert shown[-1] == terminal.told
