"""The shipped data set holds to its own contract."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from overhang.bundled import bundled
from overhang.core.events import Deal, Guidance, GuidanceForm, Tranche
from overhang.core.issuers import Universe
from overhang.core.observations import CashFlow, CashFlowMeasure, CdsMark
from overhang.core.records import Bound, Precision, Quality
from overhang.core.tables import TABLES
from support.shipped import DATA, cells, header, record_of, records

CODES = ("MSFT", "AMZN", "GOOGL", "META", "ORCL")
LAST_CLOSE = date(2026, 10, 9)
SESSIONS = 535
VECTORS = Path(__file__).parents[1] / "vectors"

EMPTY = ("indices", "positions", "filings", "rates", "tape")
"""A vendor's levels, the desk's own book, what feeds bring: nothing of it ships."""

every_table = pytest.mark.parametrize("table", TABLES)


def universe() -> Universe:
    with (DATA / "universe.toml").open("rb") as file:
        return msgspec.convert(tomllib.load(file), Universe)


def test_the_folder_that_ships_is_the_one_tested() -> None:
    assert bundled("data") == DATA


@every_table
def test_a_file_has_exactly_the_columns_of_its_record(table: str) -> None:
    names = header(table)
    assert sorted(names) == sorted(TABLES[table].__struct_fields__)
    assert names[-3:] == ["source", "quality", "rights"]


@every_table
def test_every_row_loads_strictly(table: str) -> None:
    rows = cells(table)
    assert bool(rows) is (table not in EMPTY)
    for row in rows:
        assert record_of(table, row).day.year >= 2021


@every_table
def test_dates_and_numbers_are_written_plainly(table: str) -> None:
    plain = re.compile(r"\d{4}-\d\d-\d\d|-?\d+(\.\d+)?")
    numeric = [
        each.name
        for each in msgspec.structs.fields(TABLES[table])
        if {float, int, date} & {each.type, *get_args(each.type)}
    ]
    assert numeric
    for row in cells(table):
        assert all(plain.fullmatch(row[name]) for name in numeric if row[name]), row


@every_table
def test_no_two_rows_share_an_identity(table: str) -> None:
    identity = TABLES[table].identity
    keys = Counter(
        tuple(getattr(each, name) for name in identity) for each in records(table)
    )
    assert identity
    assert [key for key, count in keys.items() if count > 1] == []


@every_table
def test_every_row_says_who_published_it(table: str) -> None:
    assert [each for each in records(table) if len(each.source.strip()) < 3] == []


@every_table
def test_a_file_is_printable_ascii_and_its_last_line_ends(table: str) -> None:
    raw = (DATA / f"{table}.csv").read_bytes()
    assert raw.endswith(b"\n")
    assert {byte for byte in raw if not 32 <= byte < 127} == {10}


@every_table
def test_no_row_is_newer_than_the_data_clock(table: str) -> None:
    assert all(each.day <= LAST_CLOSE for each in records(table))


@every_table
def test_rows_are_about_watched_issuers_only(table: str) -> None:
    assert {row["issuer"] for row in cells(table) if "issuer" in row} <= set(CODES)


def test_closes_are_whole_and_end_on_the_data_clock() -> None:
    days = {
        code: [row["date"] for row in cells("closes") if row["issuer"] == code]
        for code in CODES
    }
    first = days["MSFT"]
    assert len(first) == SESSIONS
    assert first == sorted(set(first))
    assert first[-1] == LAST_CLOSE.isoformat()
    assert all(each == first for each in days.values())


def test_closes_are_the_sessions_of_the_shipped_calendar() -> None:
    with (DATA / "calendars.toml").open("rb") as file:
        closed = set(tomllib.load(file)["nyse"]["closed"])
    days = [date.fromisoformat(row["date"]) for row in cells("closes")]
    span = (LAST_CLOSE - days[0]).days
    weekdays = {
        day
        for n in range(span + 1)
        if (day := days[0] + timedelta(days=n)).weekday() < 5
    }
    assert set(days) == weekdays - closed


@pytest.mark.parametrize(
    ("issuer", "day", "close"),
    [
        ("MSFT", "2025-10-28", 542.07),
        ("ORCL", "2025-09-10", 328.33),
        ("META", "2025-08-12", 790.00),
    ],
)
def test_closes_equal_those_reported_to_the_cent(
    issuer: str, day: str, close: float
) -> None:
    found = [
        float(row["close_usd"])
        for row in cells("closes")
        if (row["issuer"], row["date"]) == (issuer, day)
    ]
    assert found == pytest.approx([close], abs=0.011)


def test_guidance_has_the_ends_its_form_says() -> None:
    ends = {
        GuidanceForm.RANGE: (True, True),
        GuidanceForm.POINT: (True, True),
        GuidanceForm.FLOOR: (True, False),
        GuidanceForm.CEILING: (False, True),
        GuidanceForm.WORDS: (False, False),
    }
    said = [each for each in records("capex_guidance") if isinstance(each, Guidance)]
    assert {each.form for each in said} == set(GuidanceForm)
    for each in said:
        low, high = each.low_usd_bn, each.high_usd_bn
        assert (low is not None, high is not None) == ends[each.form]
        assert each.period_start < each.period_end
        if low is not None and high is not None:
            assert low == high if each.form is GuidanceForm.POINT else low < high


def test_an_accounting_change_is_not_comparable() -> None:
    broken = [
        each
        for each in records("capex_guidance")
        if isinstance(each, Guidance) and not each.comparable
    ]
    assert [(each.issuer, each.given_on, each.high_usd_bn) for each in broken] == [
        ("MSFT", date(2026, 7, 29), 175.0)
    ]


@pytest.mark.parametrize("issuer", ["MSFT", "AMZN", "GOOGL", "META"])
def test_quarters_of_capex_add_up_to_the_year(issuer: str) -> None:
    flows = [
        each
        for each in records("cash_flow")
        if isinstance(each, CashFlow)
        and each.issuer == issuer
        and each.measure is CashFlowMeasure.CAPEX
    ]
    years = [each for each in flows if each.months == 12]
    quarters = {
        each.period_end: each.value_usd_mm for each in flows if each.months == 3
    }
    assert len(years) >= 4
    for year in years:
        past = [
            quarters[end]
            for end in quarters
            if timedelta(0) <= year.period_end - end < timedelta(days=350)
        ]
        assert sum(past) == pytest.approx(year.value_usd_mm)


def test_tranches_add_up_to_their_deal_where_all_sizes_are_known() -> None:
    deals = {each.deal_id: each for each in records("deals") if isinstance(each, Deal)}
    parts: dict[str, list[float | None]] = {}
    for each in records("tranches"):
        assert isinstance(each, Tranche)
        assert each.priced_on == deals[each.deal_id].priced_on
        parts.setdefault(each.deal_id, []).append(each.size_bn)
    whole = 0
    for deal_id, sizes in parts.items():
        if None not in sizes and len(sizes) == deals[deal_id].tranches:
            total = sum(size for size in sizes if size is not None)
            assert total == pytest.approx(deals[deal_id].size_bn)
            whole += 1
    assert whole == 9


def test_a_size_that_the_source_rounds_is_approximate() -> None:
    deals = [each for each in records("deals") if isinstance(each, Deal)]
    said = {each.deal_id for each in deals if each.note.startswith("About ")}
    assert len(said) == 4
    assert {
        each.deal_id for each in deals if each.size_bound is not Bound.EXACT
    } == said


def test_a_doubtful_mark_says_so() -> None:
    marks = [each for each in records("cds_marks") if isinstance(each, CdsMark)]
    doubtful = [each for each in marks if each.quality is Quality.DOUBTFUL]
    assert [(each.date, each.spread_bp) for each in doubtful] == [
        (date(2026, 6, 10), 126.0)
    ]
    assert all(each.note for each in marks if each.date_precision is Precision.MONTH)
    assert {(each.bid_bp, each.ask_bp) for each in marks} == {(None, None)}


def test_the_universe_is_the_five_and_the_four() -> None:
    watched = universe()
    assert watched.codes == CODES
    assert watched.group["four"].members == CODES[:4]
    assert watched.group["five"].members == CODES
    assert {code: each.cik for code, each in watched.issuer.items()} == {
        "MSFT": 789019,
        "AMZN": 1018724,
        "GOOGL": 1652044,
        "META": 1326801,
        "ORCL": 1341439,
    }
    for each in watched.issuer.values():
        assert each.cds is not None
        assert each.shares is not None
        assert Quality(each.shares.quality) in {Quality.DERIVED, Quality.SECONDARY}
        date.fromisoformat(f"2025-{each.fiscal_year_end}")


@pytest.mark.parametrize("market", ["nyse", "sifma"])
@pytest.mark.parametrize("year", ["2025", "2026", "2027"])
def test_calendars_equal_the_vectors(market: str, year: str) -> None:
    vector = json.loads((VECTORS / "calendars.json").read_text(encoding="utf-8"))
    with (DATA / "calendars.toml").open("rb") as file:
        shipped = tomllib.load(file)
    assert shipped["until"] == date(2027, 12, 31)
    for kind in ("closed", "early"):
        days = [day.isoformat() for day in shipped[market][kind]]
        expected = vector["years"][year][f"{market}_{kind}"]
        assert [day for day in days if day.startswith(year)] == expected
