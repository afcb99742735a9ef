from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

import pytest

from overhang.core.filings import Filing
from overhang.core.observations import Balance, CashFlow
from overhang.core.rights import Rights
from overhang.sources.edgar.connector import Edgar
from overhang.sources.edgar.memory import FIRST, GIVEN_UP, LATER
from overhang.sources.edgar.tags import tags
from support.asking_edgar import (
    CONTACT,
    MSFT,
    NOON,
    ORCL,
    UNIVERSE,
    Clock,
    asked,
    asking,
    edgar,
    report,
    rows,
    turn,
)
from support.edgar import CAPEX, REBUILT, VECTOR, millions
from support.twins.edgar import EdgarTwin


@pytest.fixture
def twin() -> Iterator[EdgarTwin]:
    ticks = count()
    with EdgarTwin(lambda: next(ticks)) as twin:
        twin.company(MSFT, ORCL)
        yield twin


async def test_every_table_is_filled_from_nothing(twin: EdgarTwin) -> None:
    twin.place_filing(MSFT, "8-K", "2.02,9.01", at=NOON.replace(day=18, hour=21))
    twin.file_facts(MSFT, CAPEX, millions(VECTOR["rows"]))
    leases = REBUILT["facts"]["us-gaap"]["OperatingLeaseLiability"]["units"]["USD"]
    twin.file_facts(ORCL, "OperatingLeaseLiability", leases)

    async with asking() as web:
        found = await turn(edgar(twin), web)

    assert [each.fault for each in found if each.fault] == []
    assert len(rows(found, "filings")) == len(rows(found, "results")) == 1
    flows = [each for each in rows(found, "cash_flow") if isinstance(each, CashFlow)]
    sheets = [each for each in rows(found, "balances") if isinstance(each, Balance)]
    assert {each.issuer for each in flows} == {"MSFT"}
    assert {each.issuer for each in sheets} == {"ORCL"}
    restated = [each.value_usd_mm for each in flows if each.period == "FY2025"]
    assert restated == [64551.0, 64100.0]
    every = [*flows, *sheets, *rows(found, "filings"), *rows(found, "results")]
    assert {each.rights for each in every} == {Rights.PUBLIC}


async def test_all_lists_come_before_the_first_figure(twin: EdgarTwin) -> None:
    async with asking() as web:
        await turn(edgar(twin), web)

    paths = [each.path for each in twin.asked]
    assert all(each.startswith("/submissions/") for each in paths[:2])
    assert len(set(paths)) == len(paths) == 2 + len(tags(MSFT)) + len(tags(ORCL))
    assert {each.headers["user-agent"] for each in twin.asked} == {CONTACT}


async def test_a_deal_is_told_in_the_next_turn_and_only_once(twin: EdgarTwin) -> None:
    feed = edgar(twin)
    async with asking() as web:
        twin.place_filing(MSFT, "10-Q", at=NOON - dt.timedelta(days=40))
        await turn(feed, web)
        before = len(twin.asked)
        accession = twin.place_filing(ORCL, "FWP", at=NOON - dt.timedelta(hours=1))

        second = await turn(feed, web)
        third = await turn(feed, web)

    told = [each for each in rows(second, "filings") if isinstance(each, Filing)]
    assert [(each.issuer, each.form, each.accession) for each in told] == [
        ("ORCL", "FWP", accession)
    ]
    assert told[0].accepted == "2026-11-20 11:00"
    assert rows(third, "filings") == []
    # Two lists a turn, and no figure: no report is new.
    assert len(twin.asked) - before == 4


async def test_a_filing_is_told_before_any_figure_is_asked(twin: EdgarTwin) -> None:
    twin.place_filing(MSFT, "424B5", at=NOON - dt.timedelta(hours=1))

    async with asking() as web:
        async for found in edgar(twin).turn(web):
            if rows([found], "filings"):
                break

    assert asked(twin, "companyconcept") == 0


async def test_a_restatement_is_one_more_vintage(twin: EdgarTwin) -> None:
    report(twin, 30_000)
    feed = edgar(twin)
    async with asking() as web:
        await turn(feed, web)
        at = NOON - dt.timedelta(minutes=5)
        accession = twin.place_filing(MSFT, "10-Q/A", at=at)
        report(twin, 31_000, accession, "2026-11-20")

        found = await turn(feed, web)

    vintages = [
        (each.known_at, each.record.value_usd_mm, each.record.note)
        for one in found
        for each in one.vintages
        if isinstance(each.record, CashFlow) and each.record.measure == "capex"
    ]
    assert vintages[-1] == (at, 31_000.0, "restated, was 30,000")
    assert [value for _, value, _ in vintages] == [30_000.0, 31_000.0]


async def test_figures_are_asked_again_until_the_report_shows_in_them(
    twin: EdgarTwin,
) -> None:
    report(twin, 30_000)
    clock = Clock()
    feed = edgar(twin, clock)

    async def asks() -> int:
        before = asked(twin, f"CIK{MSFT:010}/us-gaap/{CAPEX}")
        await turn(feed, web)
        return asked(twin, f"CIK{MSFT:010}/us-gaap/{CAPEX}") - before

    async with asking() as web:
        assert await asks() == 1
        assert await asks() == 0
        accession = twin.place_filing(MSFT, "10-Q", at=clock.now)
        assert [await asks(), await asks()] == [1, 1]
        clock.now += FIRST
        assert await asks() == 0
        clock.now += LATER
        assert [await asks(), await asks()] == [1, 0]
        report(twin, 31_000, accession, "2026-11-20")
        clock.now += LATER
        assert [await asks(), await asks()] == [1, 0]
        clock.now += LATER
        assert await asks() == 0


async def test_a_report_without_figures_is_given_up_after_a_day(
    twin: EdgarTwin,
) -> None:
    clock = Clock()
    feed = edgar(twin, clock)
    async with asking() as web:
        await turn(feed, web)
        twin.place_filing(MSFT, "10-K/A", at=clock.now)
        await turn(feed, web)
        clock.now += GIVEN_UP
        await turn(feed, web)
        before = asked(twin, "companyconcept")
        clock.now += LATER
        await turn(feed, web)

    assert asked(twin, "companyconcept") == before


async def test_lists_that_stand_are_not_sent_again(twin: EdgarTwin) -> None:
    feed = edgar(twin)
    async with asking() as web:
        await turn(feed, web)
        await turn(feed, web)

    lists = [each for each in twin.asked if "/submissions/" in each.path]
    assert ["if-none-match" in each.headers for each in lists] == [
        *(False, False),
        *(True, True),
    ]


def test_where_it_asks_is_told_without_more(twin: EdgarTwin) -> None:
    assert edgar(twin).place == twin.url.removeprefix("http://")
    assert Edgar(lambda: UNIVERSE, CONTACT, "", Clock()).place == "data.sec.gov"
