"""What fuzzing found, each kept as the smallest case that showed it."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from overhang.config.feeds import Mapped
from overhang.core.observations import Close
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.cells import CellError, date, moment
from overhang.sources.checks import unadjusted_splits
from overhang.sources.edgar.concepts import read_concept
from overhang.sources.formats.csv import read_csv
from overhang.sources.formats.ndjson import read_json
from overhang.sources.mapped.bodies import rows_of
from overhang.sources.mapped.lines import EventLine
from overhang.sources.mapped.mapper import EmptyRowError, Mapper, RowError
from overhang.sources.mapped.times import Times
from overhang.sources.mapped.window import Window
from overhang.sources.splits import Traded, adjusted
from overhang.sources.tables import ENOUGH, read_table
from overhang.sources.tape.values import amount
from support.edgar import CAPEX, concept_body

DATED = Mapped(table="closes", fields={"issuer": "s", "at": "t", "close_usd": "p"})
DAILY = Mapped(table="closes", fields={"issuer": "s", "date": "d", "close_usd": "p"})


def mapper(mapping: Mapped) -> Mapper:
    return Mapper(
        mapping,
        source="Vendor",
        quality=Quality.COMPOSITE,
        rights=Rights.INTERNAL,
        codes=("ORCL",),
    )


def faults(data: bytes) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_table("closes", read_csv(data, "t.csv"))
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize("raw", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_a_day_that_nothing_can_be_counted_from_is_refused(raw: str) -> None:
    with pytest.raises(CellError, match="a day from 1900 to 2199"):
        date(raw)
    with pytest.raises(CellError, match="a day from 1900 to 2199"):
        moment(f"{raw}T12:00:00Z")
    for read in (Times("", "").day, Times("", "").moment):
        with pytest.raises(CellError, match="a day from 1900 to 2199"):
            read(f"{raw}T12:00:00Z")


def test_a_hundred_year_bond_has_a_day() -> None:
    assert date("2126-02-15") == dt.date(2126, 2, 15)


def test_names_of_columns_are_sanitised_in_faults() -> None:
    said = faults(b"issuer,\xe2\x80\xae,\xe2\x80\xae,,\n")
    assert all("\u202e" not in each and each.isprintable() for each in said)
    unnamed = [each for each in said if "no name" in each]
    assert unnamed == ["t.csv:1: a column with no name: expected a known column"]


@pytest.mark.parametrize(
    "data",
    [
        b",".join(b"c%d" % at for at in range(3 * ENOUGH)) + b"\n",
        b"\xff\n" * 3 * ENOUGH,
        b"\x00\n" * 3 * ENOUGH,
        b"issuer,date,close_usd,source,quality\n"
        + b"ORCL,2026-03-02,5,exchange,reported\n" * 3 * ENOUGH,
    ],
    ids=["columns", "bytes", "NULs", "twins"],
)
def test_faults_are_told_up_to_a_number_of_them(data: bytes) -> None:
    assert len(faults(data)) <= ENOUGH + 20


def test_a_key_that_stands_twice_is_found_in_an_object_of_any_size() -> None:
    keys = ",".join(f'"k{at}":1' for at in range(100_000))
    with pytest.raises(SourceError, match="twin once in each object"):
        list(read_json(f'[{{{keys},"twin":1,"twin":2}}]'.encode(), "t"))


def test_a_binary_message_that_is_no_text_is_refused() -> None:
    window = Window("closes", "", "line")
    window.put(b'{"s":"\xb9"}', mapper(DAILY))
    assert window.take(mapper(DAILY)).refused == 1


@pytest.mark.parametrize("day", ["[1]", "{}"])
def test_a_pushed_row_with_a_list_for_its_day_is_refused(day: str) -> None:
    window = Window("closes", "", "line")
    window.put(f'{{"s":"ORCL","d":{day},"p":1}}', mapper(DAILY))
    passed = window.take(mapper(DAILY))
    assert (passed.refused, passed.records) == (1, ())


def test_a_row_without_its_moment_is_empty() -> None:
    with pytest.raises(EmptyRowError, match="expected a value for at"):
        mapper(DATED).read("row 1", {"s": "ORCL", "p": 1})


def test_what_an_answer_says_instead_of_rows_is_sanitised() -> None:
    with pytest.raises(SourceError) as caught:
        rows_of(b'"\xe2\x80\xae\xc2\x9b31m"', "application/json", "", "x")
    assert caught.value.problems[0].found.isprintable()


def test_a_path_that_a_number_is_too_large_for_is_a_fault_of_the_row() -> None:
    mapping = Mapped(
        table="closes", fields={"issuer": "s", "date": "d", "close_usd": "avg(p)"}
    )
    row = {"s": "ORCL", "d": "2026-03-02", "p": [10**400]}
    with pytest.raises(RowError):
        mapper(mapping).read("row 1", row)


@pytest.mark.parametrize(
    "traded",
    [
        [Traded(1.0, 1.0), Traded(1.0, 1e-200), Traded(1.0, 1e-200)],
        [Traded(1.0, 1.0), Traded(1.0, 1e300)],
        [Traded(1e300, 1.0), Traded(1.0, 1e-10)],
    ],
)
def test_splits_that_leave_no_price_are_refused(traded: list[Traded]) -> None:
    days = {dt.date(2026, 3, at): each for at, each in enumerate(traded, 2)}
    with pytest.raises(SourceError, match="a split"):
        adjusted(days)


@pytest.mark.parametrize("raw", [1e18 * 2, -1e300, "2000000000000000000"])
def test_a_number_of_the_tape_is_no_larger(raw: object) -> None:
    with pytest.raises(CellError, match="a number"):
        amount(raw)


async def test_a_line_that_asks_for_a_wait_without_end_waits_a_day_at_most() -> None:
    body = b"retry: 1" + b"0" * 400 + b"\n\ndata: 1\n\n"
    kind = {"content-type": "text/event-stream"}
    line = EventLine(httpx.Response(200, headers=kind, content=body), lambda: None)
    await line.read(lambda message: None)
    assert line.retry is not None
    assert line.retry <= 86_400


def test_a_company_files_so_often_and_no_more() -> None:
    def body(count: int) -> bytes:
        first = dt.date(2000, 1, 1)
        filed = [first + dt.timedelta(days=at) for at in range(count)]
        quarter = {"start": "1999-07-01", "end": "1999-09-30", "val": 1, "form": "10-Q"}
        return concept_body(
            [{**quarter, "accn": f"A-{each}", "filed": f"{each}"} for each in filed]
        )

    assert len(read_concept(body(400), "t", cik=789019, tag=CAPEX)) == 400
    with pytest.raises(SourceError, match="found '401 filings', expected 400 filings"):
        read_concept(body(401), "t", cik=789019, tag=CAPEX)


def test_a_close_next_to_nothing_is_no_division_by_zero() -> None:
    def close(day: int, usd: float) -> tuple[str, Close]:
        row = Close(
            issuer="ORCL",
            date=dt.date(2026, 3, day),
            close_usd=usd,
            source="x",
            quality=Quality.REPORTED,
        )
        return f"row {day}", row

    assert len(list(unadjusted_splits([close(2, 5e-324), close(3, 1e308)]))) == 1
