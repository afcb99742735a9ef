"""EDGAR's connector on its twin: turns, and what they found."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx

from overhang.core.issuers import Universe
from overhang.core.records import Record
from overhang.sources.connector import Found
from overhang.sources.edgar.connector import Edgar
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web.page import Page
from overhang.sources.web.web import Web
from support.edgar import CAPEX, company
from support.twins.edgar import EdgarTwin

MICROSOFT, ORACLE = company(), company("Oracle", 1341439, "05-31")
MSFT, ORCL = MICROSOFT.cik, ORACLE.cik
UNIVERSE = Universe(issuer={"MSFT": MICROSOFT, "ORCL": ORACLE})
CONTACT = "Acme Capital credit-desk@acme.com"
NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
OCF = "NetCashProvidedByUsedInOperatingActivities"
CASH = "CashAndCashEquivalentsAtCarryingValue"
SECURITIES = "MarketableSecuritiesCurrent"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


class PlainWeb:
    """Asks as the product's web does, without its limits: one try, conditional."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._known: dict[str, httpx.Response] = {}

    async def get(self, url: str, *, headers: Mapping[str, str], **_: Any) -> Page:
        known = self._known.get(url)
        sent = dict(headers)
        if known is not None:
            for name, echo in (
                ("ETag", "If-None-Match"),
                ("Last-Modified", "If-Modified-Since"),
            ):
                if name in known.headers:
                    sent[echo] = known.headers[name]
        answer = await self._client.get(url, headers=sent)
        if answer.status_code == 304 and known is not None:
            return Page(known.content, "application/json", changed=False)
        if answer.status_code != 200:
            waits = {403: Wait.REFUSED, 404: Wait.MISSING, 429: Wait.ASKED}
            status = answer.status_code
            wait = waits.get(status, Wait.BACKOFF)
            raise FetchError(f"HTTP {status}", wait, status=status)
        self._known[url] = answer
        return Page(answer.content, "application/json", changed=True)


@asynccontextmanager
async def asking() -> AsyncIterator[Web]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield cast(Web, PlainWeb(client))


def edgar(twin: EdgarTwin, clock: Clock | None = None) -> Edgar:
    return Edgar(lambda: UNIVERSE, CONTACT, twin.url, clock or Clock())


async def turn(of: Edgar, web: Web) -> list[Found]:
    return [each async for each in of.turn(web)]


def rows(found: list[Found], table: str) -> list[Record]:
    return [
        vintage.record
        for each in found
        if each.table == table
        for vintage in each.vintages
    ]


def faults(found: list[Found], table: str) -> list[str]:
    return [str(each.fault) for each in found if each.table == table and each.fault]


def asked(twin: EdgarTwin, part: str) -> int:
    return sum(part in each.path for each in twin.asked)


def report(
    twin: EdgarTwin, usd_mm: float, accession: str = "A-1", filed: str = "2026-10-28"
) -> None:
    """File a quarter's capex, operating cash flow, cash and securities."""
    for tag in (CAPEX, OCF):
        span = "2026-07-01..2026-09-30"
        twin.file_report(MSFT, tag, span, usd_mm, accession=accession, filed=filed)
    for tag in (CASH, SECURITIES):
        day = "2026-09-30"
        twin.file_report(MSFT, tag, day, usd_mm, accession=accession, filed=filed)
