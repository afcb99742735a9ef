from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.base import SourceError
from overhang.sources.edgar.submissions import Entry, read_submissions
from support.edgar import feed_body, filing

ONE = filing("8-K", "2026-01-28", "2026-01-28T21:05:12.000Z", "2.02,9.01")


def read(data: bytes) -> list[Entry]:
    return read_submissions(data, "feed", cik=789019)


def refused(data: bytes) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read(data)
    return [str(each) for each in caught.value.problems]


def test_a_filing_is_read() -> None:
    assert read(feed_body(ONE)) == [
        Entry(
            accession="0000789019-26-000001",
            form="8-K",
            filed=dt.date(2026, 1, 28),
            written=dt.datetime(2026, 1, 28, 21, 5, 12),  # noqa: DTZ001
            items=("2.02", "9.01"),
            reported=dt.date(2026, 1, 28),
            document="d1.htm",
            title="8-K",
        )
    ]


def test_cells_that_may_be_empty_are_nothing() -> None:
    bare = filing("4", "2026-01-28", reportDate="", primaryDocument="")

    (entry,) = read(feed_body({**bare, "primaryDocDescription": None}))

    assert entry[3:] == (None, (), None, "", "")


@pytest.mark.parametrize(
    "document", ["../../x", "a/../x", "a b.htm", "/etc/x", "x\x1b", "ü.htm", 7]
)
def test_a_name_no_address_may_end_in_is_no_document(document: object) -> None:
    (entry,) = read(feed_body({**ONE, "primaryDocument": document}))

    assert entry.document == ""


def test_a_document_may_stand_in_a_folder() -> None:
    (entry,) = read(feed_body({**ONE, "primaryDocument": "xslF345X05/doc4.xml"}))

    assert entry.document == "xslF345X05/doc4.xml"


def test_an_empty_list_is_no_filings() -> None:
    assert read(feed_body()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"accessionNumber": "1"}, "accessionNumber: found '1', expected an accession"),
        ({"accessionNumber": None}, "expected an accession number such as 0001193125"),
        ({"form": ""}, "form: expected text"),
        ({"form": " "}, "form: found ' ', expected text, not only blanks"),
        (
            {"filingDate": "01/28/2026"},
            "filingDate: found '01/28/2026', expected a date",
        ),
        ({"filingDate": ""}, "filingDate: expected a date such as 2026-03-31"),
        (
            {"acceptanceDateTime": "2026-01-28 21:05"},
            "acceptanceDateTime: found '2026-01-28 21:05', expected a time such as",
        ),
        ({"acceptanceDateTime": "2026-01-28T25:05:12.000Z"}, "expected a time such as"),
        ({"acceptanceDateTime": "2026-01-28T21:05:12"}, "expected a time such as"),
        ({"acceptanceDateTime": 20260128}, "expected a time such as"),
        ({"items": 2.02}, "items: found '2.02', expected text"),
        (
            {"reportDate": "2026-02-30"},
            "reportDate: found '2026-02-30', expected a day",
        ),
        (
            {"primaryDocDescription": []},
            "primaryDocDescription: found '[]', expected t",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(
    change: dict[str, object], told: str
) -> None:
    (problem,) = refused(
        feed_body(filing("4", "2026-01-28", number=2), {**ONE, **change})
    )

    assert problem.startswith("feed filing 2: ")
    assert told in problem


def test_a_filing_that_is_listed_twice_is_told() -> None:
    assert refused(feed_body(ONE, ONE)) == [
        "feed filing 2: found '0000789019-26-000001', "
        "expected each filing once, the first is filing 1"
    ]


def cut(name: str, length: int) -> bytes:
    body = json.loads(feed_body(ONE, filing("4", "2026-01-28", number=2)))
    body["filings"]["recent"][name] = body["filings"]["recent"][name][:length]
    return json.dumps(body).encode()


def lacking(name: str) -> bytes:
    body = json.loads(feed_body(ONE))
    del body["filings"]["recent"][name]
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html>", "feed: found 'an HTML page', expected an EDGAR list of filings"),
        (feed_body(ONE)[:200], "expected readable JSON"),
        (feed_body(ONE, cik=1), "feed: cik: found '1', expected 789019"),
        (b'{"cik": 789019}', "feed: filings: expected an object"),
        (
            b'{"cik": "789019", "filings": {}}',
            "feed: filings.recent: expected an object",
        ),
        (lacking("items"), "feed: filings.recent.items: expected an array"),
        (cut("form", 1), "2 accessionNumber, 1 form, 2 filingDate"),
        (cut("primaryDocDescription", 0), "expected arrays of one length"),
    ],
)
def test_another_body_is_refused_whole(data: bytes, told: str) -> None:
    assert told in refused(data)[0]


CELL = st.none() | st.text(max_size=30) | st.integers() | st.lists(st.text(max_size=3))


@given(
    st.lists(
        st.fixed_dictionaries({k: st.just(ONE[k]) | CELL for k in ONE}), max_size=4
    )
)
def test_no_filing_ends_the_reader(filings: list[dict[str, object]]) -> None:
    try:
        entries, places = read(feed_body(*filings)), []
    except SourceError as error:
        entries, places = [], [each.place for each in error.problems]

    assert len(entries) == len(filings) or places
    assert all(each.startswith("feed") for each in places)
    assert all(
        text.isprintable() for each in entries for text in (each.form, each.title)
    )
