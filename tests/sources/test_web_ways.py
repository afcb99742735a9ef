from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from httpx_sse import EventSource

from overhang.sources.fetching import FetchError
from overhang.sources.web.proxies import proxy_of
from overhang.sources.web.reach import Reach, Secrets
from overhang.sources.web.shared import Shared
from support.server import Answer, LoopbackServer, Manner
from support.webs import asking, near, shared


@pytest.mark.parametrize(
    ("url", "setting", "proxy"),
    [
        ("https://a.example/", "", "http://p:1"),
        ("wss://a.example/", "", "http://p:1"),
        ("http://a.example/", "", "http://all:2"),
        ("http://a.example/", "http://own:3", "http://own:3"),
        ("https://here.example/", "", ""),
        ("https://deep.here.example/", "", ""),
        ("https://nothere.example/", "", "http://p:1"),
        ("https://port.example:8443/", "", ""),
        ("https://port.example/", "", "http://p:1"),
        ("https://here.example/", "http://own:3", "http://own:3"),
    ],
)
def test_which_proxy_is_used(url: str, setting: str, proxy: str) -> None:
    found = {
        "https": "http://p:1",
        "all": "http://all:2",
        "no": " .here.example , port.example:8443,",
    }

    assert proxy_of(httpx.URL(url), setting, found) == proxy
    assert proxy_of(httpx.URL(url), "", {**found, "no": "*"}) == ""


async def test_a_proxy_is_asked_for_a_host_that_only_it_can_resolve(
    server: LoopbackServer,
) -> None:
    server.answers["http://feed.example/a"] = Answer(b"[1]")

    async with asking(Reach(proxy=server.url), shared()) as web:
        assert (await web.get("http://feed.example/a")).body == b"[1]"
        with pytest.raises(FetchError, match="private or special address"):
            await web.get("http://10.0.0.1/a")

    assert [each.headers["host"] for each in server.asked] == ["feed.example"]


@pytest.mark.parametrize("proxy", ["gopher://p.example", "http://me:CANARY@a:b"])
async def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str,
) -> None:
    async with asking(Reach(proxy=proxy), shared()) as web:
        with pytest.raises(FetchError, match="proxy") as caught:
            await web.get("http://feed.example/a")

    assert "CANARY" not in str(caught.value)


async def test_certificates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    reach = Reach(ca=tmp_path / "none.pem")

    async with asking(reach) as web:
        with pytest.raises(FetchError, match="No such file"):
            await web.get("https://feed.example/")
    with pytest.raises(OSError, match="No such file"):
        Shared(trust_env=False).clients(reach)


async def test_a_stream_is_read_as_it_comes_with_the_key(
    server: LoopbackServer,
) -> None:
    events = b'data: {"a": 1}\n\ndata: {"a": 2}\n\n'
    server.answers["/s?key=k"] = Answer(events, "text/event-stream")

    async with (
        asking(near(secrets=Secrets(params={"key": "k"}))) as web,
        web.stream(f"{server.url}/s") as response,
    ):
        told = [each.json() async for each in EventSource(response).aiter_sse()]

    assert told == [{"a": 1}, {"a": 2}]
    assert server.asked[0].headers["accept"] == "text/event-stream"


async def test_a_stream_may_be_slow_but_must_begin(server: LoopbackServer) -> None:
    server.answers["/slow"] = Answer(b"x" * 10, manner=Manner.DRIP)
    server.answers["/hung"] = Answer(manner=Manner.HANG)

    async with asking(near(timeout=0.3)) as web:
        async with web.stream(f"{server.url}/slow") as response:
            assert await response.aread() == b"x" * 10
        with pytest.raises(FetchError, match=r"no answer within 0\.3 s"):
            async with web.stream(f"{server.url}/hung"):
                pytest.fail("it never began")
        with pytest.raises(FetchError, match="HTTP 404"):
            async with web.stream(f"{server.url}/none"):
                pytest.fail("there is none")


@pytest.mark.parametrize("outer", [None, 0.1])
async def test_after_a_deadline_there_is_another_client(
    server: LoopbackServer, outer: float | None
) -> None:
    server.answers["/hung"] = Answer(manner=Manner.HANG)
    async with asking(near(timeout=0.3)) as web:
        async with web.client() as before:
            pass
        with pytest.raises((FetchError, TimeoutError)):
            async with asyncio.timeout(outer), web.stream(f"{server.url}/hung"):
                pytest.fail("it never began")
        async with web.client() as after:
            assert after is not before
        # One that broke off while it was read is whatever broke it off.
        server.answers["/cut"] = Answer(b"x" * 10, manner=Manner.CUT)
        with pytest.raises(httpx.HTTPError):
            async with web.stream(f"{server.url}/cut") as response:
                await response.aread()
