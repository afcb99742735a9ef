"""One file of each class of what vendors send, dropped into a folder with a mapping."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from overhang.config.feeds import DropOptions, FeedSettings, SourceKind
from overhang.sources.apart.sheets import sheet_of
from overhang.sources.base import SourceError
from overhang.sources.drop.run import Run, read_run

HEAD = "symbol,bid,ask,qty,ts\n"
AT = "2026-03-02T09:30:00Z"
MANY = 30
CODES = [*(f"P{n}" for n in range(MANY)), "A", "B", "NA", "NULL", "NaN", "TRUE", "007"]
FEED = FeedSettings(
    name="px",
    kind=SourceKind.DROP,
    options=DropOptions(
        folder=Path("/nowhere"),
        table="closes",
        fields={"issuer": "symbol", "close_usd": "bid", "at": "ts"},
    ),
)
PADS = "".join(f"P{n},100.5,100.6,1,{AT}\n" for n in range(MANY))
GOOD = HEAD + PADS
BAD_LINE = MANY + 2
A_NUMBER = "expected a number such as 1234.5 for close_usd"


def read(data: bytes | str) -> Run:
    raw = data.encode() if isinstance(data, str) else data
    sheet = sheet_of(raw, "px.csv")
    return read_run(sheet, "px.csv", FEED, CODES, date(2026, 3, 3))


def refusal(data: bytes | str) -> str:
    """Return why a file is refused as a whole."""
    try:
        faults: Sequence[object] = read(data).faults
    except SourceError as error:
        faults = error.problems
    return "\n".join(map(str, faults))


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff" + GOOD,
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\r\n", 9),
        GOOD.removesuffix("\n"),
        GOOD.replace("symbol,bid", " Symbol ,BID"),
        GOOD.replace("100.6", '"' + "x" * 100_000 + '"', 1),
        GOOD.replace("100.6", '"line\nbreak"', 1),
    ],
    ids=["bom", "utf-16", "crlf", "cr", "mixed", "no-end", "case", "long", "break"],
)
def test_what_says_one_thing_in_another_way_is_read(data: bytes | str) -> None:
    run = read(data)

    assert (len(run.rows), run.faults, run.refused) == (MANY, [], 0)


@pytest.mark.parametrize("name", ["NA", "NULL", "NaN", "TRUE", "007"])
def test_a_name_is_never_taken_for_a_value(name: str) -> None:
    (_, record), *_ = read(f"{HEAD}{name},1,1,1,{AT}\n").rows

    assert record.issuer == name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bid",
    [
        *('"1,234.5"', "1'234.5", '"1\u00a0234,5"', '"1,5"', "12.5%", "$1.00", "1.5k"),
        *(
            "(100.5)",
            "\u2212100.5",
            "100.5-",
            "\u0661\u0662",
            "\uff11",
            "1_000",
            "0x1F",
        ),
        *(".5", "5.", "+5", "inf", "#VALUE!", "1 2", "=1+1", "1;2"),
    ],
)
def test_a_number_is_plain_or_its_row_is_left_out(bid: str) -> None:
    run = read(f"{GOOD}A,{bid},1,1,{AT}\n")

    assert len(run.rows) == MANY
    assert f"{run.left_out[0]}".startswith(f"px.csv:{BAD_LINE}: bid: found")
    assert A_NUMBER in f"{run.left_out[0]}"


@pytest.mark.parametrize("bid", ["1e309", "0", "-1"])
def test_a_number_must_be_one_that_can_be_meant(bid: str) -> None:
    run = read(f"{GOOD}A,{bid},1,1,{AT}\n")

    assert "a finite number" in f"{run.left_out}" or "more than 0" in f"{run.left_out}"


@pytest.mark.parametrize(
    "at",
    [
        *("2026-03-02T09:30:00", "2026-03-02 10:30:00 CET", "1772443800"),
        *(
            "03/04/2026 09:30",
            "26-03-02",
            "02-MAR-26",
            "46083.4",
            "2026-02-29T00:00:00Z",
        ),
        *("2026-03-02T24:00:00Z", "2016-12-31T23:59:60Z", "1970-01-01T00:00:00Z"),
        *("2126-03-02T09:30:00Z", "2026-03-05T09:30:00Z", "0001-01-01", "1899-12-30"),
    ],
)
def test_a_time_is_plain_or_its_row_is_left_out(at: str) -> None:
    run = read(f"{GOOD}A,1,1,1,{at}\n")

    assert len(run.rows) == MANY
    assert f"px.csv:{BAD_LINE}: " in f"{run.left_out[0]}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A,1,2", "found '3 cells', expected 5 cells"),
        (f"A,1,2,3,{AT},extra", "found '6 cells', expected 5 cells"),
        ("A,", "found '2 cells', expected 5 cells"),
        (f"A,1,1,1,{AT}\nA,2,1,1,{AT}", "one row for each"),
    ],
)
def test_a_row_that_is_no_row_is_left_out(line: str, said: str) -> None:
    run = read(f"{GOOD}{line}\n")

    assert len(run.rows) == MANY
    assert not run.faults
    assert said in f"{run.left_out[0]}"


@pytest.mark.parametrize("end", [f"A,104.5,104.6,1,{AT[:-3]}", "A,104.5,10", "A,1"])
def test_a_torn_last_line_is_no_row(end: str) -> None:
    run = read(GOOD + end)

    assert len(run.rows) == MANY
    assert "still being written?" in f"{run.left_out[0]}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing (0 bytes)"),
        (b"\n" * 9, "nothing but blanks"),
        (GOOD.encode("utf-16-be"), "NUL"),
        (GOOD.encode() + b"Soci\xe9t\xe9,1,2,3,x\n", f"px.csv:{BAD_LINE}: found 'byte"),
        (GOOD.encode() + b"\0" * 4096, f"px.csv:{BAD_LINE}: found"),
        (HEAD + f'P0,1,1,1,{AT}\n"P1,1,1,1,{AT}\n' * 9, "px.csv:3"),
        (HEAD + f"P0,1,1,1,{AT},\n" * 9, "px.csv:2: found '6 cells'"),
        (GOOD.replace(",", ";"), "by semicolons"),
        (GOOD.replace(",", "\t"), "by tabs"),
        (GOOD.replace("ask", "bid"), "bid: found 'twice: in columns B and C'"),
        (GOOD.replace("symbol,bid", "ticker,bid_px"), "perhaps bid_px"),
        (PADS, "names the columns"),
        ("<!DOCTYPE html><html>403</html>", "HTML"),
        ('{"rows": []}', "JSON"),
        (gzip.compress(GOOD.encode(), mtime=0), "gzip"),
        (b"PK\x03\x04" + b"\0" * 60, "zip"),
        (b"PAR1" + b"\0" * 60 + b"PAR1", "Parquet"),
        (HEAD + "X" * 200_000 + f",1,1,1,{AT}\n", "px.csv:2"),
        ("a," * 20_000 + "\n", "columns"),
        (HEAD + f"P0,1,1,1,{AT}\nA,x,1,1,{AT}\n", "1 of 2 rows good"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(data: bytes | str, said: str) -> None:
    assert said in refusal(data)
