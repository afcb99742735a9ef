from __future__ import annotations

import pytest

from overhang.core.snapshot import SourceState
from support.bodies import json_closes
from support.deliveries import closes, following
from support.endpoints import http_source
from support.server import Answer, LoopbackServer


async def test_a_redirect_within_the_origin_is_followed_with_the_token(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(status=307, headers={"Location": "v2/closes"})
    server.answers["/v2/closes"] = Answer(
        status=301, headers={"Location": f"{server.url}/v3"}
    )
    server.answers["/v3"] = Answer(json_closes([1]))

    async with following(http_source(server.url, token="secret")) as stream:
        assert closes(await stream.rows()) == [1]

    assert {each.headers["authorization"] for each in server.asked} == {"Bearer secret"}
    assert len(server.asked) == 3


async def test_the_token_never_leaves_its_origin(server: LoopbackServer) -> None:
    with LoopbackServer() as other:
        where = {"Location": f"{other.url}/closes"}
        server.answers["/closes"] = Answer(status=302, headers=where)
        async with following(http_source(server.url, token="secret")) as stream:
            bad = await stream.state(SourceState.FAILED)

        assert other.asked == []

    assert "redirected elsewhere (127.0.0.1): not followed" in bad.health.errors[0]
    assert "secret" not in str(bad)


def test_one_token_for_several_hosts_is_refused() -> None:
    places = {"closes": "https://a.example/c", "deals": "https://b.example/d"}

    with pytest.raises(ValueError, match="one token, several hosts"):
        http_source(places, "closes", "deals", token="secret")

    assert http_source(places, "closes", "deals").tables == ("closes", "deals")


@pytest.mark.parametrize(
    "base", ["", "desk.example", "ftp://desk.example", "http://a:b"]
)
def test_what_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="closes: "):
        http_source(base)


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="closes: expected an interval"):
        http_source("http://desk.example", every=0)


async def test_secrets_in_an_address_are_not_shown(server: LoopbackServer) -> None:
    host = server.url.removeprefix("http://")
    places = {"closes": f"http://me:hunter2@{host}/closes?key=hunter3"}

    async with following(http_source(places)) as stream:
        gone = await stream.state(SourceState.MISSING)

    assert gone.health.place == f"{server.url}/closes"
    assert "hunter" not in str(gone)
    assert server.asked[0].path == "/closes?key=hunter3"


async def test_a_short_parameter_hides_no_line_number(server: LoopbackServer) -> None:
    server.answers["/closes?v=1"] = Answer(json_closes(["x"]))
    places = {"closes": f"{server.url}/closes?v=1"}
    async with following(http_source(places)) as stream:
        bad = await stream.state(SourceState.FAILED)
    assert "***" not in bad.health.errors[0]
    assert "1" in bad.health.errors[0].removeprefix(server.url)


async def test_a_table_in_part_is_asked_for_in_its_usual_rhythm(
    server: LoopbackServer,
) -> None:
    server.answers["/closes"] = Answer(json_closes([1] * 19 + ["x"]))
    async with following(http_source(server.url, every=600)) as stream:
        part = (await stream.state(SourceState.PART)).health
    assert part.next_try is not None
    assert part.last_try is not None
    assert (part.next_try - part.last_try).total_seconds() > 590
