"""The last price of an open session, from Tiingo to a row that is no close."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from overhang.core.observations import Close
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.lasts import Last, read_lasts
from support.server import Answer
from support.turned import faults, rows, turn
from support.twins.tiingo import Day, Hand, TiingoTwin, tiingo

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 10, each) for each in (7, 8, 9))
NOON = datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
SOLD = "2026-10-09T11:59:30.123456789-04:00"
SOLD_AT = datetime(2026, 10, 9, 15, 59, 30, 123456, tzinfo=UTC)


@pytest.fixture
def twin() -> Iterator[TiingoTwin]:
    with TiingoTwin() as server:
        server.days = {
            "MSFT": {WEDNESDAY: Day(500.0), THURSDAY: Day(510.0, dividend=0.83)},
            "ORCL": {WEDNESDAY: Day(150.0), THURSDAY: Day(160.0)},
        }
        yield server


def iex(symbol: str, last: float | None, sold: str | None = SOLD) -> dict[str, object]:
    return {
        "ticker": symbol,
        "timestamp": "2026-10-09T11:59:58.5-04:00",
        "lastSaleTimestamp": sold,
        "last": last,
        "tngoLast": 155.5,
        "prevClose": 160.0,
    }


async def test_in_a_session_the_last_price_stands_until_the_close(
    twin: TiingoTwin,
) -> None:
    twin.lasts = [iex("MSFT", 505.25), iex("ORCL", None, None)]
    clock = Hand(NOON)
    connector = tiingo(twin, clock)
    prices = [each for each in rows(await turn(connector), Close) if each.at]
    assert prices[0] == Close(
        issuer="MSFT",
        date=FRIDAY,
        close_usd=505.25,
        at=SOLD_AT,
        source="Tiingo IEX",
        quality=Quality.TRADE,
        rights=Rights.DISPLAY,
    )
    # Without a sale of the exchange, the vendor's own last price at its own time.
    assert (prices[1].close_usd, prices[1].at) == (
        155.5,
        datetime(2026, 10, 9, 15, 59, 58, 500000, tzinfo=UTC),
    )
    assert twin.asked_of[-1] == ("/iex/", {"tickers": "MSFT,ORCL"})
    clock.time = datetime(2026, 10, 9, 20, 20, tzinfo=UTC)
    twin.days["MSFT"][FRIDAY] = Day(506.0)
    found = rows(await turn(connector), Close)
    closes = {each.issuer: each for each in found if each.date == FRIDAY}
    # A price never takes the place of a close that is there.
    assert (closes["MSFT"].close_usd, closes["MSFT"].at) == (506.0, None)
    assert closes["ORCL"].at is not None


@pytest.mark.parametrize(
    "now",
    ["2026-10-09T13:29:00", "2026-10-09T20:30:00", "2026-10-10T16:00:00"],
)
async def test_outside_of_a_session_no_last_price_is_asked_for(
    twin: TiingoTwin, now: str
) -> None:
    clock = Hand(datetime.fromisoformat(now).replace(tzinfo=UTC))
    await turn(tiingo(twin, clock))
    assert "/iex/" not in [path for path, _ in twin.asked_of]


@pytest.mark.parametrize(
    "sold",
    [
        # Yesterday, before the open, and from the future.
        "2026-10-08T15:59:00-04:00",
        "2026-10-09T08:15:00-04:00",
        "2026-10-09T15:59:00-04:00",
    ],
)
async def test_a_price_of_no_session_of_today_is_left_out(
    twin: TiingoTwin, sold: str
) -> None:
    twin.lasts = [iex("MSFT", 505.25, sold)]
    found = await turn(tiingo(twin, Hand(NOON), "MSFT"))
    assert [each.at for each in rows(found, Close)] == [None, None]
    assert faults(found) == []


async def test_broken_last_prices_leave_the_closes(twin: TiingoTwin) -> None:
    twin.faults["/iex/"] = Answer(b"<html>", "text/html")
    found = await turn(tiingo(twin, Hand(NOON)))
    assert len(rows(found, Close)) == 4
    (fault,) = faults(found)
    assert "Tiingo last prices" in fault


def test_both_spellings_of_the_time_of_a_sale_are_read() -> None:
    row = iex("msft", 505.25, None)
    row["lastSaleTimeStamp"] = SOLD
    found, refused = read_lasts(json.dumps([row]).encode(), "lasts")
    assert found == {"MSFT": Last(505.25, SOLD_AT)}
    assert refused == ()


def test_a_last_price_without_a_zone_is_refused_by_name() -> None:
    row = iex("MSFT", 505.25, "2026-10-09T11:59:30")
    found, refused = read_lasts(json.dumps([row, 7]).encode(), "lasts")
    assert found == {}
    first, second = map(str, refused)
    assert first.startswith("lasts row 1: lastSaleTimestamp: found")
    assert second == "lasts row 2: found '7', expected an object"
