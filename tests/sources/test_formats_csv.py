from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.base import SourceError
from overhang.sources.formats import FILES
from overhang.sources.stream import Header, Item, Reader
from overhang.sources.tables import read_table
from support.bodies import HEADER, csv_closes, json_closes

CSV = FILES[".csv"]


def faults(reader: Reader, data: bytes, name: str = "closes.csv") -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_table("closes", reader(data, name))
    return [str(each) for each in caught.value.problems]


def zipped() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("closes.csv", "x")
    return body.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        csv_closes([150.5, 151]),
        b"\xef\xbb\xbf" + csv_closes([150.5, 151]),
        csv_closes([150.5, 151]).replace(b"\n", b"\r\n"),
        csv_closes([150.5, 151]).replace(b"\n", b"\r"),
        csv_closes([150.5, 151]).replace(b"exchange", b'"a ""b"", c"'),
        csv_closes([150.5, 151]) + b"\n\n",
    ],
)
def test_csv_of_every_spreadsheet_is_read(data: bytes) -> None:
    rows = read_table("closes", CSV(data, "closes.csv")).rows

    assert [getattr(row, "close_usd", None) for row in rows] == [150.5, 151.0]


def test_csv_rows_are_placed_by_the_line_they_begin_in() -> None:
    data = f'{HEADER}\nA,2026-03-02,1,"two\nlines",press\n\nB,2026-03-02,1,x,press\n'

    items = list(CSV(data.encode(), "closes.csv"))

    assert [each[0] for each in items] == [
        "closes.csv:1",
        "closes.csv:2",
        "closes.csv:5",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "closes.csv: found 'nothing (0 bytes)', expected CSV"),
        (b"\n \n", "closes.csv: found 'nothing but blanks', expected CSV"),
        (b"<!DOCTYPE html><html>", "closes.csv: found 'an HTML page', expected CSV"),
        (b'<?xml version="1.0"?>', "closes.csv: found 'HTML or XML', expected CSV"),
        (json_closes([1]), "closes.csv: found 'JSON', expected CSV"),
        (zipped(), "closes.csv: found 'a zip or Excel file', expected CSV"),
        (b"PAR1\x00\x00PAR1", "closes.csv: found 'a Parquet file', expected CSV"),
        (gzip.compress(b"x", mtime=0), "closes.csv: found 'a gzip file', expected CSV"),
        (codecs.BOM_UTF16_BE, "closes.csv: found 'nothing but blanks', expected CSV"),
        (
            codecs.BOM_UTF16_LE + b"\x00\xd8a",
            "closes.csv: found 'byte 2: unexpected end of data', expected whole",
        ),
        (
            csv_closes([1]).replace(b",", b";"),
            "closes.csv:1: found 'issuer;date;close_usd;source;quality', "
            "expected columns separated by commas, these are by semicolons",
        ),
        (
            csv_closes([1, 1]).replace(b"-03,1,exchange", b"-03,1,b\xf6rse"),
            "closes.csv:3: found 'byte 0xf6', expected UTF-8 text",
        ),
        (
            csv_closes([1, 1]).replace(b"-03,1,exchange", b"-03,1,\x00"),
            "closes.csv:3: found 'ORCL,2026-03-03,1,\u2400,reported', "
            "expected text without NUL bytes",
        ),
        (
            csv_closes([1, 1])[:-4],
            "closes.csv:3: found 'ORCL,2026-03-03,1,exchange,repor', expected a line "
            "end; the last line has no end: still being written?",
        ),
        (
            csv_closes([1, 1]).replace(b"reported\n", b"reported,\n", 1),
            "closes.csv:2: found '6 cells, past the last column: ', "
            "expected 5 cells, as in the header",
        ),
        (
            csv_closes([1, 1]).replace(b",reported\n", b"\n", 1),
            "closes.csv:2: found '4 cells, none for quality', "
            "expected 5 cells, as in the header",
        ),
        (
            csv_closes([1, 1]).replace(b"exchange", b'"exchange', 1),
            "closes.csv:2: found 'ORCL,2026-03-02,1,\"exchange,reported', "
            "expected a closing quote",
        ),
    ],
)
def test_what_is_no_csv_is_named_plainly(data: bytes, said: str) -> None:
    assert faults(CSV, data)[0].startswith(said)


def test_a_torn_file_still_tells_its_other_faults() -> None:
    found = faults(CSV, csv_closes(["x", 1])[:-2])

    assert [each.split(":")[1] for each in found] == ["2", "3"]


def test_every_line_that_is_not_utf8_is_named() -> None:
    data = csv_closes([1, 2, 3]).replace(b"exchange", b"\xff")

    assert [each.split(":")[1] for each in faults(CSV, data)] == ["2", "3", "4"]


@given(st.integers(0, len(csv_closes([100.25, 101.5, 99])) - 1))
def test_a_file_cut_anywhere_is_refused(length: int) -> None:
    whole = csv_closes([100.25, 101.5, 99])
    cut = whole[:length]

    if cut.endswith((b"\n", b"reported")):
        # Of the quality `reported` nothing can be missing.
        rows = read_table("closes", CSV(cut, "closes.csv")).rows
        assert rows == read_table("closes", CSV(whole, "closes.csv")).rows[: len(rows)]
    else:
        assert faults(CSV, cut)


@pytest.mark.parametrize(
    ("last", "cell", "taken"),
    [
        ("close_usd", "100.5", False),
        ("source", "exchange", False),
        ("date", "2026-03-02", True),
        ("at", "2026-03-02T20:00:00Z", True),
        ("at", "", False),
        ("quality", "reported", True),
    ],
)
def test_a_last_line_without_an_end_is_taken_when_a_cut_would_show(
    last: str, cell: str, taken: bool
) -> None:
    cells = {
        "issuer": "ORCL",
        "date": "2026-03-02",
        "close_usd": "1",
        "source": "exchange",
        "quality": "reported",
    }
    cells.pop(last, None)
    data = f"{','.join((*cells, last))}\n{','.join((*cells.values(), cell))}"

    if taken:
        assert len(read_table("closes", CSV(data.encode(), "closes.csv")).rows) == 1
    else:
        (found,) = faults(CSV, data.encode())
        assert "still being written?" in found


def test_a_choice_that_may_go_on_is_not_taken_for_whole() -> None:
    head = "issuer,period,period_end,months,value_usd_mm,source,quality,measure\n"
    line = "ORCL,2026Q1,2026-03-31,3,1,ORCL,reported,capex"

    with pytest.raises(SourceError, match="still being written"):
        read_table("cash_flow", CSV((head + line).encode(), "cash_flow.csv"))


def test_a_header_comes_before_the_rows() -> None:
    items: list[Item] = list(CSV(csv_closes([1]), "closes.csv"))

    assert isinstance(items[0], Header)
    assert isinstance(items[1][1], Mapping)
