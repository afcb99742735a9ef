from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from overhang.sources.fetching import FetchError
from overhang.sources.web.reach import Reach, Secrets
from support.server import Answer, LoopbackServer, Manner
from support.webs import asking, near

CANARY = "CANARY7777"
SECRETS = Secrets({"Authorization": f"Bearer {CANARY}h"}, {"apikey": f"{CANARY}q"})
ASKED = f"/a?day=1&apikey={CANARY}q"


async def test_secrets_reach_the_host_and_no_file_of_the_cache(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers[ASKED] = Answer(b"[1]", etag='"v1"')

    async with asking(near(cache=tmp_path, secrets=SECRETS)) as web:
        for _ in range(2):
            await web.get(f"{server.url}/a", params={"day": "1"})
        files = await asyncio.to_thread(_contents, tmp_path)

    assert {each.path for each in server.asked} == {ASKED}
    assert server.asked[0].headers["authorization"] == f"Bearer {CANARY}h"
    assert server.asked[1].headers["if-none-match"] == '"v1"'
    assert any(b"[1]" in each for each in files)
    assert not any(CANARY.encode() in each for each in files)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=401),
        Answer(status=302, headers={"Location": f"http://{CANARY}q.example/"}),
        Answer(manner=Manner.RESET),
        Answer(b"x", headers={"Content-Encoding": f"{CANARY}q"}),
    ],
)
async def test_no_fault_or_log_tells_a_secret(
    server: LoopbackServer, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers[ASKED] = answer
    caplog.set_level(logging.INFO)

    async with asking(near(secrets=SECRETS)) as web:
        with pytest.raises(FetchError) as caught:
            await web.get(f"{server.url}/a?day=1")

    assert server.questions(ASKED)
    assert CANARY.lower() not in f"{caught.value!r}{caplog.text}".lower()


def test_a_reach_can_be_shown() -> None:
    reach = Reach(secrets=SECRETS, proxy=f"http://me:{CANARY}@proxy.example")

    assert CANARY not in f"{reach!r}{reach}{SECRETS!r}{SECRETS}"
    assert "apikey" in repr(reach)


async def test_a_redirect_gets_the_key_once_and_within_the_origin(
    server: LoopbackServer,
) -> None:
    there = {"Location": f"/b?apikey={CANARY}q"}
    server.answers[f"/a?apikey={CANARY}q"] = Answer(status=302, headers=there)
    server.answers[f"/b?apikey={CANARY}q"] = Answer(b"[1]")

    async with asking(near(secrets=SECRETS)) as web:
        assert (await web.get(f"{server.url}/a")).body == b"[1]"
        with LoopbackServer() as other:
            away = {"Location": f"{other.url}/a"}
            server.answers[f"/a?apikey={CANARY}q"] = Answer(status=302, headers=away)
            with pytest.raises(FetchError, match="redirected elsewhere"):
                await web.get(f"{server.url}/a")
            assert other.asked == []


def _contents(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.iterdir()]
