from __future__ import annotations

from pathlib import Path

import msgpack
import pytest

from overhang.sources.fetching import FetchError
from overhang.sources.web.cache import MEDIA, MODIFIED
from overhang.sources.web.page import Page
from overhang.sources.web.reach import Secrets
from support.server import Answer, LoopbackServer
from support.webs import asking, near

TAGGED = Answer(b"[1]", etag='"v1"')


async def test_an_answer_survives_its_process_and_is_asked_for_anew(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers["/a"] = TAGGED

    async with asking(near(cache=tmp_path)) as web:
        first = await web.get(f"{server.url}/a")
    async with asking(near(cache=tmp_path)) as web:
        again = await web.get(f"{server.url}/a")
        server.answers["/a"] = Answer(b"[2]", etag='"v2"')
        news = await web.get(f"{server.url}/a")

    assert first == Page(b"[1]", "application/json", changed=True)
    assert again == Page(b"[1]", "application/json", changed=False)
    assert news == Page(b"[2]", "application/json", changed=True)
    known = [each.headers.get("if-none-match") for each in server.asked]
    assert known == [None, '"v1"', '"v1"']


async def test_a_server_that_calls_its_answer_fresh_is_asked_all_the_same(
    server: LoopbackServer, tmp_path: Path
) -> None:
    fresh = {"Cache-Control": "max-age=86400"}
    server.answers["/a"] = TAGGED._replace(headers=fresh)

    async with asking(near(cache=tmp_path)) as web:
        await web.get(f"{server.url}/a")
        server.answers["/a"] = Answer(b"[2]")
        assert (await web.get(f"{server.url}/a")).body == b"[2]"


@pytest.mark.parametrize(
    "answer",
    [Answer(b"[1]"), TAGGED._replace(headers={"Cache-Control": "no-store"})],
)
async def test_the_same_body_is_no_change_even_when_it_is_not_kept(
    server: LoopbackServer, tmp_path: Path, answer: Answer
) -> None:
    server.answers["/a"] = answer

    async with asking(near(cache=tmp_path)) as web:
        pages = [await web.get(f"{server.url}/a") for _ in range(2)]

    assert [each.changed for each in pages] == [True, False]
    assert server.asked[1].headers.get("if-none-match") is None


async def test_one_key_is_not_answered_with_what_another_key_got(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers["/a"] = TAGGED
    mine, theirs = (Secrets({"X-Key": each}) for each in ("mine", "theirs"))

    async with asking(near(cache=tmp_path, secrets=mine)) as web:
        await web.get(f"{server.url}/a")
    async with asking(near(cache=tmp_path, secrets=theirs)) as web:
        assert (await web.get(f"{server.url}/a")).changed

    assert server.asked[1].headers.get("if-none-match") is None


async def test_a_body_that_cannot_be_used_is_not_kept(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers["/a"] = TAGGED.zipped()._replace(body=b"not gzip")

    async with asking(near(cache=tmp_path)) as web:
        with pytest.raises(FetchError, match="broken gzip"):
            await web.get(f"{server.url}/a")
        server.answers["/a"] = TAGGED
        assert (await web.get(f"{server.url}/a")).body == b"[1]"


@pytest.mark.parametrize("content", [b"\0" * 9000, b"SQLite format 3\0" + b"x" * 9000])
async def test_a_cache_that_cannot_be_read_is_begun_anew_and_told(
    server: LoopbackServer, tmp_path: Path, content: bytes
) -> None:
    server.answers["/a"] = TAGGED
    (tmp_path / "answers.db").write_bytes(content)

    async with asking(near(cache=tmp_path)) as web:
        await web.get(f"{server.url}/a")
        assert not (await web.get(f"{server.url}/a")).changed
        assert web.remark == (
            f"{tmp_path}: the cache could not be read and was begun anew"
        )

    assert server.asked[1].headers.get("if-none-match") == '"v1"'


async def test_a_cache_that_cannot_be_written_costs_nothing_but_bytes(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers["/a"] = TAGGED
    (tmp_path / "file").touch()

    async with asking(near(cache=tmp_path / "file" / "below")) as web:
        assert (await web.get(f"{server.url}/a")).body == b"[1]"


def test_the_names_of_what_is_kept_are_not_made_anew_by_each_reading() -> None:
    # As hishel packs them.
    packed = msgpack.packb({MEDIA: "text/csv", MODIFIED: "Monday"})
    for _ in range(2):
        assert [id(each) for each in msgpack.unpackb(packed)] == [
            id(MEDIA),
            id(MODIFIED),
        ]
