"""What a dropped sheet says by a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overhang.core.observations import CdsMark, Convention
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.drop.sense import bad_day
from support.drop_runs import faults, read, with_line
from support.drops import LONG, RUN, WIDE, Shown


def test_a_line_becomes_one_mark_a_tenor_with_its_middle() -> None:
    run = read(RUN)

    assert run.faults == []
    assert [record for _, record in run.rows] == [
        mark("ORCL", "5Y", 120.5, 124.5),
        mark("ORCL", "10Y", 160, 166),
        mark("MSFT", "5Y", 28, 31),
    ]
    assert [place for place, _ in run.rows] == [
        "run.xlsx:4",
        "run.xlsx:4",
        "run.xlsx:5",
    ]


def mark(issuer: str, tenor: str, bid: float, ask: float) -> CdsMark:
    return CdsMark(
        issuer=issuer,
        date=date(2026, 3, 2),
        tenor=tenor,
        spread_bp=(bid + ask) / 2,
        bid_bp=bid,
        ask_bp=ask,
        convention=Convention.QUOTED,
        source="run",
        quality=Quality.DEALER,
        rights=Rights.INTERNAL,
    )


def test_names_nobody_watches_are_counted() -> None:
    assert read(RUN).unknown == {"Boeing Co": 1}


def test_csv_says_the_same_as_a_workbook() -> None:
    rows = [list(each) for each in RUN]
    in_csv, in_excel = read(rows, as_csv=True), read(rows)

    assert [record for _, record in in_csv.rows] == [
        record for _, record in in_excel.rows
    ]


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["Oracle Corp", "microsoft  corp", "META", "Boeing Co"]),
            st.sampled_from(["5Y", "10Y"]),
        ),
        st.tuples(st.integers(100, 90_000), st.integers(0, 5_000)),
    ).filter(lambda each: any(name != "Boeing Co" for name, _ in each))
)
def test_wide_and_long_forms_of_one_run_are_the_same_marks(
    quotes: dict[tuple[str, str], tuple[int, int]],
) -> None:
    day = date(2026, 3, 2)
    prices = {
        key: (bid / 100, (bid + more) / 100) for key, (bid, more) in quotes.items()
    }
    long: list[Sequence[object]] = [("Name", "Date", "Tenor", "Bid", "Ask")]
    long += [(name, day, tenor, *pair) for (name, tenor), pair in prices.items()]
    wide: list[Sequence[object]] = [*RUN[:3]]
    for name in dict.fromkeys(name for name, _ in prices):
        none = ("", "")
        pairs = prices.get((name, "5Y"), none), prices.get((name, "10Y"), none)
        wide.append((name, day, *pairs[0], *pairs[1]))

    runs = read(wide), read(long, LONG), read(long, LONG, as_csv=True)

    assert not any(each.faults for each in runs)
    marks = [{str(record) for _, record in each.rows} for each in runs]
    assert marks[0] == marks[1] == marks[2]
    assert len(marks[0]) == sum(name != "Boeing Co" for name, _ in prices)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            ("Oracle Corp", date(2026, 3, 2), 130, 124.5),
            "run.xlsx:4: ORCL 5Y: found 'bid 130, ask 124.5', "
            "expected a bid that is not above the ask",
        ),
        (
            ("Oracle Corp", date(2026, 3, 2), Shown("#N/A"), 124.5),
            "run.xlsx:4: 5Y Bid: found '#N/A', "
            "expected a number such as 1234.5 for bid_bp",
        ),
        (
            ("Oracle Corp", date(2026, 3, 2), "120 1/2", 124.5),
            "run.xlsx:4: 5Y Bid: found '120 1/2', "
            "expected a number such as 1234.5 for bid_bp",
        ),
        (
            ("Oracle Corp", "2 March", 120.5, 124.5),
            "run.xlsx:4: Date: found '2 March', expected a date as 2026-03-31 for date",
        ),
        (
            ("Oracle Corp", "", 120.5, 124.5),
            "run.xlsx:4: Date: expected a value for date",
        ),
        (
            ("Oracle Corp", date(2026, 12, 2), 120.5, 124.5),
            "run.xlsx:4: date: found '2026-12-02', "
            "expected a day from 1990-01-01 up to 2026-03-04, when it came",
        ),
        (
            ("Oracle Corp", date(2026, 3, 2), 0.0120, 0.0124),
            "run.xlsx:4: ORCL 5Y: found '0.012', "
            "expected 1 bp or more; a decimal or percent needs a scale",
        ),
        (
            ("Boeing Co", date(2026, 3, 2), 120.5, 124.5),
            "run.xlsx:4: found 'Boeing Co', "
            "expected one issuer's code, or their name for one in symbols",
        ),
    ],
)
def test_a_bad_cell_of_a_watched_name_refuses_the_file(
    cells: tuple[object, ...], said: str
) -> None:
    assert faults(read(with_line(*cells))) == [said]


def test_a_bad_cell_of_another_name_does_not() -> None:
    rows = (*RUN, ("Ford Motor", "who knows", Shown("#REF!"), "call us"))
    run = read(rows)

    assert run.faults == []
    assert run.unknown["Ford Motor"] == 1


def test_decimals_are_scaled() -> None:
    options = replace(WIDE, scale={"bid_bp": 10_000, "ask_bp": 10_000})
    run = read(with_line("Oracle Corp", date(2026, 3, 2), 0.01205, 0.01245), options)

    [(_, record)] = run.rows
    assert isinstance(record, CdsMark)
    assert (record.bid_bp, record.spread_bp, record.ask_bp) == (120.5, 122.5, 124.5)


def test_one_side_alone_is_no_level() -> None:
    run = read((*RUN, ("META", date(2026, 3, 2), 40, "-")))

    assert run.faults == []
    assert [str(each) for each in run.left_out] == [
        "run.xlsx:7: META 5Y: found 'a bid and no ask', expected both"
    ]


def test_two_lines_of_one_name_that_differ_are_refused() -> None:
    run = read((*RUN, ("ORCL", date(2026, 3, 2), 90, 92)))

    assert faults(run) == [
        "run.xlsx:7: issuer, date, tenor, source: "
        "found 'ORCL, 2026-03-02, 5Y, run', "
        "expected one row for each, the first is at run.xlsx:4",
        "run.xlsx: found '1 of 3 rows good', expected 90% good: refused as a whole",
    ]


def test_a_line_written_twice_is_one() -> None:
    run = read((*RUN, RUN[3]))

    assert run.faults == []
    assert len(run.rows) == 3


def test_lines_that_name_nobody_are_told() -> None:
    run = read((*RUN, ("", date(2026, 3, 2), 90, 92), ("Source: the desk",)))

    assert [str(each) for each in run.left_out] == ["run.xlsx:7: Name: expected a name"]
    assert len(run.rows) == 3


def test_a_level_may_be_of_a_desk_further_east_and_a_close_not() -> None:
    today = date(2026, 3, 3)
    tomorrow, next_day = date(2026, 3, 4), date(2026, 3, 5)
    assert bad_day("x", "cds_marks", tomorrow, today) is None
    assert bad_day("x", "cds_marks", next_day, today)
    assert bad_day("x", "closes", tomorrow, today)
    assert bad_day("x", "closes", today, today) is None
    assert bad_day("x", "ratings", next_day, today) is None
