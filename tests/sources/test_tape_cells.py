"""The cells of the tape: what they may say, and how a fault is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.tape.days import tape_days
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.netting import net
from overhang.sources.tape.tape import read_sheet
from support.tape import ORACLE, ROWS, at, row, sheet


def only(cells: Mapping[str, str]) -> TapeMessage:
    """Read one row among good ones."""
    tape = read_sheet(sheet([cells]), "s.csv", ORACLE)
    assert not tape.refused
    return tape.messages[0]


CELL = st.sampled_from(["", "x", "-1", "1e999", "NaN", "9999-12-31", ";", "5,0+", "٣"])


@given(st.lists(st.dictionaries(st.sampled_from(list(ROWS[0])), CELL), max_size=5))
def test_no_cells_crash_the_reader_and_every_row_is_accounted_for(
    odd: list[dict[str, str]],
) -> None:
    lines = [*ROWS, *({**ROWS[0], **each} for each in odd)]
    tape = read_sheet(sheet(lines), "s.csv", ORACLE)

    assert tape.rows == len(lines)
    assert len(tape.refused) <= len(odd)
    tape_days(net(tape.messages))


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("Dissemination Identifier", "", "a value"),
        ("Dissemination Identifier", "10 01", "an identifier of letters and digits"),
        ("Action type", "NEW", "one of NEWT, MODI, CORR, TERM, EROR, CANC, REVI"),
        ("Event timestamp", "2026-02-11 14:30", "a UTC moment such as 2026-02-11T"),
        ("Event timestamp", "2026-02-30T14:30:00Z", "a moment that exists"),
        ("Event timestamp", "0001-01-01T00:00:00+23:00", "a moment that exists"),
        ("Execution Timestamp", "1970-01-01T00:00:00Z", "a moment of this century"),
        ("Execution Timestamp", "2026-02-11T14:30:00", "a UTC moment such as"),
        ("Expiration Date", "20.12.2030", "a date such as 2026-03-31"),
        ("Notional amount-Leg 1", "5.000.000", "a number such as 5,000,000 or 0.0158"),
        ("Notional amount-Leg 1", "50,00", "a number such as 5,000,000 or 0.0158"),
        ("Notional amount-Leg 1", "-5", "a size of 0 or more"),
        ("Notional amount-Leg 1", "1e30", "a number of a sane size"),
        ("Spread-Leg 1", "NaN", "a number such as 5,000,000 or 0.0158"),
        ("Other payment amount", "x;1", "a number such as 5,000,000 or 0.0158"),
        ("Package indicator", "maybe", "TRUE or FALSE"),
        ("Asset Class", "IR", "CR, the asset class of credit"),
    ],
)
def test_a_faulty_row_is_refused_by_itself_with_its_place(
    column: str, cell: str, expected: str
) -> None:
    lines = [*ROWS[:3], {**ROWS[3], column: cell}, *ROWS[4:]]
    tape = read_sheet(sheet(lines), "s.csv", ORACLE)
    (problem,) = tape.refused

    assert problem.place == f"s.csv:5: {column}"
    assert problem.found == cell
    assert problem.expected.startswith(expected)
    assert (tape.rows, len(tape.messages)) == (17, 16)


@pytest.mark.parametrize(
    ("cell", "size", "capped"),
    [
        ("5,000,000+", 5e6, True),
        ("5,000,000", 5e6, False),
        ("250,000,000+", 2.5e8, True),
        ("5000000", 5e6, False),
        ("1,234.5", 1234.5, False),
        (" 7 ", 7.0, False),
        ("", None, False),
    ],
)
def test_sizes_are_read_with_their_cap(
    cell: str, size: float | None, capped: bool
) -> None:
    read = only({**ROWS[0], "Notional amount-Leg 1": cell})

    assert (read.notional, read.capped) == (size, capped)


@pytest.mark.parametrize(
    ("amounts", "types", "currencies", "paid", "currency", "why"),
    [
        ("24582.42", "UFRO", "USD", 24582.42, "USD", ""),
        ("119,776.18", "UFRO", "", 119776.18, "", ""),
        ("10;24582.42", "UWIN;UFRO", "EUR;USD", 24582.42, "USD", ""),
        ("10;24582.42", "UWIN;UFRO", "USD", 24582.42, "USD", ""),
        ("10;20", "UFRO;UFRO", "USD;USD", None, "", "2 upfronts"),
        ("10", "UWIN", "USD", None, "", "payments, none an upfront"),
        ("10;20", "UFRO", "USD", None, "", "2 payments of 1 types"),
        ("", "UFRO", "", None, "", "an upfront without an amount"),
        (";10", "UFRO;UWIN", "", None, "", "an upfront without an amount"),
        ("7;10", ";UFRO", "USD;EUR", 10.0, "EUR", ""),
        ("7;10", "UWIN;UFRO", "USD;EUR;GBP", 10.0, "", ""),
        ("7", "", "", None, "", "payments, none an upfront"),
        ("", "", "", None, "", ""),
    ],
)
def test_payments_pair_by_position(
    amounts: str,
    types: str,
    currencies: str,
    paid: float | None,
    currency: str,
    why: str,
) -> None:
    read = only(
        row(
            Other_payment_amount=amounts,
            Other_payment_type=types,
            Other_payment_currency=currencies,
        )
    )

    assert (read.upfront, read.upfront_currency, read.payments) == (paid, currency, why)


def test_texts_are_made_inert_at_the_border() -> None:
    read = only(row(Underlying_Asset_Name="\x1b[31mOracle\u202e", UPI_FISN="\x07"))

    assert read.name == "\u241b[31mOracle\ufffd"
    assert read.product == "\u2407"


def test_moments_of_other_zones_are_kept_in_utc() -> None:
    read = only(row(Execution_Timestamp="2026-02-11T20:30:00.5-05:00"))

    assert read.executed_at == at("2026-02-12T01:30:00.5Z")
    assert str(read.executed_on) == "2026-02-12"
