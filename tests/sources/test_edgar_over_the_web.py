from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from overhang.core.issuers import Universe
from overhang.core.records import Record
from overhang.sources.connector import Found
from overhang.sources.edgar.connector import Edgar
from overhang.sources.web.reach import Reach
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from support.edgar import CAPEX, VECTOR, company, millions
from support.server import Answer
from support.twins.edgar import TOO_FAST, UNDECLARED, EdgarTwin

MICROSOFT = company()
NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def twin() -> Iterator[EdgarTwin]:
    ticks = count()
    with EdgarTwin(lambda: next(ticks)) as twin:
        twin.company(MICROSOFT.cik)
        yield twin


@asynccontextmanager
async def asking(cache: Path) -> AsyncIterator[Web]:
    web = Web(Shared(trust_env=False), Reach(private=True, cache=cache))
    try:
        yield web
    finally:
        await web.aclose()


def edgar(twin: EdgarTwin) -> Edgar:
    universe = Universe(issuer={"MSFT": MICROSOFT})
    contact = "Acme Capital credit-desk@acme.com"
    return Edgar(lambda: universe, contact, twin.url, lambda: NOON)


async def turn(of: Edgar, web: Web) -> list[Found]:
    return [each async for each in of.turn(web)]


def rows(found: list[Found], table: str) -> list[Record]:
    mine = [each for each in found if each.table == table]
    return [vintage.record for each in mine for vintage in each.vintages]


async def test_the_products_web_fills_the_tables_and_tells_a_deal_next(
    twin: EdgarTwin, tmp_path: Path
) -> None:
    twin.place_filing(MICROSOFT.cik, "8-K", "2.02", at=NOON - dt.timedelta(days=2))
    twin.file_facts(MICROSOFT.cik, CAPEX, millions(VECTOR["rows"]))
    feed = edgar(twin)
    async with asking(tmp_path) as web:
        first = await turn(feed, web)
        twin.place_filing(MICROSOFT.cik, "FWP", at=NOON - dt.timedelta(hours=1))
        second = await turn(feed, web)

    assert [each.fault for each in (*first, *second) if each.fault] == []
    assert rows(first, "filings") != []
    assert rows(first, "cash_flow") != []
    assert [getattr(each, "form", "") for each in rows(second, "filings")] == ["FWP"]


async def test_after_a_restart_what_the_cache_has_is_told_again(
    twin: EdgarTwin, tmp_path: Path
) -> None:
    twin.place_filing(MICROSOFT.cik, "FWP", at=NOON - dt.timedelta(hours=1))
    twin.file_facts(MICROSOFT.cik, CAPEX, millions(VECTOR["rows"]))
    async with asking(tmp_path) as web:
        first = await turn(edgar(twin), web)
    async with asking(tmp_path) as web:
        second = await turn(edgar(twin), web)

    for table in ("filings", "cash_flow"):
        assert rows(second, table) == rows(first, table) != []
    (_, again) = [each for each in twin.asked if "/submissions/" in each.path]
    assert "if-none-match" in again.headers


@pytest.mark.parametrize("answer", [UNDECLARED, TOO_FAST])
async def test_a_shut_door_is_told_in_words_and_not_knocked_at(
    twin: EdgarTwin, tmp_path: Path, answer: Answer
) -> None:
    twin.fault = answer
    async with asking(tmp_path) as web:
        found = await turn(edgar(twin), web)

    assert len(twin.asked) == 1
    assert {str(each.fault)[:40] for each in found} == {
        "EDGAR refuses this address (HTTP 403): i"
    }
