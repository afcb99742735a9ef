"""Feeds that may not run or do not fit, and what none of them costs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from overhang.bundled import bundled
from overhang.collector.feed_checks import check_feeds
from overhang.collector.feeds import World
from overhang.collector.shelf import Shelf
from overhang.collector.wiring import collector_of
from overhang.core.calendars import load_calendars
from overhang.core.problems import ConfigError
from overhang.core.snapshot import SourceState
from overhang.sources.off import Off
from overhang.sources.web.shared import Shared
from overhang.store import open_store
from support.feed_building import (
    NOW,
    ROWS,
    built,
    first,
    px,
    settings_of,
    spoken,
)
from support.interpreter import loaded_after
from support.sample_universe import UNIVERSE
from support.server import Answer, LoopbackServer


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
