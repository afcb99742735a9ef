"""The daily file of the tape: its columns and its rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.tape.days import tape_days
from overhang.core.tape.netting import net
from overhang.sources.base import SourceError
from overhang.sources.tape.tape import Tape, read_feed, read_sheet
from support.tape import (
    ORACLE,
    ROWS,
    SAMPLE,
    daily,
    feed,
    refusal,
    row,
    sheet,
    zipped,
)

HEADER = list(ROWS[0])


@pytest.mark.parametrize(
    "gone",
    ["Dissemination Identifier", "Spread-Leg 1", "Underlier ID-Leg 1", "UPI FISN"],
)
def test_a_file_without_a_key_column_is_refused(gone: str) -> None:
    names = [each for each in HEADER if each != gone]

    assert refusal(zipped(sheet(ROWS, names), "a.csv")) == (
        f"day.zip/a.csv:1: {gone}: expected this column, it is missing"
    )


def test_a_file_without_a_useful_column_is_read_and_says_so() -> None:
    names = [each for each in HEADER if "brokerage" not in each]
    tape = read_sheet(sheet(ROWS, names), "s.csv", ORACLE)

    assert tape.absent == ("Prime brokerage transaction indicator",)
    assert len(tape.messages) == 17


def test_columns_may_come_go_and_be_spelt_otherwise() -> None:
    names = [each.upper().replace("-LEG", " leg") for each in reversed(HEADER)]
    lines = [
        {name: each[old] for name, old in zip(names, reversed(HEADER), strict=True)}
        for each in ROWS
    ]
    tape = read_sheet(sheet(lines, ["New column", *names]), "s.csv", ORACLE)

    assert tape.messages == daily(zipped(SAMPLE)).messages


def test_a_column_that_stands_twice_is_refused() -> None:
    body = SAMPLE.replace(b"Price notation", b"Spread leg 1", 1)

    assert refusal(zipped(body, "a.csv")).endswith(
        "Spread-Leg 1: found 'it twice', expected this column once"
    )


def test_a_row_of_other_length_is_refused_by_itself() -> None:
    tape = read_sheet(SAMPLE + b"1,2,3\n", "s.csv", ORACLE)

    assert str(tape.refused[0]).startswith("s.csv:19: found '3 cells, none for Event")
    assert len(tape.messages) == 17


@pytest.mark.parametrize(("faulty", "refused"), [(20, False), (21, True)])
def test_a_file_of_faults_is_refused_whole(faulty: int, refused: bool) -> None:
    lines = [row() for _ in range(100)]
    lines += [{**ROWS[0], "Action type": "?"} for _ in range(faulty)]
    if not refused:
        assert len(read_sheet(sheet(lines), "s.csv", ORACLE).refused) == faulty
        return
    with pytest.raises(SourceError, match="21 of 121 rows"):
        read_sheet(sheet(lines), "s.csv", ORACLE)


def test_few_faults_among_many_rows_are_no_reason_to_refuse() -> None:
    lines = [row() for _ in range(300)]
    lines += [{**ROWS[0], "Action type": "?"} for _ in range(30)]

    assert len(read_sheet(sheet(lines), "s.csv", ORACLE).refused) == 30


def test_a_day_without_trades_is_empty() -> None:
    assert read_sheet(sheet([]), "s.csv", ORACLE) == Tape((), (), (), 0)


def test_a_message_that_stands_twice_is_one() -> None:
    tape = read_sheet(sheet([*ROWS, *ROWS]), "s.csv", ORACLE)

    assert (tape.rows, len(tape.messages)) == (34, 17)


def day_of(tape: Tape) -> Any:
    return tape_days(net(tape.messages))


@given(st.permutations(ROWS), st.integers(0, 17), st.booleans())
def test_the_order_of_rows_and_files_does_not_matter(
    shuffled: list[dict[str, str]], cut: int, swap: bool
) -> None:
    whole = daily(zipped(SAMPLE))
    tapes = [
        daily(zipped(sheet(shuffled[:cut]))),
        read_feed(feed(shuffled[cut:]), "feed", ORACLE),
    ]
    if swap:
        tapes.reverse()
    joined = [each for tape in tapes for each in tape.messages]

    assert net(joined) == net(whole.messages)
    assert day_of(whole) == tape_days(net(joined))
