"""Lines on the loopback: what they say arrives, and whatever ends them is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from overhang.core.observations import Close
from overhang.core.snapshot import SourceState
from overhang.sources.mapped.lines import CAP
from support.feeds import NOON, prices, tick
from support.listening import Twin, listening, opened
from support.twins.push import EventTwin, SocketTwin


@pytest.fixture
def events() -> Iterator[EventTwin]:
    with EventTwin() as running:
        yield running


@pytest.fixture
def sockets() -> Iterator[SocketTwin]:
    with SocketTwin() as running:
        yield running


@pytest.fixture(params=[EventTwin, SocketTwin])
def twin(request: pytest.FixtureRequest) -> Iterator[Twin]:
    with request.param() as running:
        yield running


async def test_the_last_of_each_row_in_a_window_is_delivered_once(twin: Twin) -> None:
    async with listening(twin.url, window=0.3) as heard:
        await opened(heard, twin)
        twin.tell(tick("ORCL", 1), tick("META", 5), tick("ORCL", 2), tick("IBM", 9))
        told = await heard.priced(ORCL=2, META=5)
    assert told.table == "closes"
    assert told.feed == "ticks"
    assert told.rows is None
    assert len(told.vintages) == 2
    row = told.vintages[0].record
    assert isinstance(row, Close)
    assert row.at is not None
    assert row.date == NOON.date()
    assert "nobody watches them: IBM" in " ".join(told.health.notes)


async def test_what_says_nothing_new_is_not_delivered(twin: Twin) -> None:
    async with listening(twin.url) as heard:
        await opened(heard, twin)
        twin.tell(tick("ORCL", 1))
        await heard.priced(ORCL=1)
        twin.tell(tick("ORCL", 1))
        twin.tell(tick("META", 3))
        await heard.priced(META=3)
    rows = [vintage.record for each in heard.all for vintage in each.vintages]
    assert len(rows) == 2


async def test_the_last_word_before_a_break_is_delivered(twin: Twin) -> None:
    async with listening(twin.url, window=60.0) as heard:
        await opened(heard, twin)
        twin.tell(*(tick("ORCL", price) for price in range(1, 500)))
        twin.tell({"end": True})
        twin.cut()
        told = await heard.state(SourceState.FAILED)
    assert prices([told]) == {"ORCL": 499}
    assert told.health.next_try is not None


async def test_a_line_that_broke_is_dialled_again(twin: Twin) -> None:
    async with listening(twin.url) as heard:
        await opened(heard, twin)
        twin.cut()
        await heard.state(SourceState.FAILED)
        await opened(heard, twin, 2)
        twin.tell(tick("ORCL", 7))
        await heard.priced(ORCL=7)


async def test_a_silent_line_is_dialled_anew_and_dead_only_when_it_cannot_be(
    events: EventTwin,
) -> None:
    async with listening(events.url, silence=0.2) as heard:
        await opened(heard, events, lines=3)
        states = [each.health.state for each in heard.all]
        assert SourceState.FAILED not in states
        events.status = 503
        told = await heard.state(SourceState.FAILED)
    assert "503" in told.health.errors[0]


async def test_a_comment_is_a_word(events: EventTwin) -> None:
    async with listening(events.url, silence=1.0) as heard:
        await opened(heard, events)

        async def breathe() -> None:
            for _ in range(30):
                events.say(b": still here\n\n")
                await asyncio.sleep(0.05)
            events.tell(tick("ORCL", 4))

        breathing = asyncio.create_task(breathe())
        await heard.priced(ORCL=4)
        await breathing
    assert all(each.health.state is not SourceState.FAILED for each in heard.all)


async def test_a_quiet_socket_that_answers_pings_is_alive(sockets: SocketTwin) -> None:
    async with listening(sockets.url, silence=0.2) as heard:
        await opened(heard, sockets)
        await asyncio.sleep(0.6)
        sockets.tell(tick("ORCL", 4))
        await heard.priced(ORCL=4)
    assert len(sockets.opened) == 1


async def test_garbage_is_refused_and_the_line_goes_on(events: EventTwin) -> None:
    now = NOON
    async with listening(events.url, clock=lambda: now) as heard:
        await opened(heard, events)
        events.say(b"data: {garbage\n\n")
        told = await heard.until(lambda each: each.health.refused)
        assert "expected readable JSON" in told.health.errors[0]
        events.tell(tick("ORCL", 0))
        told = await heard.until(lambda each: "more than 0" in str(each.health.errors))
        assert told.health.state is SourceState.PART
        events.tell(tick("ORCL", 4))
        told = await heard.priced(ORCL=4)
        # An odd bad message is no news at each window.
        assert told.health.state is SourceState.PART
        assert "more than 0" in told.health.errors[0]
        assert told.health.refused == 1
        now += timedelta(minutes=5)
        events.tell(tick("ORCL", 5))
        told = await heard.priced(ORCL=5)
    assert told.health.state is SourceState.OK
    assert not told.health.errors
    assert not told.health.refused


async def test_a_socket_that_speaks_garbage_is_dialled_again(
    sockets: SocketTwin,
) -> None:
    async with listening(sockets.url) as heard:
        await opened(heard, sockets)
        sockets.say(b"\xff\xff\xff\xff")
        await heard.state(SourceState.FAILED)
        await opened(heard, sockets, 2)


async def test_an_event_cut_in_the_middle_is_not_half_read(events: EventTwin) -> None:
    async with listening(events.url) as heard:
        await opened(heard, events)
        events.tell(tick("ORCL", 3))
        events.say(b'data: {"s": "ORCL", "p": 4')
        events.cut()
        told = await heard.state(SourceState.FAILED)
    assert prices(heard.all) == {"ORCL": 3}
    assert told.health.refused == 0


async def test_a_message_without_end_is_cut_off(events: EventTwin) -> None:
    async with listening(events.url) as heard:
        await opened(heard, events)
        events.say(b"data: " + b"x" * (2 * CAP))
        told = await heard.state(SourceState.FAILED)
    assert f"an event of more than {CAP} bytes" in told.health.errors[0]


async def test_a_socket_message_without_end_is_cut_off(sockets: SocketTwin) -> None:
    async with listening(sockets.url) as heard:
        await opened(heard, sockets)
        sending = asyncio.create_task(asyncio.to_thread(sockets.tell, "x" * (4 * CAP)))
        told = await heard.state(SourceState.FAILED)
        await sending
    assert f"a message of more than {CAP} bytes" in told.health.errors[0]


async def test_a_price_from_the_future_is_refused(twin: Twin) -> None:
    async with listening(twin.url) as heard:
        await opened(heard, twin)
        twin.tell(tick("ORCL", 3, 1200))
        told = await heard.until(lambda each: each.health.refused)
    assert "a time that has come" in told.health.errors[0]
    assert not prices(heard.all)


async def test_events_go_on_from_the_last_id(events: EventTwin) -> None:
    async with listening(events.url) as heard:
        await opened(heard, events)
        events.tell(tick("ORCL", 3), event_id="a7")
        await heard.priced(ORCL=3)
        events.cut()
        await heard.state(SourceState.FAILED)
        await opened(heard, events, 2)
    assert "last-event-id" not in events.opened[0]
    assert events.opened[1]["last-event-id"] == "a7"


async def test_the_other_side_says_when_to_come_back(events: EventTwin) -> None:
    async with listening(events.url) as heard:
        await opened(heard, events)
        events.say(b"retry: 40000\n\n")
        events.tell(tick("ORCL", 3))
        await heard.priced(ORCL=3)
        events.cut()
        told = await heard.state(SourceState.FAILED)
    assert told.health.next_try is not None
    assert (told.health.next_try - NOON).total_seconds() == 40
