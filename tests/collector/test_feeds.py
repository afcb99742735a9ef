"""From `[source.NAME]` to what runs: over a real loopback server and real files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
import pytest

from overhang.bundled import bundled
from overhang.collector.feed_checks import check_feeds
from overhang.collector.feed_keys import Key, Keyed
from overhang.collector.feed_terms import Stamped
from overhang.collector.feeds import World, feeds_of
from overhang.collector.shelf import Shelf
from overhang.collector.wiring import collector_of
from overhang.config.load import load_settings
from overhang.config.settings import Settings
from overhang.core.calendars import load_calendars
from overhang.core.observations import Close
from overhang.core.problems import ConfigError
from overhang.core.records import Vintage
from overhang.core.rights import Rights
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, Source
from overhang.sources.connector import Connector, Found
from overhang.sources.fetching import FetchError
from overhang.sources.off import Off
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from overhang.store import open_store
from support.interpreter import loaded_after
from support.sample_universe import UNIVERSE
from support.server import Answer, LoopbackServer
from support.stored import close

NOW = datetime(2026, 10, 12, 12, tzinfo=UTC)
ROWS = [{"s": "ORCL", "d": "2026-10-09", "p": 300.5}]
EDGAR = '[source.edgar]\ncontact = "Acme Capital desk@acme-capital.com"\n'


def settings_of(folder: Path, toml: str) -> Settings:
    (folder / "overhang.toml").write_text(toml)
    return load_settings({}, {}, user_dir=folder, state_dir=folder / "state")


def px(url: str, more: str = "") -> str:
    """A feed of quotes from the server under test."""
    return (
        f'[source.px]\nkind = "quotes"\nurl = "{url}/px"\nprivate = true\n'
        'table = "closes"\nfields = { issuer = "s", date = "d", close_usd = "p" }\n'
        f"{more}\n"
    )


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


def built(folder: Path, toml: str, world: World) -> list[Source]:
    return feeds_of(settings_of(folder, toml).sources, world)


async def first(source: Source, wanted: Callable[[Delivery], bool]) -> Delivery:
    """Return the first delivery that is wanted."""
    deliveries = cast("AsyncGenerator[Delivery, None]", source.deliveries())
    async with asyncio.timeout(10), aclosing(deliveries):
        async for each in deliveries:
            if wanted(each):
                return each
    raise AssertionError("it ended")


def spoken(delivery: Delivery) -> bool:
    return delivery.health.state is not SourceState.WAITING


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


@pytest.mark.parametrize(
    ("toml", "table", "reason"),
    [
        (
            '[source.fh]\nkind = "quotes"\npreset = "finnhub"\nkey = "env:K"\n',
            "closes",
            "Finnhub's free plan is for personal use only: set personal_use = true if "
            "that is what this is",
        ),
        (
            '[source.fred]\nkey = "env:K"\n',
            "indices",
            "ICE BofA indices need ICE's permission: ice = true if the desk has it; "
            "Treasury and SOFR come without",
        ),
    ],
)
async def test_what_may_not_run_is_off_and_says_why(
    tmp_path: Path, world: World, toml: str, table: str, reason: str
) -> None:
    (off,) = (e for e in built(tmp_path, toml, world) if isinstance(e, Off))
    said = await first(off, spoken)
    assert (said.table, said.rows, said.health.errors) == (table, None, (reason,))
    assert said.health.state is SourceState.OFF
    assert said.health.feed == off.feed == said.feed


async def test_personal_use_that_is_said_runs(tmp_path: Path, world: World) -> None:
    toml = (
        '[source.fh]\nkind = "quotes"\npreset = "finnhub"\nkey = "env:K"\n'
        "personal_use = true\n"
    )
    (source,) = built(tmp_path, toml, world)
    assert not isinstance(source, Off)


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        (
            '[source.tape]\n[source.tape.identifiers]\nORCK = "68389X"\n',
            '3: source.tape.identifiers.ORCK: unknown issuer "ORCK", did you mean '
            '"ORCL"?',
        ),
        (
            '[source.tiingo]\nkey = "env:K"\nsymbols = { MSTF = "MSFT" }\n',
            '3: source.tiingo.symbols.MSTF: unknown issuer "MSTF", did you mean '
            '"MSFT"?',
        ),
        (
            px("https://a.com", 'symbols = { "MSFT US" = "MSTF" }'),
            '7: source.px.symbols.MSFT US: unknown issuer "MSTF", did you mean "MSFT"?',
        ),
        (
            '[source.x]\nkind = "quotes"\npreset = "polygonn"\n',
            '3: source.x.preset: unknown preset "polygonn", did you mean "polygon"?',
        ),
        (
            px("https://a.com").replace(', close_usd = "p"', ""),
            "6: source.px.fields.close_usd: expected what holds it, closes needs it",
        ),
        (
            px("https://a.com", "scale = { date = 2 }"),
            "7: source.px.scale.date: expected a column of numbers",
        ),
        (
            '[source.runs]\nkind = "drop"\nfolder = "r"\ntable = "cds_marks"\n'
            'fields = { issuer = "n", date = "d" }\ntenors = { "5Y.bid" = "B" }\n',
            "5: source.runs.fields.spread_bp: expected what holds it, cds_marks needs "
            "it",
        ),
    ],
)
def test_what_does_not_fit_the_universe_or_the_table_is_told_with_its_line(
    tmp_path: Path, toml: str, expected: str
) -> None:
    settings = settings_of(tmp_path, toml)
    with pytest.raises(ConfigError) as caught:
        check_feeds(settings, UNIVERSE)
    assert caught.value.problems == (f"{tmp_path}/overhang.toml:{expected}",)
    store = open_store("memory:", write=True)
    with pytest.raises(ConfigError, match="source"):
        collector_of(settings, store, {}, now=lambda: NOW)


async def test_a_collector_stores_what_its_feeds_bring(tmp_path: Path) -> None:
    with LoopbackServer() as server:
        server.answers["/px"] = Answer(msgspec.json.encode(ROWS))
        (tmp_path / "desk").mkdir()
        toml = 'data = "desk"\n' + px(server.url)
        store = open_store("memory:", write=True)
        settings = settings_of(tmp_path, toml)
        collector = collector_of(settings, store, {}, now=lambda: NOW)
        async with asyncio.timeout(20):
            await collector.once()
    (version,) = store.standing("closes")
    assert (version.feed, version.record.source) == ("px", "px")
    assert (tmp_path / "state" / "http").stat().st_mode & 0o077 == 0


def test_a_desk_without_feeds_loads_nothing_to_ask_with() -> None:
    loaded = loaded_after("import overhang.collector.wiring")
    assert not loaded & {"httpx", "hishel", "jmespath", "keyring"}


def test_a_kind_is_loaded_only_when_it_is_set_up() -> None:
    loaded = loaded_after("import overhang.collector.feeds")
    own = ("edgar", "tape.connector", "fred", "tiingo", "drop", "mapped")
    assert not loaded & {f"overhang.sources.{each}" for each in own}
