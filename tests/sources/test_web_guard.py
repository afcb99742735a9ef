from __future__ import annotations

from collections.abc import Sequence

import httpx
import pytest

from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web.addresses import RefusedAddress, Resolve, is_public
from overhang.sources.web.guard import Guard
from overhang.sources.web.reach import Reach
from support.server import Answer, LoopbackServer
from support.webs import asking, shared

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
        *("168.63.129.16", "192.0.2.1", "2001:db8::1", "nobody", ""),
    ],
)
def test_an_address_that_no_feed_is_at_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822"]
)
def test_an_address_of_the_public_net_is_not(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:169.254.169.254"]]
)
async def test_a_name_that_leads_into_the_private_net_is_refused(
    found: Sequence[str],
) -> None:
    async with asking(Reach(), shared(resolve=_answering(found))) as web:
        with pytest.raises(FetchError, match=r"feed\.example is a private") as caught:
            await web.get("https://feed.example/a")

    assert caught.value.wait is Wait.REFUSED


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "127.1", "0x7f.1", "[::1]", "[::ffff:7f00:1]"]
)
async def test_an_address_in_any_writing_is_refused(
    server: LoopbackServer, host: str
) -> None:
    port = server.url.rpartition(":")[2]

    async with asking(Reach()) as web:
        with pytest.raises(FetchError, match="private or special address"):
            await web.get(f"http://{host}:{port}/a")

    assert server.asked == []


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    guard = Guard(httpx.MockTransport(answer), _answering([PUBLIC]), lambda _: False)
    async with httpx.AsyncClient(transport=guard) as client:
        await client.get("https://feed.example/a?b=1")

    (request,) = seen
    assert str(request.url) == f"https://{PUBLIC}/a?b=1"
    assert request.headers["Host"] == "feed.example"
    assert request.extensions["sni_hostname"] == "feed.example"


async def test_the_next_address_is_tried_when_one_does_not_connect() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != PUBLIC:
            raise httpx.ConnectError("unreachable")
        return httpx.Response(200)

    found = ["2606:2800:220:1::1", PUBLIC]
    guard = Guard(httpx.MockTransport(answer), _answering(found), lambda _: False)
    async with httpx.AsyncClient(transport=guard) as client:
        assert (await client.get("https://feed.example/")).status_code == 200


@pytest.mark.parametrize("host", ["127.1", "localhost", "a.localhost", "[::1]"])
async def test_behind_a_proxy_what_is_written_as_an_address_is_refused(
    host: str,
) -> None:
    passed = httpx.MockTransport(lambda _: httpx.Response(200))
    guard = Guard(passed, _answering([]), lambda _: True)

    async with httpx.AsyncClient(transport=guard) as client:
        with pytest.raises(RefusedAddress):
            await client.get(f"http://{host}/")
        assert (await client.get("http://feed.example/")).status_code == 200


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/latest/", "http://10.0.0.1/", "//127.0.0.1:1/"]
)
async def test_a_redirect_into_the_private_net_is_not_followed(
    server: LoopbackServer, where: str
) -> None:
    server.answers["/a"] = Answer(status=302, headers={"Location": where})

    async with asking(Reach(private=True)) as web:
        with pytest.raises(FetchError, match="redirected elsewhere"):
            await web.get(f"{server.url}/a")


async def test_a_name_that_nobody_knows_is_named() -> None:
    async def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError(-2, "Name or service not known")

    async with asking(Reach(), shared(resolve=nobody)) as web:
        with pytest.raises(FetchError, match=r"not known: feed\.example\)"):
            await web.get("https://feed.example/a")


def _answering(found: Sequence[str]) -> Resolve:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return found

    return resolve
