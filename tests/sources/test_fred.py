"""FRED: from nothing to a curve, corrections, and every documented refusal."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from overhang.config.feeds import FredOptions
from overhang.core.observations import Index, IndexMark, Rate, RateSeries
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.fred import Fred
from overhang.sources.observed import Observed, read_observations
from overhang.sources.web.page import Page
from overhang.sources.web.web import Web
from support.server import Answer
from support.turned import faults, rows, turn
from support.twins.fred import KEY, FredTwin

TODAY = date(2026, 10, 9)
NOW = datetime(2026, 10, 9, 21, 0, tzinfo=UTC)
THURSDAY, WEDNESDAY = date(2026, 10, 8), date(2026, 10, 7)
TREASURY = (
    *("DGS1MO", "DGS3MO", "DGS6MO", "DGS1", "DGS2", "DGS3", "DGS5"),
    *("DGS7", "DGS10", "DGS20", "DGS30"),
)
TENORS = ["1M", "3M", "6M", "1Y", "2Y", "3Y", "5Y", "7Y", "10Y", "20Y", "30Y"]


@pytest.fixture
def twin() -> Iterator[FredTwin]:
    with FredTwin(TODAY) as server:
        for at, series in enumerate((*TREASURY, "SOFR")):
            server.values[series] = {WEDNESDAY: 4.0 + at / 100, THURSDAY: None}
        yield server


def fred(
    twin: FredTwin, *, ice: bool = False, key: str = KEY, now: datetime = NOW
) -> Fred:
    return Fred(FredOptions(ice=ice), lambda: key, twin.url, lambda: now)


async def test_from_nothing_to_a_curve(twin: FredTwin) -> None:
    found = await turn(fred(twin))
    curve = rows(found, Rate)
    assert [each.tenor for each in curve] == [*TENORS, "ON"]
    assert {each.date for each in curve} == {WEDNESDAY}
    ten = curve[8]
    assert ten == Rate(
        series=RateSeries.TREASURY,
        tenor="10Y",
        date=WEDNESDAY,
        rate_pct=4.08,
        source="FRED DGS10",
        quality=Quality.REPORTED,
        rights=Rights.PUBLIC,
    )
    assert curve[-1].series is RateSeries.SOFR
    assert faults(found) == []
    # 400 days back at the start, and a key in each question.
    assert {each["observation_start"] for each in twin.queries} == {"2025-09-04"}
    assert {each["file_type"] for each in twin.queries} == {"json"}


async def test_later_turns_ask_from_a_week_before_the_last_day(twin: FredTwin) -> None:
    connector = fred(twin)
    await turn(connector)
    twin.queries.clear()
    twin.values["DGS10"] = {WEDNESDAY: 4.09, THURSDAY: 4.11}
    curve = rows(await turn(connector), Rate)
    assert {each["observation_start"] for each in twin.queries} == {"2026-09-30"}
    ten = [(each.date, each.rate_pct) for each in curve if each.tenor == "10Y"]
    assert ten == [(WEDNESDAY, 4.09), (THURSDAY, 4.11)]


async def test_a_number_is_known_from_now_when_its_period_says_today(
    twin: FredTwin,
) -> None:
    (first, *_) = await turn(fred(twin))
    assert {each.known_at for each in first.vintages} == {NOW}


async def test_a_number_that_stood_earlier_is_known_by_the_end_of_that_day() -> None:
    with FredTwin(date(2026, 9, 1)) as twin:
        twin.values["DGS1MO"] = {date(2026, 8, 31): 4.0}
        (first, *_) = await turn(fred(twin))
    # Midnight in New York, which is behind UTC.
    end = datetime(2026, 9, 2, 4, 0, tzinfo=UTC)
    assert [each.known_at for each in first.vintages] == [end]


async def test_ice_is_asked_for_only_with_the_right_to_it(twin: FredTwin) -> None:
    twin.values["BAMLC0A0CM"] = {WEDNESDAY: 0.85, THURSDAY: None}
    twin.values["BAMLC0A4CBBB"] = {WEDNESDAY: 1.07}
    without = fred(twin)
    await turn(without)
    assert without.tables == ("rates",)
    assert not [each for each in twin.queries if each["series_id"].startswith("BAML")]
    allowed = fred(twin, ice=True)
    assert allowed.tables == ("rates", "indices")
    found = await turn(allowed)
    marks = rows(found, IndexMark)
    assert [(each.index, each.spread_bp) for each in marks] == [
        (Index.ICE_US_IG, 85.0),
        (Index.ICE_US_BBB, 107.0),
    ]
    assert {each.rights for each in marks} == {Rights.DISPLAY}
    (note,) = found[-1].notes
    assert "ICE's approval" in note
    assert "three years" in note


async def test_one_series_that_is_gone_leaves_the_others(twin: FredTwin) -> None:
    del twin.values["DGS3"]
    found = await turn(fred(twin))
    assert len(rows(found, Rate)) == len(TENORS)
    (fault,) = faults(found)
    assert fault.startswith("FRED DGS3: ")
    assert "400" in fault


async def test_a_page_in_place_of_one_series_leaves_the_others(twin: FredTwin) -> None:
    twin.faults["DGS5"] = Answer(b"<html>maintenance</html>", "text/html")
    found = await turn(fred(twin))
    assert len(rows(found, Rate)) == len(TENORS)
    (fault,) = faults(found)
    assert "FRED DGS5" in fault
    assert "HTML" in fault


async def test_a_key_nobody_knows_is_said_in_words_and_ends_the_turn(
    twin: FredTwin, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "ffff0000ffff0000ffff0000ffff0000"
    with caplog.at_level(logging.WARNING):
        (found,) = await turn(fred(twin, key=wrong))
    assert isinstance(found.fault, FetchError)
    assert found.fault.wait is Wait.REFUSED
    assert str(found.fault).startswith("FRED does not know the key")
    assert len(twin.queries) == 1
    assert wrong not in f"{found!r} {found.fault!r} {caplog.text}"


async def test_a_way_that_is_shut_on_this_side_is_no_fault_of_the_key(
    twin: FredTwin,
) -> None:
    class Shut:
        async def get(self, url: str, **_: object) -> Page:
            raise FetchError("a private address: not asked", Wait.REFUSED)

    found = [each async for each in fred(twin).turn(cast("Web", Shut()))]
    assert faults(found) == [
        "FRED DGS1MO: a private address: not asked; and 11 more series"
    ]


async def test_a_key_is_read_anew_each_turn(twin: FredTwin) -> None:
    keys = iter(["0" * 32, KEY])
    connector = Fred(FredOptions(), lambda: next(keys), twin.url, lambda: NOW)
    assert rows(await turn(connector), Rate) == []
    assert len(rows(await turn(connector), Rate)) == 12


async def test_too_many_questions_end_the_turn_with_what_there_is(
    twin: FredTwin,
) -> None:
    twin.allowed = 3
    found = await turn(fred(twin))
    assert [each.tenor for each in rows(found, Rate)] == TENORS[:3]
    last = found[-1].fault
    assert isinstance(last, FetchError)
    assert last.wait is Wait.ASKED
    assert "FRED DGS1: " in str(last)
    assert len(found) == 4


async def test_a_series_that_never_had_a_number_is_a_fault(twin: FredTwin) -> None:
    twin.values["DGS20"] = {WEDNESDAY: None}
    (fault,) = faults(await turn(fred(twin)))
    assert "FRED DGS20: no observation since 2025-09-04" in fault


def body(**changes: object) -> bytes:
    row = {"realtime_start": "2026-10-09", "date": "2026-10-07", "value": "4.08"}
    said = {"units": "lin", "count": 1, "observations": [row]}
    return json.dumps(said | changes).encode()


def test_an_observation_is_a_day_a_percentage_and_since_when_it_stood() -> None:
    read, refused = read_observations(body(), "FRED DGS10")
    assert read == [Observed(WEDNESDAY, 4.08, TODAY)]
    assert refused == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"units": "chg"}, "FRED DGS10: units: found 'chg', expected lin"),
        ({"count": 7}, "FRED DGS10: count: found '1 observations', expected 7"),
        ({"observations": None}, "expected FRED observations"),
        ({"observations": {}}, "expected FRED observations"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        read_observations(body(**changes), "FRED DGS10")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("value", "n/a", "FRED X observation 1: value: found 'n/a', expected a number"),
        ("value", "4080", "expected a percentage of 100 at most"),
        ("value", "NaN", "expected a number"),
        (
            "date",
            "7/10/2026",
            "observation 1: date: found '7/10/2026', expected a date",
        ),
        ("realtime_start", None, "realtime_start: expected a date"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_stand(
    key: str, value: object, said: str
) -> None:
    good = {"realtime_start": "2026-10-09", "date": "2026-10-08", "value": "4.11"}
    rows = [good | {"date": "2026-10-07"} | {key: value}, good]
    read, refused = read_observations(body(observations=rows, count=2), "FRED X")
    assert [each.day for each in read] == [THURSDAY]
    (problem,) = refused
    assert said in str(problem)


async def test_what_cannot_be_read_is_counted_as_refused(twin: FredTwin) -> None:
    good = {"realtime_start": "2026-10-09", "date": "2026-10-07", "value": "4.1"}
    bad = good | {"value": "four", "date": "2026-10-06"}
    twin.faults["DGS2"] = Answer(body(observations=[bad, good], count=2))
    found = await turn(fred(twin))
    (refused,) = [each for one in found for each in one.refused]
    assert "FRED DGS2 observation 1: value: found 'four'" in refused
    assert len(rows(found, Rate)) == 12


def test_history_begins_where_the_options_say() -> None:
    assert FredOptions().days == 400
    assert TODAY - timedelta(days=400) == date(2025, 9, 4)
