"""A vendor on the loopback, asked through the one way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from overhang.config.feeds import FeedSettings, QuotesOptions, SourceKind
from overhang.config.feeds import Reach as FeedReach
from overhang.core.observations import Close
from overhang.core.rights import Rights
from overhang.sources.connector import Found
from overhang.sources.mapped.presets import PRESETS, filled, off
from overhang.sources.mapped.quotes import Quotes
from overhang.sources.web.reach import Reach
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from support.feeds import NOON, UNIVERSE
from support.server import Answer
from support.twins.base import as_json
from support.twins.quotes import QuotesTwin

_MADE = int(NOON.timestamp()) - 60
_MAPPING: dict[str, Any] = {
    "table": "closes",
    "fields": {"close_usd": "p", "at": "t"},
    "dates": "unix",
    "rows": "data",
}


@pytest.fixture
def twin() -> Iterator[QuotesTwin]:
    with QuotesTwin() as running:
        running.rows = {
            each: {"p": price, "t": _MADE}
            for each, price in (("ORCL", 220.5), ("META", 600), ("MSFT", 500))
        }
        yield running


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    shared = Shared(trust_env=False)
    made = Web(shared, Reach(private=True, timeout=5))
    yield made
    await made.aclose()
    await shared.aclose()


def _quotes(
    url: str,
    *,
    key: str = "",
    clock: Callable[[], datetime] = lambda: NOON,
    **options: Any,
) -> Quotes:
    feed = FeedSettings(
        name="vendor",
        kind=SourceKind.QUOTES,
        options=QuotesOptions(**{**_MAPPING, **options}),
        reach=FeedReach(url=url),
    )
    return Quotes(feed, key=lambda: key, universe=lambda: UNIVERSE, clock=clock)


async def _turn(quotes: Quotes, web: Web) -> list[Found]:
    return [each async for each in quotes.turn(web)]


def _prices(found: list[Found]) -> dict[str, float]:
    rows = [vintage.record for each in found for vintage in each.vintages]
    assert all(isinstance(each, Close) for each in rows)
    return {each.issuer: each.close_usd for each in rows}  # type: ignore[attr-defined]


async def test_one_request_an_issuer(twin: QuotesTwin, web: Web) -> None:
    quotes = _quotes(f"{twin.url}/quote?symbol={{symbol}}", each=True)
    found = await _turn(quotes, web)
    assert _prices(found) == {"ORCL": 220.5, "META": 600, "MSFT": 500}
    row = found[0].vintages[0].record
    assert isinstance(row, Close)
    assert row.at == datetime.fromtimestamp(_MADE, UTC)
    assert (row.source, row.rights) == ("vendor", Rights.INTERNAL)


@pytest.mark.parametrize("path", ["/all", "/all.csv"])
async def test_one_request_for_all(twin: QuotesTwin, web: Web, path: str) -> None:
    twin.rows["IBM"] = {"p": 1, "t": _MADE}
    fields = {**_MAPPING["fields"], "issuer": "s"}
    (found,) = await _turn(_quotes(twin.url + path, fields=fields), web)
    assert _prices([found]) == {"ORCL": 220.5, "META": 600, "MSFT": 500}
    assert found.notes == ["left out, nobody watches them (1): IBM"]


async def test_an_answer_that_was_read_is_not_read_again(
    twin: QuotesTwin, web: Web
) -> None:
    quotes = _quotes(f"{twin.url}/quote?symbol={{symbol}}", each=True)
    await _turn(quotes, web)
    twin.rows["ORCL"] = {"p": 221, "t": _MADE + 1}
    assert _prices(await _turn(quotes, web)) == {"ORCL": 221}


async def test_an_issuer_goes_by_the_vendors_name(twin: QuotesTwin, web: Web) -> None:
    twin.rows["ORC.N/A b"] = {"p": 9, "t": _MADE}
    quotes = _quotes(
        f"{twin.url}/quote?symbol={{symbol}}",
        each=True,
        symbols={"ORC.N/A b": "ORCL"},
    )
    assert _prices(await _turn(quotes, web))["ORCL"] == 9


@pytest.mark.parametrize("key_name", ["", "header:X-Key", "query:token"])
async def test_the_key_is_sent_and_never_told(
    twin: QuotesTwin, web: Web, key_name: str
) -> None:
    twin.key = "canary7"
    del twin.rows["ORCL"]
    url = f"{twin.url}/quote?symbol={{symbol}}"
    quotes = _quotes(url, key="canary7", key_name=key_name, each=True)
    found = await _turn(quotes, web)
    assert _prices(found) == {"META": 600, "MSFT": 500}
    (fault,) = [each.fault for each in found if each.fault]
    assert "no ORCL for key ***" in str(fault)
    assert "canary7" not in repr(found) + str(fault)


async def test_a_refused_key_ends_the_turn(twin: QuotesTwin, web: Web) -> None:
    twin.key = "another"
    quotes = _quotes(f"{twin.url}/quote?symbol={{symbol}}", each=True, key="canary7")
    found = await _turn(quotes, web)
    assert all("401" in str(each.fault) for each in found)
    assert len(twin.asked) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b"<html>", "text/html"), "text/html: a login page?', expected JSON"),
        (Answer(b"{", "application/json"), "expected readable JSON"),
        (Answer(b"[" * 100_000, "application/json"), "not nested this deep"),
        (as_json({"error": "limit"}), "limit"),
        (
            as_json({"data": [{"p": None, "t": _MADE}]}),
            "expected a value for close_usd",
        ),
        (as_json({"data": [{"p": "1,2", "t": _MADE}]}), "found '1,2', expected a num"),
        (as_json({"data": [{"p": 1, "t": _MADE + 9999}]}), "a time that has come"),
    ],
)
async def test_an_answer_that_cannot_be_used(
    twin: QuotesTwin, web: Web, answer: Answer, said: str
) -> None:
    twin.fault = answer
    quotes = _quotes(f"{twin.url}/quote?symbol={{symbol}}", each=True)
    found = await _turn(quotes, web)
    assert said in str(found[0].fault)
    assert not _prices(found)


async def test_a_bar_of_today_is_a_close_only_when_the_day_is_over(
    twin: QuotesTwin, web: Web
) -> None:
    twin.fault = as_json(
        {"data": [{"p": 1, "d": "2026-11-19"}, {"p": 1.1, "d": "2026-11-20"}]}
    )
    now = [NOON]
    quotes = _quotes(
        f"{twin.url}/{{symbol}}",
        each=True,
        fields={"close_usd": "p", "date": "d"},
        dates="",
        clock=lambda: now[0],
    )
    early = await _turn(quotes, web)
    assert [len(each.vintages) for each in early] == [1, 1, 1]
    assert "16:15 New York" in early[0].notes[0]
    now[0] = NOON.replace(hour=22)
    late = await _turn(quotes, web)
    assert [len(each.vintages) for each in late] == [2, 2, 2]


async def test_a_split_that_was_not_adjusted_for_refuses_the_answer(
    twin: QuotesTwin, web: Web
) -> None:
    twin.fault = as_json(
        {"data": [{"p": 100, "d": "2026-11-18"}, {"p": 10, "d": "2026-11-19"}]}
    )
    quotes = _quotes(
        f"{twin.url}/{{symbol}}",
        each=True,
        fields={"close_usd": "p", "date": "d"},
        dates="",
    )
    found = await _turn(quotes, web)
    assert "unadjusted split?" in str(found[0].fault)


_VENDORS: dict[str, object] = {
    "polygon": {"results": [{"c": 220.5, "t": 1795064400000}]},
    "alphavantage": {
        "Global Quote": {"05. price": "220.5", "07. latest trading day": "2026-11-19"}
    },
    "finnhub": {"c": 220.5, "d": 1.5, "dp": 0.7, "pc": 219, "t": _MADE},
    "twelvedata": {
        "meta": {"symbol": "ORCL", "interval": "1day"},
        "values": [{"datetime": "2026-11-19", "close": "220.5"}],
        "status": "ok",
    },
    "fmp": [{"symbol": "ORCL", "price": 220.5, "timestamp": _MADE}],
    "yahoo": {
        "chart": {
            "result": [
                {"meta": {"regularMarketPrice": 220.5, "regularMarketTime": _MADE}}
            ],
            "error": None,
        }
    },
}
"""One answer a vendor, of the shape that its documents and clients have."""


@pytest.mark.parametrize("preset", PRESETS)
async def test_a_vendors_preset_reads_its_answers(
    twin: QuotesTwin, web: Web, preset: str
) -> None:
    twin.fault = as_json(_VENDORS[preset])
    feed = FeedSettings(
        name=preset,
        kind=SourceKind.QUOTES,
        options=QuotesOptions(table="", fields={}, preset=preset, personal_use=True),
        reach=FeedReach(url=f"{twin.url}/{{symbol}}"),
    )
    quotes = Quotes(
        feed, key=lambda: "k", universe=lambda: UNIVERSE, clock=lambda: NOON
    )
    found = await _turn(quotes, web)
    assert [each.fault for each in found] == [None] * 3
    assert _prices(found) == dict.fromkeys(UNIVERSE.codes, 220.5)
    record = found[0].vintages[0].record
    assert record.source == PRESETS[preset].source
    assert record.rights is Rights.DISPLAY


def test_what_is_for_personal_use_is_off_and_says_why() -> None:
    for name, preset in PRESETS.items():
        options = QuotesOptions(table="", fields={}, preset=name)
        assert bool(off(options)) == bool(preset.personal)
        mine = QuotesOptions(table="", fields={}, preset=name, personal_use=True)
        assert not off(mine)
    said = off(QuotesOptions(table="", fields={}, preset="yahoo"))
    assert "personal use only" in said
    assert "personal_use = true" in said


def test_what_is_said_beside_a_preset_goes_first() -> None:
    options = QuotesOptions(
        table="", fields={"close_usd": "o"}, preset="polygon", key_name="query:apiKey"
    )
    both = filled(options)
    assert both.fields == {"date": "t", "close_usd": "o"}
    assert both.key_name == "query:apiKey"
    assert both.each


async def test_what_is_at_fault_is_told_as_long_as_it_stands_there(
    twin: QuotesTwin, web: Web
) -> None:
    # A row may name whom it is about itself.
    twin.rows = {
        str(at): {"s": "ORCL", "d": f"2026-09-0{at + 1}", "p": price}
        for at, price in enumerate([100, "dear", True, [1], {"a": 1}])
    }
    fields = {"issuer": "s", "date": "d", "close_usd": "p"}
    quotes = _quotes(twin.url + "/all", fields=fields, dates="")
    for _ in range(2):
        (found,) = await _turn(quotes, web)
        assert len(found.vintages) == 1
        assert len(found.refused) == 4
