from __future__ import annotations

import gzip
import time
from datetime import timedelta

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.pacing import Pace
from overhang.sources.refusal import STOPPED
from support.bodies import json_closes
from support.deliveries import closes, following
from support.endpoints import http_source
from support.server import Answer, LoopbackServer, Manner
from support.waiting import until

CSV = "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Answer(b"<html>Sign in</html>", "text/html"),
            "text/html: a login page?, expected application/json or text/csv",
        ),
        (Answer(b"x", "text/plain"), "text/plain, expected application/json"),
        (Answer(b"[]", ""), "no content type, expected application/json"),
        (Answer(b"<html>Sign in</html>"), "found 'an HTML page', expected a JSON"),
        (Answer(json_closes([1]), CSV), "found 'JSON', expected CSV"),
        (Answer(b""), "found 'nothing (0 bytes)'"),
        (Answer(b"[" * 2**21), "the answer is more than 1048576 bytes"),
        (
            Answer(b" " * 2**24).zipped(),
            "the answer is more than 1048576 bytes",
        ),
        (
            Answer(json_closes([1])).zipped()._replace(body=b"not gzip"),
            "the answer is broken gzip",
        ),
        (
            Answer(
                gzip.compress(json_closes([1]))[:-9],
                headers={"Content-Encoding": "gzip"},
            ),
            "the answer is gzip that breaks off",
        ),
        (
            Answer(
                gzip.compress(b"[") + gzip.compress(b"]"),
                headers={"Content-Encoding": "gzip"},
            ),
            "the answer is gzip with more behind its end",
        ),
        (
            Answer(b"[]", headers={"Content-Encoding": "gzip, gzip"}),
            "the answer is packed as 'gzip, gzip', expected gzip or nothing",
        ),
        (Answer(b"[]", status=500), "HTTP 500"),
        (Answer(b"[]", status=204), "HTTP 204"),
        (Answer(status=304), "HTTP 304"),
        (Answer(json_closes([1]), manner=Manner.CUT), "the connection broke"),
        (Answer(manner=Manner.RESET), "the connection broke"),
        (Answer(json_closes(["x"])), "closes row 1: close_usd: found 'x'"),
        (Answer(status=302), "redirected elsewhere (nowhere): not followed"),
        (
            Answer(status=302, headers={"Location": "http://evil.example/closes"}),
            "redirected elsewhere (evil.example): not followed",
        ),
        (
            Answer(status=302, headers={"Location": "file:///etc/passwd"}),
            "redirected elsewhere (file:): not followed",
        ),
        (
            Answer(status=302, headers={"Location": "http://a:b/"}),
            "redirected to what is no address",
        ),
        (
            Answer(status=302, headers={"Location": "/closes"}),
            "more than 5 redirects",
        ),
    ],
)
async def test_an_answer_that_cannot_be_used_says_why_and_passes(
    server: LoopbackServer, answer: Answer, said: str
) -> None:
    server.answers["/closes"] = answer

    async with following(http_source(server.url)) as stream:
        bad = await stream.state(SourceState.FAILED)
        server.answers["/closes"] = Answer(json_closes([1]))
        good = await stream.rows()

    assert bad.rows is None
    assert bad.health.errors[0].startswith(f"{server.url}/closes")
    assert said in bad.health.errors[0]
    assert closes(good) == [1]
    assert good.health.errors == ()


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DRIP])
async def test_an_endpoint_that_hangs_is_left_and_asked_again(
    server: LoopbackServer, manner: Manner
) -> None:
    server.answers["/closes"] = Answer(json_closes([1] * 99), manner=manner)
    begun = time.monotonic()

    async with following(http_source(server.url, deadline=0.3)) as stream:
        hung = await stream.state(SourceState.FAILED)
        took = time.monotonic() - begun
        server.answers["/closes"] = Answer(json_closes([1]))
        good = await stream.rows()

    assert hung.health.errors == (f"{server.url}/closes: no answer within 0.3 s",)
    assert 0.3 <= took < 2
    assert closes(good) == [1]


async def test_a_closed_port_is_named() -> None:
    with LoopbackServer() as gone:
        url = gone.url

    async with following(http_source(url)) as stream:
        bad = await stream.state(SourceState.FAILED)

    assert bad.health.errors[0].startswith(f"{url}/closes: no connection (")


async def test_a_proxy_that_cannot_be_used_is_told_until_it_is_mended(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/closes"] = Answer(json_closes([1]))
    monkeypatch.setenv("ALL_PROXY", "gopher://proxy.example:70")

    async with following(http_source(server.url, trust_env=True)) as stream:
        bad = await stream.state(SourceState.FAILED)
        monkeypatch.delenv("ALL_PROXY")
        good = await stream.rows()

    assert "gopher" in bad.health.errors[0]
    assert closes(good) == [1]


async def test_a_table_that_is_not_there_is_missing_and_no_failure(
    server: LoopbackServer,
) -> None:
    endpoint = http_source(server.url, every=30)

    async with following(endpoint) as stream:
        gone = await stream.state(SourceState.MISSING)
        server.answers["/closes"] = Answer(json_closes([1]))
        endpoint.refresh()
        assert closes(await stream.rows()) == [1]

    assert gone.health.errors == (
        f"{server.url}/closes: no such table there (HTTP 404)",
    )
    assert gone.health.next_try is not None
    assert gone.health.last_try is not None
    wait = gone.health.next_try - gone.health.last_try
    assert timedelta(seconds=29) < wait < timedelta(seconds=32)


@pytest.mark.parametrize(
    ("status", "token", "said"),
    [
        (401, "", "a token is wanted (HTTP 401)"),
        (401, "secret", "token refused (HTTP 401)"),
        (403, "secret", "token refused (HTTP 403)"),
    ],
)
async def test_a_refused_token_waits_for_a_person(
    server: LoopbackServer, status: int, token: str, said: str
) -> None:
    server.answers["/closes"] = Answer(status=status)
    endpoint = http_source(server.url, token=token)

    async with following(endpoint) as stream:
        bad = await stream.state(SourceState.FAILED)
        server.answers["/closes"] = Answer(json_closes([1]))
        endpoint.refresh()
        assert closes(await stream.rows()) == [1]

    assert bad.health.errors == (f"{server.url}/closes: {said}", STOPPED)
    assert bad.health.next_try is None


async def test_a_refused_token_is_not_sent_again_and_another_one_is(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(status=401)
    tokens = ["old"]
    looks = 0

    def read() -> str:
        nonlocal looks
        looks += 1
        return tokens[-1]

    source = http_source(server.url, token="old", read_token=read, every=0.01)
    async with following(source) as stream:
        await stream.state(SourceState.FAILED)
        await until(lambda: looks > 9)
        asked = len(server.questions("/closes"))
        server.answers["/closes"] = Answer(json_closes([1]))
        tokens.append("new")
        good = await stream.rows()

    assert asked == 1
    assert closes(good) == [1]
    assert good.health.errors == ()
    sent = [each.headers["authorization"] for each in server.questions("/closes")]
    assert sent[:2] == ["Bearer old", "Bearer new"]


@pytest.mark.parametrize("status", [429, 503])
async def test_an_endpoint_that_says_when_is_not_asked_before(
    server: LoopbackServer, status: int
) -> None:
    server.answers["/closes"] = Answer(status=status, headers={"Retry-After": "300"})
    server.answers["/ratings"] = Answer(b"[]")
    endpoint = http_source(server.url, "closes", "ratings")

    async with following(endpoint) as stream:
        busy = await stream.state(SourceState.FAILED)
        for _ in range(3):
            endpoint.refresh()
            await stream.state(SourceState.OK, "ratings")

    assert busy.health.next_try is not None
    assert busy.health.last_try is not None
    wait = busy.health.next_try - busy.health.last_try
    assert timedelta(seconds=299) < wait < timedelta(seconds=302)
    assert len(server.questions("/closes")) == 1


async def test_a_short_retry_after_is_kept_and_then_asked(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(status=429, headers={"Retry-After": "1"})

    async with following(http_source(server.url)) as stream:
        busy = await stream.state(SourceState.FAILED)
        begun = time.monotonic()
        server.answers["/closes"] = Answer(json_closes([1]))
        good = await stream.rows()

    assert closes(good) == [1]
    assert time.monotonic() - begun > 0.9
    assert "asked too often (HTTP 429)" in busy.health.errors[0]


async def test_failures_are_spaced_wider_until_one_succeeds(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(status=500)
    pace = Pace(every=0.01, floor=0.01, ceiling=60, longest=900)

    async with following(http_source(server.url, every=0.01, pace=pace)) as stream:
        waits = []
        for _ in range(5):
            bad = await stream.state(SourceState.FAILED)
            assert bad.health.next_try is not None
            assert bad.health.last_try is not None
            waits.append(bad.health.next_try - bad.health.last_try)
        server.answers["/closes"] = Answer(b"[]")
        good = await stream.state(SourceState.OK)

    assert max(waits) > min(waits)
    assert max(waits) < timedelta(seconds=1)
    assert good.health.errors == ()


async def test_hostile_text_in_headers_is_shown_clean(server: LoopbackServer) -> None:
    server.answers["/closes"] = Answer(b"[]", "text/\x9b31m\x1b]0;x")

    async with following(http_source(server.url)) as stream:
        bad = await stream.state(SourceState.FAILED)

    assert all(each.isprintable() for each in bad.health.errors)
