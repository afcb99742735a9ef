"""`[source.NAME]`: every kind is read whole, each value with its place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from overhang.config.feed_fields import known
from overhang.config.feeds import (
    DropOptions,
    EdgarOptions,
    FeedSettings,
    FredOptions,
    PushOptions,
    QuotesOptions,
    Reach,
    SourceKind,
    TapeOptions,
    TiingoOptions,
)
from overhang.config.load import FILE
from overhang.config.sample_sources import SOURCES
from overhang.config.show import shown
from overhang.core.records import Quality
from overhang.core.rights import Rights
from support.interpreter import loaded_after
from support.loading import Load

EDGAR = '[source.edgar]\ncontact = "Acme Capital desk@acme-capital.com"\n'


def only(load: Load, user: str) -> FeedSettings:
    """Return the one feed of a file."""
    (feed,) = load(user=user).sources
    return feed


@pytest.mark.parametrize(
    ("user", "feed"),
    [
        pytest.param(
            EDGAR + 'rate = 2\nevery = "5m"\n',
            FeedSettings(
                name="edgar",
                kind=SourceKind.EDGAR,
                options=EdgarOptions(contact="Acme Capital desk@acme-capital.com"),
                reach=Reach(rate=2.0, every=300.0),
            ),
            id="edgar",
        ),
        pytest.param(
            '[source.prints]\nkind = "tape"\nfeed = "http://127.0.0.1/t"\n'
            'rights = "public"\n[source.prints.identifiers]\nORCL = "68389X"\n'
            '[source.prints.aliases]\nORCL = ["ORACLE CORP", "ORACLE"]\n',
            FeedSettings(
                name="prints",
                kind=SourceKind.TAPE,
                options=TapeOptions(
                    feed="http://127.0.0.1/t",
                    identifiers={"ORCL": ("68389X",)},
                    aliases={"ORCL": ("ORACLE CORP", "ORACLE")},
                ),
                rights=Rights.PUBLIC,
            ),
            id="tape",
        ),
        pytest.param(
            '[source.fred]\nkey = "env:FRED"\nice = true\ndays = 30\n',
            FeedSettings(
                name="fred",
                kind=SourceKind.FRED,
                options=FredOptions(ice=True, days=30),
                reach=Reach(key="env:FRED"),
            ),
            id="fred",
        ),
        pytest.param(
            '[source.tiingo]\nkey = "keyring:overhang/tiingo"\n'
            'symbols = { BRK-B = "BRK.B" }\nlicence = "commercial plan"\n'
            'rights = "internal"\n',
            FeedSettings(
                name="tiingo",
                kind=SourceKind.TIINGO,
                options=TiingoOptions(symbols={"BRK-B": "BRK.B"}),
                reach=Reach(key="keyring:overhang/tiingo"),
                rights=Rights.INTERNAL,
                licence="commercial plan",
            ),
            id="tiingo",
        ),
        pytest.param(
            '[source.px]\nkind = "quotes"\nurl = "https://a.com/{symbol}"\n'
            'each = true\nkey = "env:K"\nkey_name = "query:token"\n'
            'table = "closes"\nrows = "data.rows"\ndates = "unix-ms"\n'
            'quality = "dealer"\nsource = "A"\nprivate = true\n'
            'timezone = "Europe/London"\n[source.px.fields]\ndate = "d"\n'
            'close_usd = "last.price"\n[source.px.scale]\nclose_usd = 0.01\n'
            '[source.px.constants]\nsource = "A"\n'
            '[source.px.symbols]\n"MSFT US" = "MSFT"\n',
            FeedSettings(
                name="px",
                kind=SourceKind.QUOTES,
                options=QuotesOptions(
                    table="closes",
                    fields={"date": "d", "close_usd": "last.price"},
                    constants={"source": "A"},
                    symbols={"MSFT US": "MSFT"},
                    scale={"close_usd": 0.01},
                    dates="unix-ms",
                    timezone="Europe/London",
                    rows="data.rows",
                    each=True,
                    key_name="query:token",
                ),
                reach=Reach(url="https://a.com/{symbol}", key="env:K", private=True),
                quality=Quality.DEALER,
                source="A",
            ),
            id="quotes",
        ),
        pytest.param(
            '[source.fh]\nkind = "quotes"\npreset = "finnhub"\nkey = "env:K"\n',
            FeedSettings(
                name="fh",
                kind=SourceKind.QUOTES,
                options=QuotesOptions(table="", fields={}, preset="finnhub"),
                reach=Reach(key="env:K"),
            ),
            id="a preset says the rest",
        ),
        pytest.param(
            '[source.ticks]\nkind = "push"\nurl = "wss://a.com/s"\ntable = "closes"\n'
            'fields = { issuer = "s", at = "t", close_usd = "p" }\n'
            'window = "0.5s"\nsilence = "1m"\nsubscribe = "[1]"\n',
            FeedSettings(
                name="ticks",
                kind=SourceKind.PUSH,
                options=PushOptions(
                    table="closes",
                    fields={"issuer": "s", "at": "t", "close_usd": "p"},
                    window=0.5,
                    silence=60.0,
                    subscribe="[1]",
                ),
                reach=Reach(url="wss://a.com/s"),
            ),
            id="push",
        ),
    ],
)
def test_each_kind_is_read(load: Load, user: str, feed: FeedSettings) -> None:
    assert only(load, user) == feed


def test_a_folder_is_beside_the_file_and_a_bare_dotted_tenor_is_one(
    load: Load, tmp_path: Path
) -> None:
    feed = only(
        load,
        '[source.runs]\nkind = "drop"\nfolder = "runs"\ntable = "cds_marks"\n'
        'files = "*.xlsx"\nsheet = "CDS"\nheader = 3\nfile_date = "run_%Y%m%d"\n'
        'constants = { note = "run" }\n'
        + 'fields = { issuer = "Name" }\n[source.runs.tenors]\n5Y.bid = "B"\n'
        '"10Y.mid" = "M"\n',
    )
    assert feed.options == DropOptions(
        folder=tmp_path / "user" / "runs",
        table="cds_marks",
        files="*.xlsx",
        sheet="CDS",
        header=3,
        file_date="run_%Y%m%d",
        constants={"note": "run"},
        fields={"issuer": "Name"},
        tenors={"5Y.bid": "B", "10Y.mid": "M"},
    )


def test_each_key_has_its_line(load: Load, tmp_path: Path) -> None:
    origins = load(
        user=EDGAR + '[source.px]\nkind = "quotes"\npreset = "fmp"\n'
        '[source.px.symbols]\nMS = "MSFT"\n'
    ).origins
    place = f"{tmp_path}/user/{FILE}"
    assert origins["source.edgar"] == f"{place}:1"
    assert origins["source.edgar.contact"] == f"{place}:2"
    assert origins["source.px.preset"] == f"{place}:5"
    assert origins["source.px.symbols.MS"] == f"{place}:7"


def test_a_named_file_replaces_a_feed_of_the_users_whole_and_keeps_the_others(
    load: Load, tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    named.write_text('\n[source.fred]\nkey = "env:OTHER"\n')
    settings = load(
        {"config": str(named)},
        user=EDGAR + '[source.fred]\nkey = "env:FRED"\nice = true\ndays = 9\n',
    )
    fred, edgar = settings.sources
    assert (fred.reach.key, fred.options) == ("env:OTHER", FredOptions())
    assert edgar.name == "edgar"
    assert settings.origins["source.fred"] == f"{named}:2"
    assert "source.fred.ice" not in settings.origins


def test_a_feed_ends_the_shipped_clock_and_has_a_store_of_its_own(load: Load) -> None:
    bare, fed = load(user=""), load(user=EDGAR)
    assert bare.shipped
    assert not fed.shipped
    assert "source" not in bare.store_key
    assert fed.store_key == load(user=EDGAR + 'every = "2m"\n').store_key
    other = EDGAR.replace("[source.edgar]", '[source.sec]\nkind = "edgar"')
    assert len({each.store_key for each in (bare, fed, load(user=other))}) == 3


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (EDGAR, "edgar at its public address, every 1m, public (public domain)"),
        (
            '[source.fred]\nkey = "env:FRED"\nice = true\nevery = "90s"\n'
            'proxy = "http://proxy:3128"\n',
            "fred at its public address, every 90s, public (Treasury and New York Fed "
            "figures: public domain), with ICE's indices, key at env:FRED, through "
            "http://proxy:3128",
        ),
        (
            '[source.fh]\nkind = "quotes"\npreset = "finnhub"\nkey = "env:K"\n',
            "quotes as preset finnhub, every 1m, rights as its preset says, key at "
            "env:K",
        ),
        (
            '[source.px]\nkind = "quotes"\nurl = "https://a.com/hunter2?x=hunter2"\n'
            'table = "closes"\nfields = { date = "d" }\nlicence = "ours"\n'
            "private = true\n",
            "quotes https://a.com/***, closes, every 1m, internal (ours), private "
            "addresses too",
        ),
    ],
)
def test_a_feed_is_shown_in_words(load: Load, user: str, words: str) -> None:
    settings = load(user=user)
    rows = {row.key: row.value for row in shown(settings)}
    assert rows[f"source.{settings.sources[0].name}"] == words


def uncommented() -> dict[str, Any]:
    """The examples of the starting file, as if nothing were commented out."""
    code = re.findall(r"^# (\[.+\]|[a-z_]+ = .+)$", SOURCES, re.MULTILINE)
    found: dict[str, Any] = tomllib.loads("\n".join(code))["source"]
    return found


def test_the_starting_file_shows_every_key_of_every_kind() -> None:
    for kind in SourceKind:
        shown_keys = {
            key
            for name, table in uncommented().items()
            if table.get("kind", name) == kind
            for key in table
        }
        assert shown_keys <= known(kind).keys()
        assert shown_keys, kind
    written = {key for table in uncommented().values() for key in table}
    assert {key for kind in SourceKind for key in known(kind)} - written == {
        "ca",
        "feed",
    }


def test_a_file_without_feeds_loads_nothing_of_them() -> None:
    loaded = loaded_after("import overhang.config.load, overhang.config.show")
    assert not loaded & {"overhang.config.feeds", "jmespath", "keyring", "httpx"}


def test_reading_feeds_needs_no_network() -> None:
    loaded = loaded_after("import overhang.config.feed_reading")
    assert not loaded & {"httpx", "pandas", "textual", "asyncio", "keyring"}
