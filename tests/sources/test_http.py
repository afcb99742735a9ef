from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import httpx
import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.http import HttpSource, clients
from support.bodies import csv_closes, json_closes
from support.deliveries import closes, following, utc
from support.endpoints import http_source
from support.server import Answer, LoopbackServer, Manner

CSV = "text/csv; charset=utf-8"


async def test_every_table_is_told_as_waiting_and_then_asked(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(json_closes([1, 1.1]))
    server.answers["/ratings"] = Answer(b"[]")

    async with following(http_source(server.url, "closes", "ratings")) as stream:
        first, second = await stream.next(), await stream.next()
        third = await stream.rows()

    assert [first.table, second.table] == ["closes", "ratings"]
    assert {first.health.state, second.health.state} == {SourceState.WAITING}
    assert closes(third) == [1, 1.1]
    health = third.health
    assert (health.kind, health.place) == ("http", f"{server.url}/closes")
    assert (health.state, health.rows, health.errors) == (SourceState.OK, 2, ())
    assert health.last_try is not None
    assert health.next_try is not None
    assert health.latency_ms is not None
    assert timedelta(seconds=59) < health.next_try - health.last_try


@pytest.mark.parametrize(
    "answer",
    [
        Answer(json_closes([1.5])),
        Answer(b'{"as_of": 1, "rows": ' + json_closes([1.5]) + b"}"),
        Answer(csv_closes([1.5]), CSV),
        Answer(json_closes([1.5])[1:-1] + b"\n", "application/x-ndjson"),
        Answer(csv_closes([1.5]), CSV).zipped(),
    ],
)
async def test_the_content_type_says_how_to_read(
    server: LoopbackServer, answer: Answer
) -> None:
    server.answers["/closes"] = answer

    async with following(http_source(server.url)) as stream:
        assert closes(await stream.rows()) == [1.5]


async def test_an_explicit_empty_array_is_an_empty_table(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(b"[]")

    async with following(http_source(server.url)) as stream:
        assert (await stream.rows()).rows == []


async def test_one_hanging_table_holds_up_no_other(server: LoopbackServer) -> None:
    server.answers["/closes"] = Answer(manner=Manner.HANG)
    server.answers["/ratings"] = Answer(b"[]")
    server.answers["/deals"] = Answer(status=500)
    both = http_source(server.url, "closes", "ratings", "deals", every=0.05)

    async with following(both) as stream:
        for _ in range(3):
            await stream.state(SourceState.OK, "ratings")
        assert len(server.questions("/closes")) == 1


@pytest.mark.parametrize(
    ("answer", "header", "value"),
    [
        (Answer(json_closes([1]), etag='"v1"'), "if-none-match", '"v1"'),
        (
            Answer(json_closes([1]), modified="Mon, 02 Mar 2026 09:00:00 GMT"),
            "if-modified-since",
            "Mon, 02 Mar 2026 09:00:00 GMT",
        ),
    ],
)
async def test_what_did_not_change_is_not_sent_again(
    server: LoopbackServer, answer: Answer, header: str, value: str
) -> None:
    server.answers["/closes"] = answer
    endpoint = http_source(server.url)

    async with following(endpoint) as stream:
        first = await stream.rows()
        endpoint.refresh()
        second = await stream.next()
        server.answers["/closes"] = Answer(json_closes([2]), etag='"v2"')
        endpoint.refresh()
        third = await stream.next()

    assert header not in server.questions("/closes")[0].headers
    assert server.questions("/closes")[1].headers[header] == value
    assert second.rows is None
    assert (second.health.state, second.health.rows) == (SourceState.OK, 1)
    assert first.health.last_success is not None
    assert second.health.last_success is not None
    assert second.health.last_success > first.health.last_success
    assert closes(third) == [2]


async def test_a_refused_body_is_asked_for_whole_again(server: LoopbackServer) -> None:
    server.answers["/closes"] = Answer(json_closes(["x"]), etag='"bad"')

    async with following(http_source(server.url)) as stream:
        for _ in range(3):
            bad = await stream.next(lambda each: each.health.last_try is not None)
            assert bad.health.state is SourceState.FAILED
            assert bad.health.last_success is None

    assert all(
        "if-none-match" not in each.headers for each in server.questions("/closes")
    )


async def test_the_same_body_again_brings_no_rows(server: LoopbackServer) -> None:
    server.answers["/closes"] = Answer(json_closes([1]))
    endpoint = http_source(server.url)

    async with following(endpoint) as stream:
        await stream.rows()
        endpoint.refresh()
        again = await stream.next()

    assert (again.rows, again.health.state) == (None, SourceState.OK)


async def test_tables_are_asked_again_in_their_own_rhythm(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = server.answers["/ratings"] = Answer(b"[]")
    endpoint = HttpSource(
        server.url,
        ("closes", "ratings"),
        clock=utc,
        rng=Random(1),
        client=clients(trust_env=False),
        every={"closes": 0.02},
    )

    async with following(endpoint) as stream:
        for _ in range(4):
            await stream.state(SourceState.OK, "closes")

    assert len(server.questions("/closes")) >= 4
    assert len(server.questions("/ratings")) == 1


async def test_refresh_asks_for_every_table_at_once(server: LoopbackServer) -> None:
    tables = ("closes", "ratings", "deals")
    for table in tables:
        server.answers[f"/{table}"] = Answer(b"[]")
    endpoint = http_source(server.url, *tables)

    async with following(endpoint) as stream:
        for _ in tables:
            await stream.next(lambda each: each.rows is not None)
        endpoint.refresh()
        again = {(await stream.next()).table for _ in tables}

    assert again == set(tables)


async def test_a_table_that_lost_most_of_its_rows_is_refused(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(json_closes([1] * 5))
    endpoint = http_source(server.url)

    async with following(endpoint) as stream:
        await stream.rows()
        server.answers["/closes"] = Answer(b"[]")
        endpoint.refresh()
        lost = await stream.state(SourceState.FAILED)

    assert "had 5 rows, now 0, expected 3 or more: refused" in lost.health.errors[0]
    assert lost.health.rows == 5


async def test_leaving_ends_every_loop_and_connection(server: LoopbackServer) -> None:
    server.answers["/closes"] = Answer(manner=Manner.HANG)
    before = asyncio.all_tasks()
    made: list[httpx.AsyncClient] = []
    make = clients(trust_env=False)

    def remember() -> httpx.AsyncClient:
        made.append(make())
        return made[-1]

    endpoint = HttpSource(
        server.url, ("closes", "ratings"), clock=utc, rng=Random(1), client=remember
    )
    async with following(endpoint) as stream:
        await stream.state(SourceState.MISSING, "ratings")

    assert asyncio.all_tasks() == before
    assert [each.is_closed for each in made] == [True, True]
