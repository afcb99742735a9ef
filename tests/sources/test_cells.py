from __future__ import annotations

import datetime as dt
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.observations import Convention
from overhang.sources.cells import CellError, parser, shown
from overhang.sources.columns import Column, columns

BY_NAME = {
    (table, each.name): each
    for table in ("closes", "cds_marks", "cash_flow", "capex_guidance", "deals")
    for each in columns(table)
}

NUMBER = BY_NAME["cash_flow", "value_usd_mm"]
INTEGER = BY_NAME["deals", "tranches"]
DATE = BY_NAME["closes", "date"]
YES_NO = BY_NAME["capex_guidance", "comparable"]
CHOICE = BY_NAME["cds_marks", "convention"]
CURRENCY = BY_NAME["deals", "currency"]
TEXT = BY_NAME["closes", "issuer"]


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (NUMBER, "-12.50", -12.5),
        (NUMBER, "1e3", 1000.0),
        (NUMBER, 7, 7.0),
        (NUMBER, -0.5, -0.5),
        (INTEGER, "12", 12),
        (INTEGER, 3.0, 3),
        (DATE, "2026-02-28", dt.date(2026, 2, 28)),
        (DATE, dt.date(2026, 2, 28), dt.date(2026, 2, 28)),
        (DATE, dt.datetime(2026, 2, 28), dt.date(2026, 2, 28)),  # noqa: DTZ001
        (YES_NO, "no", False),
        (YES_NO, "TRUE", True),
        (YES_NO, False, False),
        (CHOICE, "par", Convention.PAR),
        (TEXT, " OR\x1bCL ", "OR\u241bCL"),
        (TEXT, "NA", "NA"),
        (TEXT, 2056, "2056"),
    ],
)
def test_a_cell_is_read(column: Column, raw: object, value: object) -> None:
    read = parser(column)(raw)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("column", "raw", "expected"),
    [
        *(
            (NUMBER, raw, "a number such as 1234.5")
            for raw in (
                "1,234.5",
                "1_000",
                "+1",
                ".5",
                "5.",
                " 1",
                "0x10",
                "nan",
                "inf",
            )
        ),
        (NUMBER, "١٢", "a number such as 1234.5"),
        (NUMBER, True, "a number such as 1234.5"),
        (NUMBER, [1], "a number such as 1234.5"),
        (NUMBER, "1e999", "a finite number"),
        (NUMBER, math.nan, "a finite number"),
        (NUMBER, -math.inf, "a finite number"),
        (NUMBER, 10**400, "a finite number"),
        (INTEGER, "3.0", "a whole number"),
        (INTEGER, 3.5, "a whole number"),
        (INTEGER, True, "a whole number"),
        (INTEGER, math.inf, "a whole number"),
        (INTEGER, "9" * 30, "a whole number"),
        (INTEGER, "-1", "0 or more"),
        (DATE, "03/04/2026", "a date such as 2026-03-31"),
        (DATE, "2026-3-4", "a date such as 2026-03-31"),
        (DATE, "20260304", "a date such as 2026-03-31"),
        (DATE, "2026-02-30", "a day that exists"),
        (DATE, 20260304, "a date such as 2026-03-31"),
        (
            DATE,
            dt.datetime(2026, 2, 28, 9, tzinfo=dt.UTC),
            "a date without a time of day",
        ),
        (YES_NO, "1", "yes or no"),
        (YES_NO, 1, "yes or no"),
        (CHOICE, "Parr", "one of quoted, par, unstated, perhaps par"),
        (CHOICE, 5, "one of quoted, par, unstated"),
        (CURRENCY, "USX", "one of 29 codes, perhaps USD"),
        (CURRENCY, "usd", "one of 29 codes, perhaps USD"),
        (TEXT, "   ", "text, not only blanks"),
        (TEXT, 4.55, "text"),
        (BY_NAME["closes", "close_usd"], "0", "more than 0"),
        (BY_NAME["closes", "close_usd"], "-3", "more than 0"),
        (BY_NAME["cds_marks", "spread_bp"], "-0.1", "0 or more"),
    ],
)
def test_a_wrong_cell_says_what_was_expected(
    column: Column, raw: object, expected: str
) -> None:
    with pytest.raises(CellError) as caught:
        parser(column)(raw)

    assert str(caught.value) == expected


GRAMMAR = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@given(st.from_regex(GRAMMAR, fullmatch=True) | st.text(max_size=12))
def test_only_the_number_grammar_is_read_and_only_finite(raw: str) -> None:
    try:
        value = parser(NUMBER)(raw)
    except CellError:
        assert not GRAMMAR.fullmatch(raw) or math.isinf(float(raw))
    else:
        assert GRAMMAR.fullmatch(raw)
        assert value == float(raw)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_survives_its_writing(value: float) -> None:
    assert parser(NUMBER)(f"{value!r}") == value


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_date_survives_its_writing(value: dt.date) -> None:
    assert parser(DATE)(value.isoformat()) == value


@given(st.text(max_size=12))
def test_nothing_but_an_iso_date_is_a_date(raw: str) -> None:
    try:
        value = parser(DATE)(raw)
    except CellError:
        return
    assert isinstance(value, dt.date)
    assert value.isoformat() == raw


def test_what_is_shown_of_a_cell_is_short_and_clean() -> None:
    assert shown(None) == ""
    assert shown("\x1b[2J") == "\u241b[2J"
    assert len(shown("x" * 10**6)) == 60
    assert len(shown([["x"] * 1000] * 1000)) <= 60
