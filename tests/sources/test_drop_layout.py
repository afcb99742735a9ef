"""Where in a run the day, the columns and the lines are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from overhang.config.feeds import DropOptions
from overhang.core.observations import CdsMark, Close, Convention
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.drop.grid import read_sheet
from overhang.sources.drop.run import Run, read_run
from support.drop_runs import faults, read
from support.drops import CODES, NOW, RUN, WIDE, csv_of, feed


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


def test_the_day_may_stand_in_the_files_name() -> None:
    options = replace(
        WIDE, fields={"issuer": "Name"}, file_date="run_%Y%m%d", dates="%d/%m/%Y"
    )
    for name in ("run_20260227.xlsx", "run_20260227 (1).xlsx"):
        assert {row.day for _, row in read(RUN, options, name).rows} == {
            date(2026, 2, 27)
        }

    with pytest.raises(SourceError) as error:
        read(RUN, options, "run_20260231.xlsx")
    assert str(error.value) == (
        "run_20260231.xlsx: found 'run_20260231', "
        "expected a name such as run_%Y%m%d, with a day that exists"
    )


def test_columns_are_found_whatever_their_case_and_blanks() -> None:
    rows = (*RUN[:2], (" NAME", "date ", "5y  bid", "5Y ask", "10Y Bid", "10Y\nAsk"))
    assert len(read((*rows, *RUN[3:])).rows) == 3


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            ("Name", "Date", "5Y Bid", "5Y Ask", "10Y Bid", "10Y Ask", "5y bid"),
            [
                "run.xlsx:3: 5Y Bid: found 'twice: in columns C and G', "
                "expected one column of this name"
            ],
        ),
        (
            ("Name", "Date", "5Y Bid", "5Y Ask", "10Y Bd", "10 Ask"),
            [
                f"run.xlsx:3: {each}, it is missing"
                for each in (
                    "10Y Bid: expected this column, perhaps 10y bd",
                    "10Y Ask: expected this column, perhaps 10 ask",
                )
            ],
        ),
    ],
)
def test_a_header_must_name_each_column_once(
    header: Sequence[object], said: list[str]
) -> None:
    with pytest.raises(SourceError) as error:
        read((*RUN[:2], header, *RUN[3:]))
    assert [str(each) for each in error.value.problems] == said


def test_a_header_in_another_line_is_pointed_out() -> None:
    with pytest.raises(SourceError) as error:
        read(RUN, replace(WIDE, header=1))
    assert str(error.value) == (
        "run.xlsx:1: found 'Desk run, indicative', expected a line that names the "
        "columns: Name, Date, 5Y Bid, 5Y Ask, 10Y Bid, 10Y Ask; "
        "line 3 does, set header = 3"
    )


def test_cells_that_have_shifted_refuse_a_watched_name_only() -> None:
    text = csv_of(RUN[:3]).decode()
    shifted = "Oracle Corp,2026-03-02,1,120,1,124,160,166\n"
    short = "Oracle Corp,2026-03-02,120\n"
    other = "Boeing Co,2026-03-02,1,120,1,124,160,166\nNot an offer\n"

    def run(line: str) -> Run:
        sheet = read_sheet((text + line).encode(), "run.csv")
        return read_run(sheet, "run.csv", feed(), CODES, NOW.date())

    assert faults(run(shifted)) == [
        "run.csv:4: found '8 cells', expected 6 cells, as in the header"
    ]
    assert faults(run(short)) == [
        "run.csv:4: found '3 cells', expected 6 cells, as in the header"
    ]
    good = run("META,2026-03-02,40,42,50,53\n" + other)
    assert good.faults == []
    assert good.unknown == {"Boeing Co": 1, "Not an offer": 1}


def test_other_tables_are_read_as_well() -> None:
    options = DropOptions(
        folder=WIDE.folder,
        table="closes",
        fields={"issuer": "Ticker", "date": "Day", "close_usd": "Px"},
    )
    rows = (
        ("Ticker", "Day", "Px"),
        ("ORCL", date(2026, 3, 2), 150),
        ("META", date(2026, 3, 2), "n/a"),
        ("ORCL", date(2026, 3, 3), 152.5),
    )
    closes = [row for _, row in read(rows, options).rows]
    assert [each.close_usd for each in closes if isinstance(each, Close)] == [
        150,
        152.5,
    ]

    split = (*rows[:2], ("ORCL", date(2026, 3, 3), 75))
    assert "unadjusted split?" in faults(read(split, options))[0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (replace(WIDE, tenors={"5Y.low": "x"}), "tenors.5Y.low: expected a tenor"),
        (replace(WIDE, table="marks"), "table: found 'marks', expected a table's name"),
        (replace(WIDE, scale={"spread_bp": 100.0}), "scale: expected scale.bid_bp"),
        (replace(WIDE, fields={"date": "Date"}), "fields.issuer: expected what holds"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(options: DropOptions, said: str) -> None:
    with pytest.raises(SourceError) as error:
        read(RUN, options)
    assert said in str(error.value)
