"""What is asked goes to the address that was checked, encrypted under the host's name.

The loopback stands for the public net here; all that is not 127.0.0.1 is private.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web import guard
from overhang.sources.web.addresses import Resolve
from overhang.sources.web.reach import Reach, Secrets
from support.server import Answer
from support.tls import SecureServer
from support.webs import asking, shared

HOST = "feed.example"
PUBLIC, PRIVATE = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureServer]:
    monkeypatch.setattr(guard, "is_public", lambda address: address == PUBLIC)
    with SecureServer(tmp_path, HOST, "other.example") as server:
        server.answers["/a"] = Answer(b"[]")
        yield server


async def test_name_and_certificate_are_the_hosts_though_an_address_is_dialled(
    server: SecureServer,
) -> None:
    names = Names([PUBLIC])
    async with asking(Reach(ca=server.ca), shared(resolve=names)) as web:
        assert (await web.get(f"{server.at(HOST)}/a")).body == b"[]"

    (asked,) = server.asked
    assert server.named == [HOST]
    assert asked.headers["host"] == server.at(HOST).removeprefix("https://")


@pytest.mark.parametrize("host", ["stranger.example", PUBLIC])
async def test_a_certificate_for_another_name_is_refused(
    server: SecureServer, host: str
) -> None:
    names = Names([PUBLIC])
    async with asking(Reach(ca=server.ca), shared(resolve=names)) as web:
        with pytest.raises(FetchError, match="certificate verify failed"):
            await web.get(f"{server.at(host)}/a")

    assert server.asked == []


async def test_a_certificate_for_the_address_says_nothing_of_the_name(
    tmp_path: Path, server: SecureServer
) -> None:
    with SecureServer(tmp_path, PUBLIC) as bare:
        names = Names([PUBLIC])
        async with asking(Reach(ca=bare.ca), shared(resolve=names)) as web:
            with pytest.raises(FetchError, match=r"not valid for 'feed\.example'"):
                await web.get(f"{bare.at(HOST)}/a")

        assert bare.asked == []


async def test_whoever_nobody_vouches_for_is_refused(server: SecureServer) -> None:
    async with asking(Reach(), shared(resolve=Names([PUBLIC]))) as web:
        with pytest.raises(FetchError, match="certificate verify failed"):
            await web.get(f"{server.at(HOST)}/a")


async def test_a_name_that_moves_after_the_check_is_not_followed(
    server: SecureServer,
) -> None:
    names = Names([PUBLIC], [PRIVATE])
    async with asking(Reach(ca=server.ca), shared(resolve=names)) as web:
        assert (await web.get(f"{server.at(HOST)}/a")).body == b"[]"
        assert names.asked == [HOST]
        with pytest.raises(FetchError, match="private or special") as caught:
            await web.get(f"{server.at(HOST)}/a")

    assert caught.value.wait is Wait.REFUSED
    assert len(server.asked) == 1


async def test_every_hop_is_checked_anew(server: SecureServer) -> None:
    server.answers["/moved"] = Answer(status=302, headers={"Location": "/a"})
    names = Names([PUBLIC], [PRIVATE])
    async with asking(Reach(ca=server.ca), shared(resolve=names)) as web:
        with pytest.raises(FetchError, match="private or special"):
            await web.get(f"{server.at(HOST)}/moved")

    assert [each.path for each in server.asked] == ["/moved"]


async def test_two_names_at_one_address_share_no_connection(
    server: SecureServer,
) -> None:
    server.keeps = True
    names = Names([PUBLIC])
    async with asking(Reach(ca=server.ca), shared(resolve=names)) as web:
        for host in (HOST, HOST, "other.example"):
            await web.get(f"{server.at(host)}/a")

    assert server.named == [HOST, "other.example"]


@pytest.mark.parametrize(
    "place",
    [
        "https://feed.example.evil.example:PORT/a",
        "http://feed.example:PORT/a",
        "https://feed.example:1/a",
        "//evil.example:PORT/a",
        "https://user:word@other.example:PORT/a",
        "https://127.0.0.1:PORT/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://feed.example:PORT\x1b/a",
    ],
)
async def test_no_secret_leaves_its_origin(server: SecureServer, place: str) -> None:
    port = server.url.rpartition(":")[2]
    there = {"Location": place.replace("PORT", port), "Set-Cookie": "c=1"}
    server.answers["/moved?token=s3cret"] = Answer(status=307, headers=there)
    secrets = Secrets({"X-Own-Key": "s3cret", "Cookie": "s3cret"}, {"token": "s3cret"})
    reach = Reach(ca=server.ca, secrets=secrets)
    async with asking(reach, shared(resolve=Names([PUBLIC]))) as web:
        for _ in range(2):
            with pytest.raises(FetchError, match="redirected") as caught:
                await web.get(f"{server.at(HOST)}/moved")
            assert not re.search("s3cret|word|InvalidURL|\n", str(caught.value))

    assert {each.path for each in server.asked} == {"/moved?token=s3cret"}
    # No cookie is kept: what is sent is what the feed's own settings say.
    assert {each.headers["cookie"] for each in server.asked} == {"s3cret"}


class Names:
    """Resolves every name, each time to the next of some answers, then to the last."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers[min(len(self.asked), len(self._answers)) - 1]


_: Resolve = Names()
