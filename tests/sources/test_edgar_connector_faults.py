from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError
from overhang.sources.edgar.connector import Edgar
from overhang.sources.fetching import FetchError, Wait
from support.asking_edgar import (
    CASH,
    CONTACT,
    MSFT,
    NOON,
    OCF,
    ORCL,
    UNIVERSE,
    Clock,
    asking,
    edgar,
    faults,
    report,
    rows,
    turn,
)
from support.edgar import company
from support.server import Answer
from support.twins.edgar import EdgarTwin


@pytest.fixture
def twin() -> Iterator[EdgarTwin]:
    ticks = count()
    with EdgarTwin(lambda: next(ticks)) as twin:
        twin.company(MSFT, ORCL)
        yield twin


@pytest.mark.parametrize(
    ("tag", "wrong", "right"),
    [(OCF, "cash_flow", "balances"), (CASH, "balances", "cash_flow")],
)
async def test_a_broken_tag_keeps_its_statement_back_and_no_other(
    twin: EdgarTwin, tag: str, wrong: str, right: str
) -> None:
    report(twin, 30_000)
    twin.broken[tag] = Answer(b"", status=500)
    feed = edgar(twin)
    async with asking() as web:
        broken = await turn(feed, web)
        twin.broken.clear()
        mended = await turn(feed, web)

    assert faults(broken, wrong) == [
        f"{code} {tag}: found 'HTTP 500', expected figures: the last ones of this "
        "statement stand"
        for code in ("MSFT", "ORCL")
    ]
    assert rows(broken, wrong) == []
    assert faults(broken, right) == []
    assert rows(broken, right) != []
    assert faults(mended, wrong) == []
    assert rows(mended, wrong) != []


async def test_a_tag_that_cannot_be_read_is_named_with_its_fault(
    twin: EdgarTwin,
) -> None:
    report(twin, 30_000)
    twin.broken[OCF] = Answer(b"<html>Please log in</html>", "text/html")

    async with asking() as web:
        found = await turn(edgar(twin), web)

    (said, _) = faults(found, "cash_flow")
    assert said.startswith(f"MSFT {OCF}: ")
    assert said.endswith("expected an EDGAR company concept")


async def test_a_tag_that_is_gone_is_a_fault_and_not_a_tag_never_used(
    twin: EdgarTwin,
) -> None:
    report(twin, 30_000)
    feed = edgar(twin)
    async with asking() as web:
        await turn(feed, web)
        twin.broken[CASH] = Answer(b"", status=404)
        twin.place_filing(MSFT, "10-Q", at=NOON)

        found = await turn(feed, web)

    assert faults(found, "balances") == [
        f"MSFT {CASH}: found 'no such tag any more (HTTP 404)', expected figures: the "
        "last ones of this statement stand"
    ]


async def test_one_issuers_broken_list_stops_no_other(twin: EdgarTwin) -> None:
    twin.place_filing(ORCL, "FWP", at=NOON)
    universe = Universe(
        issuer={"NONE": company("Nobody", 1, "12-31"), **UNIVERSE.issuer}
    )
    feed = Edgar(lambda: universe, CONTACT, twin.url, Clock())

    async with asking() as web:
        found = await turn(feed, web)

    assert faults(found, "filings") == [
        "NONE list of filings: found 'HTTP 404 for CIK 1', expected a company that "
        "EDGAR knows: see the issuer's cik in universe.toml"
    ]
    assert len(rows(found, "filings")) == 1


@pytest.mark.parametrize("status", [403, 429])
async def test_when_asked_too_often_nothing_more_is_asked(
    twin: EdgarTwin, status: int
) -> None:
    twin.fault = Answer(b"<html>Request Rate Threshold Exceeded</html>", status=status)

    async with asking() as web:
        found = await turn(edgar(twin), web)

    assert len(twin.asked) == 1
    assert [each.table for each in found] == list(edgar(twin).tables)
    (fault,) = {each.fault for each in found}
    assert isinstance(fault, FetchError)
    assert fault.wait is Wait.ASKED
    assert "asked" in str(fault)


async def test_the_twin_shuts_the_door_on_who_asks_too_fast() -> None:
    with EdgarTwin(lambda: 0.0) as twin:
        twin.company(MSFT, ORCL)
        async with asking() as web:
            found = await turn(edgar(twin), web)

        assert len(twin.asked) == 11
        assert "more than 10 times a second" in faults(found, "cash_flow")[-1]


async def test_figures_that_a_shut_door_cut_short_are_read_at_the_next_turn(
    twin: EdgarTwin,
) -> None:
    report(twin, 30_000)
    feed = edgar(twin)
    async with asking() as web:
        await turn(feed, web)
        accession = twin.place_filing(MSFT, "10-Q/A", at=NOON)
        report(twin, 31_000, accession, "2026-11-20")
        twin.broken[CASH] = Answer(b"", status=429)
        shut = await turn(feed, web)
        twin.broken.clear()
        found = await turn(feed, web)

    assert rows(shut, "cash_flow") == []
    values = [getattr(each, "value_usd_mm", 0) for each in rows(found, "cash_flow")]
    assert 31_000.0 in values


async def test_a_list_that_cannot_be_read_is_a_fault_until_it_can(
    twin: EdgarTwin,
) -> None:
    feed = edgar(twin)
    async with asking() as web:
        await turn(feed, web)
        twin.place_filing(MSFT, "FWP", at=NOON, accession="not a number")
        first, second = await turn(feed, web), await turn(feed, web)

    assert len(faults(first, "filings")) == 1
    assert faults(second, "filings") == faults(first, "filings")


async def test_when_no_list_can_be_had_no_figure_is_asked(twin: EdgarTwin) -> None:
    twin.fault = Answer(b"", status=500)

    async with asking() as web:
        found = await turn(edgar(twin), web)

    assert len(twin.asked) == 2
    assert faults(found, "cash_flow") == ["HTTP 500"]


def test_nobody_is_asked_without_a_contact(twin: EdgarTwin) -> None:
    with pytest.raises(ConfigError, match="EDGAR contact"):
        Edgar(lambda: UNIVERSE, "", twin.url, Clock())
    assert twin.asked == []


async def test_who_does_not_say_who_asks_is_refused_by_the_twin(
    twin: EdgarTwin,
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{twin.url}/submissions/CIK{MSFT:010}.json")

    assert answer.status_code == 403
