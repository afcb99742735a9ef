"""From `[source.NAME]` to what runs: over a real loopback server and real files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import msgspec
import pytest

from overhang.bundled import bundled
from overhang.collector.feed_keys import Key, Keyed
from overhang.collector.feed_terms import Stamped
from overhang.collector.feeds import World
from overhang.collector.shelf import Shelf
from overhang.core.calendars import load_calendars
from overhang.core.observations import Close
from overhang.core.records import Vintage
from overhang.core.rights import Rights
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery
from overhang.sources.connector import Connector, Found
from overhang.sources.fetching import FetchError
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from support.feed_building import (
    EDGAR,
    NOW,
    ROWS,
    built,
    first,
    px,
    spoken,
)
from support.sample_universe import UNIVERSE
from support.server import Answer, LoopbackServer
from support.stored import close


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(
        universe=lambda: UNIVERSE,
        shelf=Shelf(),
        calendars=load_calendars(bundled("data") / "calendars.toml"),
        env={},
        cache=tmp_path / "http",
        now=lambda: NOW,
        shared=Shared(),
    )


async def test_each_kind_is_a_source_of_its_tables(
    tmp_path: Path, world: World
) -> None:
    sources = built(
        tmp_path,
        EDGAR + '[source.tape]\n[source.fred]\nkey = "env:K"\nice = true\n'
        '[source.tiingo]\nkey = "env:K"\n'
        + px("https://a.com")
        + '[source.ticks]\nkind = "push"\nurl = "wss://a.com"\ntable = "closes"\n'
        'fields = { issuer = "s", at = "t", close_usd = "p" }\n'
        '[source.runs]\nkind = "drop"\nfolder = "runs"\ntable = "cds_marks"\n'
        'fields = { issuer = "n", date = "d", tenor = "t", spread_bp = "m" }\n',
        world,
    )
    assert {each.feed: set(each.tables) for each in sources} == {
        "edgar": {"filings", "results", "cash_flow", "balances"},
        "tape": {"tape", "cds_marks", "cds_activity"},
        "fred": {"rates", "indices"},
        "tiingo": {"closes"},
        "px": {"closes"},
        "ticks": {"closes"},
        "runs": {"cds_marks"},
    }


async def test_a_feed_brings_rows_on_the_terms_that_the_desk_says(
    tmp_path: Path, world: World
) -> None:
    with LoopbackServer() as server:
        server.answers["/px"] = Answer(msgspec.json.encode(ROWS))
        more = (
            'rights = "display"\nlicence = "ours"\nquality = "dealer"\nsource = "Desk"'
        )
        (source,) = built(tmp_path, px(server.url, more), world)
        got = await first(source, lambda each: bool(each.vintages))
    (vintage,) = got.vintages
    assert got.feed == "px"
    assert isinstance(vintage.record, Close)
    assert (vintage.record.issuer, vintage.record.close_usd) == ("ORCL", 300.5)
    assert (vintage.record.source, vintage.record.quality) == ("Desk", "dealer")
    assert vintage.record.rights is Rights.DISPLAY
    assert (got.health.rights, got.health.licence) == (Rights.DISPLAY, "ours")


async def test_an_index_of_somebody_else_is_on_that_ones_terms(
    tmp_path: Path, world: World
) -> None:
    (source,) = built(tmp_path, '[source.fred]\nkey = "env:K"\nice = true\n', world)
    said: dict[str, Rights] = {}

    def take(each: Delivery) -> bool:
        said[each.table] = each.health.rights
        return len(said) == 2

    await first(source, take)
    assert said == {"rates": Rights.PUBLIC, "indices": Rights.DISPLAY}


async def test_a_key_is_read_again_at_each_turn_and_its_loss_is_one_feeds_fault(
    tmp_path: Path, world: World
) -> None:
    key = tmp_path / "key"
    more = f'key = "file:{key}"\nkey_name = "header:X-Key"\nevery = "1s"'
    with LoopbackServer() as server:
        server.answers["/px"] = Answer(msgspec.json.encode(ROWS))
        other = px(server.url).replace("source.px", "source.other")
        mine, others = built(tmp_path, px(server.url, more) + other, world)
        lost = await first(mine, spoken)
        assert lost.health.state is SourceState.FAILED
        assert lost.health.errors == (f"no key: {key}: No such file or directory",)
        assert server.questions("/px") == []
        assert (await first(others, lambda each: bool(each.vintages))).feed == "other"
        for secret in ("hunter2", "hunter3"):
            key.write_text(secret)

            def asked(each: Delivery, secret: str = secret) -> bool:
                ok = each.health.state is SourceState.OK
                return ok and server.asked[-1].headers.get("x-key") == secret

            got = await first(mine, asked)
            assert "hunter" not in repr(got)


class Telling:
    """A connector that finds one close, and notes the key it was asked with."""

    tables = ("closes",)
    place = "a.com"

    def __init__(self, key: Callable[[], str]) -> None:
        self._key = key
        self.keys: list[str] = []
        self.closed = False

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        self.keys.append(self._key())
        try:
            yield Found("closes", [Vintage(NOW, close())], rows=[close()])
        finally:
            self.closed = True


async def turned(connector: Connector) -> list[Found]:
    return [each async for each in connector.turn(cast("Web", None))]


async def test_a_keyed_connector_has_the_key_of_this_turn() -> None:
    env = {"K": "one"}
    key = Key("env:K", env)
    inner = Telling(key)
    keyed = Keyed(inner, key)
    await turned(keyed)
    env["K"] = "two"
    await turned(keyed)
    assert inner.keys == ["one", "two"]
    del env["K"]
    with pytest.raises(FetchError, match=r"^no key: env:K: nothing there$"):
        await turned(keyed)
    assert (keyed.tables, keyed.place) == (("closes",), "a.com")
    assert len(inner.keys) == 2


async def test_a_stamped_connector_says_the_rights_of_the_desk_on_every_row() -> None:
    inner = Telling(lambda: "")
    (found,) = await turned(Stamped(inner, Rights.INTERNAL))
    rows = [*(each.record for each in found.vintages), *(found.rows or ())]
    assert [each.rights for each in rows] == [Rights.INTERNAL] * 2
    assert inner.closed
