"""A host that cannot be had ends the turn: said once, for all that is not asked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from overhang.config.feeds import (
    FeedSettings,
    FredOptions,
    QuotesOptions,
    Reach,
    SourceKind,
    TiingoOptions,
)
from overhang.sources.connector import Connector
from overhang.sources.edgar.connector import Edgar
from overhang.sources.fred import Fred
from overhang.sources.mapped.quotes import Quotes
from overhang.sources.tiingo import Tiingo
from support.asking_edgar import CONTACT, UNIVERSE
from support.server import Answer, Asked, LoopbackServer, Manner
from support.webs import asking, near

Maker = Callable[[str], Connector]


class Same(LoopbackServer):
    """Gives one answer to all that is asked."""

    def __init__(self, given: Answer) -> None:
        super().__init__()
        self._given = given

    def answer(self, asked: Asked) -> Answer:
        return self._given


def now() -> datetime:
    return datetime(2026, 10, 10, 21, 0, tzinfo=UTC)


def fred(url: str) -> Connector:
    return Fred(FredOptions(ice=True), lambda: "k" * 32, url, now)


def tiingo(url: str) -> Connector:
    return Tiingo(TiingoOptions(), lambda: "k", url, lambda: UNIVERSE, now)


def quotes(url: str) -> Connector:
    options = QuotesOptions(
        table="closes", each=True, fields={"date": "d", "close_usd": "c"}
    )
    feed = FeedSettings(
        name="quotes",
        kind=SourceKind.QUOTES,
        reach=Reach(url=url + "/{symbol}"),
        options=options,
    )
    return Quotes(feed, key=lambda: "", universe=lambda: UNIVERSE, clock=now)


def edgar(url: str) -> Connector:
    return Edgar(lambda: UNIVERSE, CONTACT, url, now)


async def _faults(connector: Connector, limit: float = 0.3) -> dict[str, list[str]]:
    """Return the faults of one turn, by table."""
    said: dict[str, list[str]] = {each: [] for each in connector.tables}
    async with asking(near(timeout=limit)) as web:
        async for found in connector.turn(web):
            if found.fault is not None:
                said[found.table].append(str(found.fault))
    return said


@pytest.mark.parametrize(
    ("maker", "rest"),
    [
        (fred, "; and 13 more series"),
        (tiingo, "; and 1 more symbol"),
        (quotes, "; and 1 more issuer"),
        (edgar, ""),
    ],
)
async def test_a_host_that_hangs_is_asked_once_a_turn(maker: Maker, rest: str) -> None:
    with Same(Answer(manner=Manner.HANG)) as server:
        said = await _faults(maker(server.url))
        assert len(server.asked) == 1
    for faults in said.values():
        (fault,) = faults
        assert fault.endswith(f"no answer within 0.3 s{rest}")


@pytest.mark.parametrize("maker", [fred, tiingo, quotes, edgar])
async def test_a_host_that_is_gone_is_told_once_a_table(maker: Maker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = await _faults(maker(f"http://127.0.0.1:{port}"), 5.0)
    for faults in said.values():
        (fault,) = faults
        assert "no connection" in fault


@pytest.mark.parametrize("maker", [fred, tiingo, quotes])
async def test_a_host_that_is_broken_twice_ends_the_turn(maker: Maker) -> None:
    with Same(Answer(status=500)) as server:
        await _faults(maker(server.url), 5.0)
        assert len(server.asked) == 2
