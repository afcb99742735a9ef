from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from overhang.core.rights import Rights
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, Problem, SourceError
from overhang.sources.connector import Found
from overhang.sources.pacing import Pace
from overhang.sources.refusal import STOPPED
from overhang.sources.web.reach import Secrets
from overhang.sources.web.web import Web
from support.bodies import json_closes
from support.deliveries import closes, following
from support.server import Answer, LoopbackServer, Manner
from support.webs import Closes, Turns, asking, near, one_turn, polled

OK, FAILED = SourceState.OK, SourceState.FAILED


async def test_every_delivery_says_whose_it_is(server: LoopbackServer) -> None:
    server.answers["/a"] = Answer(json_closes([1, 2]))
    async with asking(near(rate=2)) as web:
        source = polled(Closes(f"{server.url}/a"), web)
        async with following(source) as stream:
            first, rows = await stream.next(), await stream.rows()

    assert (source.feed, source.tables) == ("quotes", ("closes",))
    assert first.health.state is SourceState.WAITING
    assert closes(rows) == [1, 2]
    health = rows.health
    assert {first.feed, rows.feed, health.feed} == {"quotes"}
    assert (health.kind, health.place) == ("quotes", f"{server.url}/a")
    assert (health.rights, health.licence) == (
        Rights.DISPLAY,
        "Acme terms, for display",
    )
    assert (health.rows, health.left, health.per_second) == (2, 0, 2)
    assert health.last_try is not None
    assert health.last_success is not None
    assert health.latency_ms is not None
    assert health.next_try is not None
    assert timedelta(seconds=59) < health.next_try - health.last_try


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=500), "HTTP 500"),
        (Answer(status=401), "key missing or refused (HTTP 401)"),
        (Answer(manner=Manner.RESET), "the connection broke"),
        (Answer(manner=Manner.HANG), "no answer within 2 s"),
        (Answer(b"not JSON"), "cannot be read, DecodeError"),
    ],
)
async def test_a_fault_is_told_and_the_next_turn_may_be_better(
    server: LoopbackServer, answer: Answer, said: str
) -> None:
    server.answers["/a"] = Answer(json_closes([1]))
    async with asking(near(timeout=2)) as web:
        source = polled(Closes(f"{server.url}/a"), web)
        async with following(source) as stream:
            await stream.rows()
            server.answers["/a"] = answer
            source.refresh()
            bad = await stream.state(FAILED)
            server.answers["/a"] = Answer(json_closes([1, 2]))
            source.refresh()
            good = await stream.rows()

    assert bad.rows is None
    assert not bad.vintages
    assert said in bad.health.errors[0]
    assert bad.health.rows == 1
    assert bad.health.last_success is not None
    assert closes(good) == [1, 2]
    assert good.health.errors == ()


async def test_a_host_that_says_when_is_not_asked_before(
    server: LoopbackServer,
) -> None:
    server.answers["/a"] = Answer(status=429, headers={"Retry-After": "999999"})
    async with asking(near()) as web:
        source = polled(Closes(f"{server.url}/a"), web)
        async with following(source) as stream:
            bad = await stream.state(FAILED)
            source.refresh()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await stream.next()

    assert _wait(bad) == pytest.approx(900, abs=5)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "seconds"), [(401, None), (403, None), (404, 60), (410, 60)]
)
async def test_what_only_a_person_can_mend_waits_for_one(
    server: LoopbackServer, status: int, seconds: float | None
) -> None:
    server.answers["/a"] = Answer(status=status)
    async with asking(near()) as web:
        source = polled(Closes(f"{server.url}/a"), web)
        async with following(source) as stream:
            bad = await stream.next(lambda each: bool(each.health.errors))
            server.answers["/a"] = Answer(json_closes([1]))
            source.refresh()
            assert closes(await stream.rows()) == [1]

    assert bad.health.state is (SourceState.MISSING if seconds else FAILED)
    assert (STOPPED in bad.health.errors) is (seconds is None)
    wait = bad.health.next_try and _wait(bad)
    assert wait == (seconds and pytest.approx(seconds, abs=5))


async def test_what_cannot_be_read_waits_its_turn_and_what_may_pass_does_not() -> None:
    problem = SourceError([Problem("a.json:1", "x", "a number")])
    pace = Pace(every=500, floor=1, ceiling=60)

    async def unreadable(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", fault=problem)

    async def broken(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", fault=OSError("line"))

    (first,) = await one_turn(unreadable, "closes", pace=pace)
    (second,) = await one_turn(broken, "closes", pace=pace)

    assert first.health.errors == ("a.json:1: found 'x', expected a number",)
    assert _wait(first) == pytest.approx(500, abs=5)
    assert 1 <= _wait(second) < 5


async def test_no_secret_and_no_control_character_is_told() -> None:
    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", refused=["row CANARY"], notes=["CANARY\x1b[2J"])
        raise ValueError("https://x.example/?key=CANARY \x1b]0;x")

    async with (
        asking(near(secrets=Secrets(params={"key": "CANARY"}))) as web,
        following(polled(Turns(turn), web)) as stream,
    ):
        bad = await stream.state(FAILED)

    assert "CANARY" not in repr(bad)
    told = (*bad.health.errors, *bad.health.notes)
    assert len(told) == 3
    assert all(each.isprintable() for each in told)


async def test_nothing_stays_open_after_faults(
    server: LoopbackServer, tmp_path: Path
) -> None:
    port = int(server.url.rpartition(":")[2])
    manners = [Manner.PLAIN, Manner.RESET, Manner.CUT, Manner.HANG]
    for manner in manners:
        server.answers[f"/{manner.value}"] = Answer(b"[1]", manner=manner, etag='"1"')

    async with asking(near(timeout=0.2, cache=tmp_path)) as web:
        for manner in manners:
            connector = Closes(f"{server.url}/{manner.value}")
            async with following(polled(connector, web)) as stream:
                await stream.state(FAILED)
        # The cache is open until the process is done with it.
        assert _open_files(tmp_path)

    assert len(server.asked) >= len(manners)
    assert not _connections(port)
    assert not _open_files(tmp_path)


def _connections(port: int) -> list[object]:
    """Return this process's connections to a port: the asking ends."""
    found = psutil.Process().net_connections()
    return [each for each in found if each.raddr and each.raddr.port == port]


def _open_files(folder: Path) -> list[str]:
    """Return the files of a folder that this process holds open."""
    found = [each.path for each in psutil.Process().open_files()]
    return [each for each in found if each.startswith(str(folder))]


def _wait(delivery: Delivery) -> float:
    """Return the seconds to the next try."""
    health = delivery.health
    assert health.next_try is not None
    assert health.last_try is not None
    return (health.next_try - health.last_try).total_seconds()
