from __future__ import annotations

import asyncio
import inspect
import time
from itertools import pairwise

import httpx
import pytest

from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web.breaker import Breakers, Resting
from overhang.sources.web.bucket import Budget
from support.server import Answer, Asked, LoopbackServer, Manner
from support.webs import asking, near, shared


class Timed(LoopbackServer):
    """Notes when it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def answer(self, asked: Asked) -> Answer:
        self.times.append(time.monotonic())
        return Answer(b"[]")


async def test_two_feeds_of_one_host_keep_the_stricter_rate_between_them() -> None:
    process = shared()
    with Timed() as server:
        async with (
            asking(near(rate=20), process) as one,
            asking(near(rate=1000), process) as two,
        ):
            await one.get(server.url)
            every = [each.get(server.url) for _ in range(5) for each in (one, two)]
            await asyncio.gather(*every)
            assert one.budget.per_second == two.budget.per_second == 20

    gaps = sorted(later - early for early, later in pairwise(sorted(server.times)))
    assert len(server.times) == 11
    # A twentieth of a second each, whatever a busy machine adds to some of them.
    assert max(server.times) - min(server.times) > 0.45
    assert gaps[len(gaps) // 2] > 0.03


async def test_waiting_for_the_bucket_is_no_fault_of_the_host() -> None:
    with Timed() as server:
        async with asking(near(rate=4, timeout=0.2)) as web:
            await asyncio.gather(*[web.get(server.url) for _ in range(4)])

    assert len(server.times) == 4


async def test_the_budget_is_that_of_the_busiest_host(server: LoopbackServer) -> None:
    server.answers["/a"] = Answer(b"[]")
    async with asking(near()) as web:
        await web.get(f"{server.url}/a")
        assert web.budget == Budget(None, None)
    async with asking(near(rate=0.5)) as web:
        assert web.budget == Budget(None, None)
        await web.get(f"{server.url}/a")
        assert web.budget == Budget(0, 0.5)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Answer(status=500), "HTTP 500"),
        (Answer(manner=Manner.RESET), "the connection broke"),
    ],
    ids=["500", "reset"],
)
async def test_a_host_that_fails_again_and_again_is_left_alone(
    server: LoopbackServer, fault: Answer, why: str
) -> None:
    server.answers["/a"] = fault
    async with asking(near(), shared(breakers=Breakers(3, 60))) as web:
        for _ in range(4):
            with pytest.raises(FetchError):
                await web.get(f"{server.url}/a")
        with pytest.raises(FetchError) as caught:
            await web.get(f"{server.url}/other")

    assert len(server.asked) == 3
    said = f"not asked: it failed again and again ({why}); next try in"
    assert said in str(caught.value)
    assert caught.value.wait is Wait.ASKED
    assert 58 <= int(caught.value.retry_after) <= 60


async def test_after_its_rest_one_good_answer_is_enough(server: LoopbackServer) -> None:
    now = 0.0
    breakers = Breakers(2, 60, monotonic=lambda: now)
    server.answers["/a"] = Answer(status=500)
    async with asking(near(), shared(breakers=breakers)) as web:

        async def failing() -> str:
            with pytest.raises(FetchError) as caught:
                await web.get(f"{server.url}/a")
            return str(caught.value)

        assert ["not asked" not in await failing() for _ in range(3)] == [
            True,
            True,
            False,
        ]
        now += 61
        # The probe fails, so the host rests again at once.
        assert ["not asked" not in await failing() for _ in range(2)] == [True, False]
        now += 61
        server.answers["/a"] = Answer(b"[]")
        assert (await web.get(f"{server.url}/a")).body == b"[]"
        server.answers["/a"] = Answer(status=500)
        assert "not asked" not in await failing()
    assert len(server.asked) == 5


def test_a_rest_is_measured_by_a_clock_that_nobody_puts_back() -> None:
    clock = inspect.signature(Breakers).parameters["monotonic"].default
    assert clock is time.monotonic


async def test_what_was_asked_before_a_rest_neither_ends_nor_lengthens_it() -> None:
    now = 0.0
    breakers = Breakers(1, 60, monotonic=lambda: now)
    request = httpx.Request("GET", "http://feed.example/")
    answers: asyncio.Queue[int] = asyncio.Queue()

    async def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(await answers.get())

    host = httpx.MockTransport(answer)
    asked = [asyncio.create_task(breakers.ask(host, request)) for _ in range(3)]
    for status in (500, 200, 500):
        await asyncio.sleep(0)
        answers.put_nowait(status)
        now += 10
    await asyncio.gather(*asked)
    with pytest.raises(Resting) as caught:
        await breakers.ask(host, request)
    assert caught.value.seconds <= 60
    now += 60
    answers.put_nowait(200)
    assert (await breakers.ask(host, request)).status_code == 200


async def test_while_one_probe_is_under_way_nobody_else_asks() -> None:
    breakers = Breakers(1, 0.0)
    begun, end = asyncio.Event(), asyncio.Event()

    class Host(httpx.AsyncBaseTransport):
        status = 500

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            begun.set()
            await end.wait()
            return httpx.Response(self.status)

    host, request = Host(), httpx.Request("GET", "http://feed.example/")
    end.set()
    await breakers.ask(host, request)
    end.clear()
    begun.clear()
    host.status = 200
    probe = asyncio.create_task(breakers.ask(host, request))
    await begun.wait()
    with pytest.raises(httpx.TransportError, match="next try in 1 s"):
        await breakers.ask(host, request)
    end.set()
    assert (await probe).status_code == 200
    assert (await breakers.ask(host, request)).status_code == 200
