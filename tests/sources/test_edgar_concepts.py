from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.base import SourceError
from overhang.sources.edgar.concepts import Fact, read_concept
from support.edgar import CAPEX, REBUILT, VECTOR, concept_body, millions

ROW = {
    "start": "2024-07-01",
    "end": "2024-09-30",
    "val": 14923000000,
    "accn": "0000789019-24-000001",
    "fy": 2025,
    "fp": "Q1",
    "form": "10-Q",
    "filed": "2024-10-30",
}


def read(data: bytes) -> list[Fact]:
    return read_concept(data, "capex", cik=789019, tag=CAPEX)


def refused(data: bytes) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read(data)
    return [str(each) for each in caught.value.problems]


def test_a_fact_is_read_with_its_filing_and_not_the_filings_year() -> None:
    assert read(concept_body([ROW])) == [
        Fact(
            CAPEX,
            date(2024, 7, 1),
            date(2024, 9, 30),
            14923e6,
            "0000789019-24-000001",
            "10-Q",
            date(2024, 10, 30),
        )
    ]
    assert read(concept_body([{**ROW, "fy": None, "fp": [], "frame": 7}]))


def test_an_instant_has_no_start() -> None:
    rows = REBUILT["facts"]["us-gaap"]["OperatingLeaseLiability"]["units"]["USD"]
    data = concept_body(rows, "OperatingLeaseLiability", 1341439)

    facts = read_concept(data, "leases", cik=1341439, tag="OperatingLeaseLiability")

    assert len(facts) == len(rows) == 13
    assert {each.start for each in facts} == {None}
    assert facts[-1].value == 34621e6


def test_every_row_of_the_vector_is_read() -> None:
    facts = read(concept_body(millions(VECTOR["rows"])))

    assert [each.value / 1e6 for each in facts] == [
        row["val"] for row in VECTOR["rows"]
    ]


def test_a_period_that_had_not_ended_is_left_out() -> None:
    assert read(concept_body([{**ROW, "end": "2024-12-31"}])) == []
    assert len(read(concept_body([{**ROW, "end": "2024-10-30"}]))) == 1


def test_text_from_outside_is_made_safe() -> None:
    (fact,) = read(concept_body([{**ROW, "form": "10\x1b-Q"}]))

    assert fact.form == "10\u241b-Q"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": "2024-7-1"}, "start: found '2024-7-1', expected a date such as"),
        ({"end": None}, "end: expected a date such as 2026-03-31"),
        ({"end": "2024-06-30"}, "end: found '2024-06-30', expected a day from 2024-07"),
        ({"val": "n/a"}, "val: found 'n/a', expected a number such as 1234.5"),
        ({"val": True}, "val: found 'True', expected a number such as 1234.5"),
        ({"val": 2e15}, "val: found '2000000000000000.0', expected 1e+15 at most"),
        ({"val": -2e15}, "expected 1e+15 at most"),
        ({"start": None, "val": -1}, "val: found '-1', expected 0 or more at one date"),
        ({"accn": None}, "accn: expected text of 32 characters at most"),
        ({"accn": "0" * 33}, "expected text of 32 characters at most"),
        ({"form": " "}, "form: found ' ', expected text, not only blanks"),
        ({"filed": "2024-02-30"}, "filed: found '2024-02-30', expected a day that exi"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(
    change: dict[str, object], told: str
) -> None:
    (problem,) = refused(concept_body([ROW, {**ROW, **change}]))

    assert problem.startswith("capex: USD row 2: ")
    assert told in problem


def test_all_faults_of_a_body_are_told_at_once() -> None:
    problems = refused(concept_body([{**ROW, "val": None}, 7, {}]))  # type: ignore[list-item]

    assert [each.partition(":")[0] for each in problems] == ["capex"] * 3
    assert "row 2: found '7', expected an object" in problems[1]


def test_a_negative_flow_is_a_figure() -> None:
    assert read(concept_body([{**ROW, "val": -5}]))[0].value == -5


def body(**changes: object) -> bytes:
    return json.dumps({**json.loads(concept_body([ROW])), **changes}).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "capex: found 'nothing (0 bytes)', expected an EDGAR company concept"),
        (b"<html><body>Your Request Originates", "capex: found 'an HTML page'"),
        (b"\x1f\x8b\x08", "capex: found 'a gzip file'"),
        (concept_body([ROW])[:-9], "expected readable JSON"),
        (concept_body([ROW]).replace(b"14923000000", b"NaN"), "expected readable JSON"),
        (b"[" * 100_000, "expected JSON that is not nested this deep"),
        (b"[]", "capex: found '[]', expected a JSON object"),
        (body(cik=1341439), "capex: cik: found '1341439', expected 789019"),
        (body(cik=None), "capex: cik: expected 789019"),
        (body(tag="DebtCurrent"), f"tag: found 'DebtCurrent', expected {CAPEX}"),
        (concept_body([ROW]).replace(b"14923000000", b"1e999"), "expected "),
        (concept_body([ROW]).replace(b"14923000000", b"9" * 400), "expected "),
        (concept_body([ROW] * 2001), "USD: found '2001 rows', expected 2000 rows at"),
        (body(units=[]), "units: found '[]', expected an object by unit"),
        (body(units={"EUR": []}), "units: found 'EUR', expected a list for USD"),
        (body(units={"USD": {}}), "expected a list for USD"),
    ],
)
def test_another_body_is_refused_whole(data: bytes, told: str) -> None:
    assert told in refused(data)[0]


def test_as_many_rows_as_that_are_read() -> None:
    assert len(read(concept_body([ROW] * 2000))) == 2000


def test_the_key_may_be_written_as_ten_digits() -> None:
    assert read(body(cik="0000789019"))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ROW, "USD", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.binary(max_size=60) | JSON.map(lambda it: json.dumps(it).encode()))
def test_no_body_ends_the_reader(data: bytes) -> None:
    with pytest.raises(SourceError):
        read(data)


@given(st.lists(st.fixed_dictionaries({key: st.just(ROW[key]) | JSON for key in ROW})))
def test_no_row_ends_the_reader(rows: list[dict[str, object]]) -> None:
    facts, places = tried(concept_body(rows))

    assert all(each.startswith("capex") for each in places)
    assert all(each.end <= each.filed for each in facts)
    assert len(facts) + len(places) <= len(rows) * len(ROW)


def tried(data: bytes) -> tuple[list[Fact], list[str]]:
    """The facts of a body, or the places of its faults."""
    try:
        return read(data), []
    except SourceError as error:
        return [], [each.place for each in error.problems]
