from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.config.feeds import Mapped
from overhang.core.observations import CdsMark, Close
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.mapped.mapping import MappedRows, mapped

_CODES = ("ORCL", "META")


def _read(rows: list[Mapping[str, object]], **mapping: Any) -> MappedRows:
    return mapped(
        [(f"vendor row {number}", row) for number, row in enumerate(rows, 1)],
        Mapped(**{"table": "closes", **mapping}),
        source="Vendor",
        quality=Quality.COMPOSITE,
        rights=Rights.INTERNAL,
        codes=_CODES,
    )


_PLAIN = {"fields": {"issuer": "sym", "date": "d", "close_usd": "px"}}
_DAY = "2026-11-19"


def test_a_row_becomes_a_close() -> None:
    read = _read([{"sym": "ORCL", "d": _DAY, "px": "220.5", "more": [1]}], **_PLAIN)
    assert read == MappedRows(
        (
            Close(
                source="Vendor",
                quality=Quality.COMPOSITE,
                rights=Rights.INTERNAL,
                issuer="ORCL",
                date=date(2026, 11, 19),
                close_usd=220.5,
            ),
        ),
        (),
        (),
    )


def test_paths_lead_into_json_and_names_with_blanks_are_no_paths() -> None:
    read = _read(
        [{"id": {"t": ["x", "ORCL"]}, "last px": 3, "day": "2026-11", "of": "19"}],
        fields={
            "issuer": "id.t[1]",
            "close_usd": "last px",
            "date": "join('-', [day, of])",
        },
    )
    (row,) = read.records
    assert (row.day, row.close_usd) == (date(2026, 11, 19), 3.0)  # type: ignore[attr-defined]


def test_a_price_in_a_session_is_of_the_new_york_day_it_was_made_on() -> None:
    read = _read(
        [{"sym": "ORCL", "px": 1, "t": 1774918800}],
        fields={"issuer": "sym", "close_usd": "px", "at": "t"},
        dates="unix",
    )
    (row,) = read.records
    assert isinstance(row, Close)
    assert row.at == datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
    assert row.date == date(2026, 3, 30)


def test_marks_in_decimals_become_basis_points_without_noise() -> None:
    read = _read(
        [{"name": "Oracle Corp", "mid": "0.01234", "bid": 0.0122, "on": "19/11/2026"}],
        table="cds_marks",
        fields={"issuer": "name", "spread_bp": "mid", "bid_bp": "bid", "date": "on"},
        constants={"tenor": "5Y", "convention": "par"},
        symbols={"ORACLE CORP": "ORCL"},
        scale={"spread_bp": 10000, "bid_bp": 10000},
        dates="%d/%m/%Y",
    )
    (row,) = read.records
    assert isinstance(row, CdsMark)
    assert (row.spread_bp, row.bid_bp, row.tenor) == (123.4, 122.0, "5Y")
    assert row.convention == "par"


def test_the_source_may_be_a_column() -> None:
    fields = {**_PLAIN["fields"], "source": "from"}
    rows: list[Mapping[str, object]] = [
        {"sym": "ORCL", "d": _DAY, "px": 1, "from": "Dealer A"}
    ]
    assert _read(rows, fields=fields).records[0].source == "Dealer A"


def test_strangers_are_counted_and_are_no_fault() -> None:
    rows: list[Mapping[str, object]] = [
        {"sym": each, "d": _DAY, "px": 1} for each in ("IBM", "ORCL", "T", "IBM")
    ]
    read = _read(rows, **_PLAIN)
    assert len(read.records) == 1
    assert read.unknown == ("IBM", "T")


def test_nothing_but_strangers_is_a_fault_that_names_them() -> None:
    rows: list[Mapping[str, object]] = [
        {"sym": f"X{each}\x1b[31m", "d": _DAY, "px": 1} for each in range(10)
    ]
    with pytest.raises(SourceError) as caught:
        _read(rows, **_PLAIN)
    said = str(caught.value)
    assert "X0" in said
    assert "and 2 more" in said
    assert "symbols" in said
    assert "\x1b" not in said


def test_no_rows_are_no_fault() -> None:
    assert _read([], **_PLAIN) == MappedRows((), (), ())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"px": "1,234.5"}, "row 1: px: found '1,234.5', expected a number"),
        ({"px": "N/D"}, "row 1: px: found 'N/D', expected a number"),
        ({"px": 0}, "row 1: px: found '0', expected more than 0 for close_usd"),
        ({"px": float("inf")}, "expected a finite number for close_usd"),
        ({"px": float("nan")}, "expected a finite number for close_usd"),
        ({"px": True}, "found 'True', expected a number"),
        ({"px": [1]}, "found '[1]', expected a number"),
        ({"d": "19.11.2026"}, "row 1: d: found '19.11.2026', expected a date"),
    ],
)
def test_a_bad_cell_refuses_its_row(changed: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"sym": "META", "d": _DAY, "px": 2}
    read = _read([{"sym": "ORCL", "d": _DAY, "px": 1} | changed, good], **_PLAIN)
    assert [each.issuer for each in read.records] == ["META"]  # type: ignore[attr-defined]
    assert said in str(read.refused[0])


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_row_without_its_value_is_left_out_with_a_reason(nothing: object) -> None:
    read = _read([{"sym": "ORCL", "d": _DAY, "px": nothing}], **_PLAIN)
    assert not read.records
    assert not read.refused
    assert str(read.empty[0]) == "vendor row 1: px: expected a value for close_usd"


def test_a_negative_spread_breaks_the_rule_of_its_table() -> None:
    read = _read(
        [{"sym": "ORCL", "d": _DAY, "mid": -0.01}],
        table="cds_marks",
        fields={"issuer": "sym", "spread_bp": "mid", "date": "d"},
        constants={"tenor": "5Y"},
        scale={"spread_bp": 10000},
    )
    assert "expected 0 or more for spread_bp" in str(read.refused[0])


def test_of_two_rows_that_are_one_neither_is_taken() -> None:
    one: dict[str, object] = {"sym": "ORCL", "d": _DAY, "px": 1}
    read = _read([one, {**one, "px": 2}, {**one, "sym": "META"}], **_PLAIN)
    assert [each.issuer for each in read.records] == ["META"]  # type: ignore[attr-defined]
    assert "the first is at vendor row 1" in str(read.refused[0])


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"fields": {"isuer": "s"}}, "fields.isuer: expected a column of closes"),
        ({"fields": {"issuer": "s"}}, "fields.close_usd: expected what holds it"),
        (
            {"fields": {**_PLAIN["fields"], "issuer": " "}},
            "fields.issuer: expected the name of a column",
        ),
        (
            {**_PLAIN, "constants": {"issuer": "ORCL"}},
            "constants.issuer: expected a field or a constant, not both",
        ),
        ({**_PLAIN, "constants": {"rights": "public"}}, "constants.rights: expected"),
        ({**_PLAIN, "scale": {"issuer": 2}}, "scale.issuer: expected a column of num"),
        ({**_PLAIN, "dates": "%d %b"}, "dates: found '%d %b'"),
    ],
)
def test_a_mapping_that_cannot_work(mapping: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as caught:
        _read([], **mapping)
    assert said in str(caught.value)


def test_a_path_that_does_not_fit_the_row_refuses_the_row() -> None:
    fields = {**_PLAIN["fields"], "close_usd": "max(px)"}
    read = _read([{"sym": "ORCL", "d": _DAY, "px": "one"}], fields=fields)
    assert "max(px): expected something max(px) can be taken from" in str(
        read.refused[0]
    )


@given(
    st.dictionaries(
        st.sampled_from(["sym", "d", "px"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda each: st.lists(each) | st.dictionaries(st.text(), each),
        ),
    )
)
def test_whatever_a_row_holds_it_is_taken_or_accounted_for(
    row: dict[str, object],
) -> None:
    good: dict[str, object] = {"sym": "META", "d": _DAY, "px": 2}
    read = _read([good, row], **_PLAIN)
    told = len(read.refused) + len(read.empty) + len(read.unknown)
    assert len(read.records) == 2 or told
    for each in (*read.refused, *read.empty):
        assert str(each).isprintable()
