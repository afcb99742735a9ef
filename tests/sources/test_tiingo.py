"""Tiingo: from nothing to closes, splits, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from overhang.core.observations import Close
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.splits import Traded, adjusted, read_traded
from support.server import Answer
from support.turned import faults, rows, turn
from support.twins.tiingo import EVENING, Day, TiingoTwin, tiingo

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 10, each) for each in (6, 7, 8, 9))


@pytest.fixture
def twin() -> Iterator[TiingoTwin]:
    with TiingoTwin() as server:
        server.days = {
            "MSFT": {WEDNESDAY: Day(500.0), THURSDAY: Day(510.0, dividend=0.83)},
            "ORCL": {WEDNESDAY: Day(150.0), THURSDAY: Day(160.0)},
        }
        yield server


def priced(found: list[Close]) -> dict[str, dict[date, float]]:
    made: dict[str, dict[date, float]] = {}
    for each in found:
        made.setdefault(each.issuer, {})[each.date] = each.close_usd
    return made


async def test_from_nothing_to_closes(twin: TiingoTwin) -> None:
    connector = tiingo(twin)
    found = await turn(connector)
    closes = rows(found, Close)
    assert closes[0] == Close(
        issuer="MSFT",
        date=WEDNESDAY,
        close_usd=500.0,
        source="Tiingo",
        quality=Quality.COMPOSITE,
        rights=Rights.DISPLAY,
    )
    # As traded: the vendor's adjusted close has the dividend in it.
    assert priced(closes)["MSFT"] == {WEDNESDAY: 500.0, THURSDAY: 510.0}
    assert {each.known_at for one in found for each in one.vintages} == {EVENING}
    assert [path for path, _ in twin.asked_of] == [
        "/tiingo/daily/MSFT/prices",
        "/tiingo/daily/ORCL/prices",
    ]
    assert {query["startDate"] for _, query in twin.asked_of} == {"2024-07-31"}


async def test_a_later_turn_tells_only_what_is_new(twin: TiingoTwin) -> None:
    connector = tiingo(twin)
    await turn(connector)
    twin.days["MSFT"][FRIDAY] = Day(520.0)
    twin.days["ORCL"][THURSDAY] = Day(161.0)
    twin.asked_of.clear()
    closes = rows(await turn(connector), Close)
    assert priced(closes) == {"MSFT": {FRIDAY: 520.0}, "ORCL": {THURSDAY: 161.0}}
    assert {query["startDate"] for _, query in twin.asked_of} == {"2026-10-01"}


async def test_a_split_tells_all_earlier_closes_anew(twin: TiingoTwin) -> None:
    twin.days["ORCL"] = {
        date(2026, 6, 1): Day(140.0),
        **{TUESDAY: Day(150.0), WEDNESDAY: Day(155.0), THURSDAY: Day(160.0)},
    }
    connector = tiingo(twin, None, "ORCL")
    await turn(connector)
    twin.days["ORCL"][FRIDAY] = Day(81.0, split=2.0)
    closes = rows(await turn(connector), Close)
    # The first of them is older than what is asked again.
    assert priced(closes)["ORCL"] == {
        date(2026, 6, 1): 70.0,
        TUESDAY: 75.0,
        WEDNESDAY: 77.5,
        THURSDAY: 80.0,
        FRIDAY: 81.0,
    }


async def test_a_fall_without_a_split_is_refused_and_the_others_stand(
    twin: TiingoTwin,
) -> None:
    twin.days["MSFT"][FRIDAY] = Day(255.0)
    connector = tiingo(twin)
    found = await turn(connector)
    assert priced(rows(found, Close)).keys() == {"ORCL"}
    (fault,) = faults(found)
    assert "255 on 2026-10-09 after 510 on 2026-10-08" in fault
    assert "unadjusted split?" in fault
    twin.days["MSFT"][FRIDAY] = Day(255.0, split=2.0)
    closes = priced(rows(await turn(connector), Close))
    assert closes["MSFT"] == {WEDNESDAY: 250.0, THURSDAY: 255.0, FRIDAY: 255.0}


async def test_a_symbol_nobody_knows_is_named_and_the_others_stand(
    twin: TiingoTwin,
) -> None:
    found = await turn(tiingo(twin, symbols={"MSFT": "MSFTX"}))
    assert priced(rows(found, Close)).keys() == {"ORCL"}
    assert faults(found) == ["Tiingo MSFTX: no such symbol there"]
    (fault,) = [each.fault for each in found if each.fault]
    # The table is not missing: only one of its issuers is.
    assert isinstance(fault, FetchError)
    assert fault.wait is Wait.BACKOFF


async def test_a_symbol_of_theirs_stands_for_a_code_of_ours(twin: TiingoTwin) -> None:
    twin.days["GOOG"] = {THURSDAY: Day(250.0)}
    found = await turn(tiingo(twin, None, "GOOGL", symbols={"GOOGL": "GOOG"}))
    assert priced(rows(found, Close)) == {"GOOGL": {THURSDAY: 250.0}}


async def test_a_refused_token_ends_the_turn_and_shows_nowhere(
    twin: TiingoTwin,
) -> None:
    codes = ("MSFT", "ORCL", "META", "AMZN")
    found = await turn(tiingo(twin, None, *codes, token="wrong-token-0815"))
    assert [getattr(each.fault, "wait", None) for each in found] == [Wait.REFUSED] * 3
    assert "401" in str(found[0].fault)
    assert str(found[-1].fault).endswith("and 1 more symbol")
    assert len(twin.asked_of) == 3
    assert "wrong-token-0815" not in f"{found!r}"


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("refused", ["AMZN", "MSFT"])
async def test_a_symbol_the_token_is_not_for_is_named_and_the_others_stand(
    twin: TiingoTwin, refused: str, status: int
) -> None:
    twin.faults[f"/tiingo/daily/{refused}/prices"] = Answer(status=status)
    found = await turn(tiingo(twin, None, refused, "ORCL"))
    assert priced(rows(found, Close)).keys() == {"ORCL"}
    (said,) = faults(found)
    assert said.startswith(f"Tiingo {refused}: ")
    assert f"{status}" in said


async def test_too_many_questions_end_the_turn(twin: TiingoTwin) -> None:
    limit = Answer(b'{"detail": "over your hourly limit"}', status=429)
    twin.faults["/tiingo/daily/ORCL/prices"] = limit
    found = await turn(tiingo(twin, None, "MSFT", "ORCL", "META"))
    assert priced(rows(found, Close)).keys() == {"MSFT"}
    assert isinstance(found[-1].fault, FetchError)
    assert found[-1].fault.wait is Wait.ASKED
    assert len(twin.asked_of) == 2


async def test_a_word_in_place_of_prices_is_a_fault(twin: TiingoTwin) -> None:
    twin.faults["/tiingo/daily/MSFT/prices"] = Answer(b'{"detail": "not today"}')
    twin.days["ORCL"] = {}
    found = await turn(tiingo(twin))
    first, second = faults(found)
    assert "Tiingo MSFT: found" in first
    assert "expected a list of prices" in first
    assert "Tiingo ORCL: found 'no prices', expected prices since" in second


def test_a_split_counts_from_its_own_day_on() -> None:
    traded = {
        FRIDAY: Traded(10.0, 1.0),
        THURSDAY: Traded(9.0, 10.0),
        WEDNESDAY: Traded(180.0, 2.0),
        TUESDAY: Traded(300.0, 1.0),
    }
    assert adjusted(traded) == {
        TUESDAY: 15.0,
        WEDNESDAY: 18.0,
        THURSDAY: 9.0,
        FRIDAY: 10.0,
    }
    assert list(adjusted(traded)) == [TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("date", "2026-10-07T09:30:00.000Z", "row 1: date: found"),
        ("close", 0, "row 1: close: found '0', expected more than 0"),
        ("close", None, "row 1: close: expected a number"),
        ("splitFactor", 0.0, "row 1: splitFactor: found '0.0', expected more than 0"),
        ("splitFactor", None, "row 1: splitFactor: expected a number"),
    ],
)
def test_prices_with_a_bad_cell_are_refused_whole(
    key: str, value: object, said: str
) -> None:
    row = {"date": "2026-10-07T00:00:00.000Z", "close": 500.0, "splitFactor": 1.0}
    with pytest.raises(SourceError) as caught:
        read_traded(json.dumps([row | {key: value}]).encode(), "Tiingo MSFT")
    assert f"Tiingo MSFT {said}" in str(caught.value)
