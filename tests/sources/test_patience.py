from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.patience import Patience
from overhang.sources.refusal import STOPPED
from overhang.sources.web.web import Web
from support.deliveries import following
from support.server import Answer, LoopbackServer
from support.webs import Turns, asking, near, polled


def refused(status: int | None = 403) -> FetchError:
    return FetchError("key refused", Wait.REFUSED, status=status)


def test_three_refusals_and_no_answer_are_of_the_key() -> None:
    patience = Patience("abcd", "part", "parts")
    assert [patience.ends(refused()) for _ in range(3)] == [False, False, True]
    taken = Patience("abcd", "part", "parts")
    taken.answered()
    assert not any(taken.ends(refused(401)) for _ in range(9))


def test_a_way_that_is_shut_on_this_side_is_shut_for_every_part() -> None:
    assert Patience("ab", "part", "parts").ends(refused(None))


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("parts", ["ab", "ba", "bb"])
async def test_a_feed_stops_for_a_refusal_only_when_nothing_is_answered(
    server: LoopbackServer, parts: str, status: int
) -> None:
    server.answers |= {"/a": Answer(b"[]"), "/b": Answer(status=status)}

    async def turn(web: Web) -> AsyncIterator[Found]:
        for part in parts:
            try:
                await web.get(f"{server.url}/{part}")
                yield Found("closes")
            except FetchError as error:
                yield Found("closes", fault=error)

    async with asking(near()) as web:
        source = polled(Turns(turn), web)
        async with following(source) as stream:
            told = await stream.next(lambda each: bool(each.health.errors))

    assert f"HTTP {status}" in told.health.errors[0]
    stops = "a" not in parts
    assert (STOPPED in told.health.errors) is stops
    assert (told.health.next_try is None) is stops
