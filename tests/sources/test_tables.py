from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping

import pytest

from overhang.core.observations import CdsMark, Close, Convention
from overhang.core.records import Bound, Quality
from overhang.core.tables import TABLES
from overhang.sources import tables
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import shrunk
from overhang.sources.columns import Kind, columns
from overhang.sources.stream import Header, Item
from overhang.sources.tables import ENOUGH, read_table

GOOD: Mapping[str, object] = {
    "issuer": "ORCL",
    "date": "2026-03-02",
    "close_usd": "150.5",
    "source": "exchange",
    "quality": "reported",
}


def close(place: str, **cells: object) -> tuple[str, Mapping[str, object]]:
    return place, {**GOOD, **cells}


def faults(table: str, items: Iterable[Item]) -> list[Problem]:
    with pytest.raises(SourceError) as caught:
        read_table(table, items)
    return list(caught.value.problems)


def test_rows_become_records() -> None:
    (row,) = read_table("closes", [close("closes.csv:2")]).rows

    assert row == Close(
        issuer="ORCL",
        date=dt.date(2026, 3, 2),
        close_usd=150.5,
        source="exchange",
        quality=Quality.REPORTED,
    )


def test_an_empty_cell_means_what_the_record_says() -> None:
    cells = {
        "issuer": "ORCL",
        "date": "2026-03-02",
        "tenor": "5Y",
        "spread_bp": 160,
        "bid_bp": None,
        "bound": "",
        "source": "desk",
        "quality": "dealer",
    }

    (row,) = read_table("cds_marks", [("cds_marks row 1", cells)]).rows

    assert isinstance(row, CdsMark)
    assert row.bid_bp is None
    assert row.bound is Bound.EXACT
    assert row.convention is Convention.UNSTATED
    assert row.note == ""


def some(good: int, bad: int) -> list[Item]:
    days = [f"{dt.date(2026, 3, 2) + dt.timedelta(days=n)}" for n in range(good + bad)]
    cells = ["150"] * good + ["x"] * bad
    return [
        close(f"closes.csv:{n}", date=day, close_usd=cell)
        for n, (day, cell) in enumerate(zip(days, cells, strict=True), 2)
    ]


def test_a_table_of_which_nine_rows_in_ten_are_good_is_taken() -> None:
    read = read_table("closes", some(90, 10))

    assert (len(read.rows), read.bad, len(read.told)) == (90, 10, 10)


@pytest.mark.parametrize(("good", "bad"), [(89, 10), (8, 1), (0, 1)])
def test_one_with_more_bad_rows_is_refused_with_every_fault(
    good: int, bad: int
) -> None:
    with pytest.raises(SourceError) as caught:
        read_table("closes", some(good, bad))

    told = [str(each) for each in caught.value.problems]
    assert sum("found 'x'" in each for each in told) == bad
    assert not good or f"'{good} of {good + bad} rows good'" in told[-1]


def test_rows_that_contradict_each_other_are_all_left_out_and_one_twice_stays() -> None:
    rows = some(60, 0)
    rows += [
        close("closes.csv:70", date="2026-03-02", close_usd="151"),
        close("closes.csv:71", date="2026-03-03", close_usd="150"),
    ]

    read = read_table("closes", rows)

    days = [each.day for each in read.rows]
    assert dt.date(2026, 3, 2) not in days
    assert days.count(dt.date(2026, 3, 3)) == 1
    assert (len(read.rows), read.bad, len(read.told)) == (59, 3, 2)


def test_a_wrong_column_refuses_a_table_of_good_rows() -> None:
    with pytest.raises(SourceError, match="a known column, perhaps issuer"):
        read_table("closes", [*some(99, 0), close("closes row 99", isuer="X")])


def test_a_body_of_any_number_of_columns_or_rows_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = tuple(f"c{n}" for n in range(200_000))
    begun = time.process_time()

    assert len(faults("closes", [Header("closes.csv:1", names * 2)])) < 50
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    with pytest.raises(SourceError, match=r"^closes.csv:52: expected 50 rows at most"):
        read_table("closes", some(60, 0))
    assert time.process_time() - begun < 2


def test_no_rows_are_an_empty_table() -> None:
    read = read_table("closes", [])

    assert (len(read.rows), read.bad, len(read.told)) == (0, 0, 0)


def test_every_fault_of_a_table_is_told_with_its_place() -> None:
    found = faults(
        "closes",
        [
            close("closes.csv:2"),
            close("closes.csv:3", date="2026-03-03", close_usd="n/a"),
            Problem("closes.csv:4", "3 cells", "5 cells"),
            close("closes.csv:5", date="04/03/2026", quality="reportd", source=""),
            close("closes.csv:6"),
        ],
    )

    assert [str(each) for each in found] == [
        "closes.csv:3: close_usd: found 'n/a', expected a number such as 1234.5",
        "closes.csv:4: found '3 cells', expected 5 cells",
        "closes.csv:5: source: expected a value (text)",
        "closes.csv:5: quality: found 'reportd', expected one of reported, composite, "
        "trade, dealer, press, secondary, derived, model, doubtful, perhaps reported",
        "closes.csv:5: date: found '04/03/2026', expected a date such as 2026-03-31",
        "closes.csv:6: issuer, date: found 'ORCL, 2026-03-02', expected one row for "
        "each, the first is at closes.csv:2",
        "closes: found '1 of 5 rows good', expected 90% good: refused as a whole",
    ]


def test_a_wrong_header_is_told_once_and_not_in_each_row() -> None:
    names = ("issuer", "date", "date", "close_us", "source", "quality")
    cells = {name: GOOD.get(name, "1") for name in names}

    found = faults(
        "closes",
        [Header("closes.csv:1", names), *((f"closes.csv:{n}", cells) for n in (2, 3))],
    )

    assert [str(each) for each in found] == [
        "closes.csv:1: close_us: found 'close_us', "
        "expected a known column, perhaps close_usd",
        "closes.csv:1: date: found 'date', expected each column once",
        "closes.csv:1: close_usd: expected this column, it is missing",
    ]


def test_a_wrong_header_is_told_even_without_rows() -> None:
    (found,) = faults("closes", [Header("closes.csv:1", (*GOOD, "x\x1b"))])

    assert found == Problem("closes.csv:1: x\u241b", "x\u241b", "a known column")


def test_an_unknown_key_of_a_row_is_told_once() -> None:
    found = faults(
        "closes",
        [close("closes row 1", isuer="X"), close("closes row 2", isuer="X")],
    )

    assert str(found[0]) == (
        "closes row 1: isuer: found 'isuer', expected a known column, perhaps issuer"
    )
    assert all("isuer" not in each.place for each in found[1:])


def test_what_the_format_cannot_go_on_from_is_told_last() -> None:
    def rows() -> Iterator[Item]:
        yield close("closes.csv:2", close_usd="x")
        raise SourceError([Problem("closes.csv:3", '"', "a closing quote")])

    found = faults("closes", rows())

    assert [each.place for each in found] == ["closes.csv:2: close_usd", "closes.csv:3"]


def test_a_hopeless_table_is_given_up_early() -> None:
    rows: list[Item] = [close(f"closes.csv:{n}", date="x") for n in range(ENOUGH * 2)]

    assert len(faults("closes", rows)) == ENOUGH


@pytest.mark.parametrize(
    ("before", "after"), [("200", "100"), ("100", "141"), ("100", "20")]
)
def test_a_move_beyond_forty_per_cent_looks_like_a_split(
    before: str, after: str
) -> None:
    found = faults(
        "closes",
        [
            close("closes.csv:3", date="2026-03-06", close_usd=after),
            close("closes.csv:2", date="2026-03-05", close_usd=before),
            close("closes.csv:4", date="2026-03-05", close_usd="1", issuer="MSFT"),
        ],
    )

    assert [str(each) for each in found] == [
        f"closes.csv:3: close_usd: found '{after} on 2026-03-06 after {before} on "
        "2026-03-05', expected ORCL within 40 % of the close before: unadjusted split?"
    ]


@pytest.mark.parametrize(
    ("later", "after"), [("2026-03-06", "60"), ("2026-03-20", "10")]
)
def test_a_large_move_is_none_when_it_is_smaller_or_took_longer(
    later: str, after: str
) -> None:
    rows: list[Item] = [
        close("closes.csv:2", date="2026-03-05", close_usd="100"),
        close("closes.csv:3", date=later, close_usd=after),
    ]

    assert len(read_table("closes", rows).rows) == 2


@pytest.mark.parametrize(
    ("had", "now", "refused"),
    [(0, 0, False), (0, 5, False), (535, 268, False), (4, 2, False), (1, 0, True)],
)
def test_a_table_may_lose_half_its_rows(had: int, now: int, refused: bool) -> None:
    assert bool(shrunk(had, now)) is refused


def test_a_table_that_lost_most_of_its_rows_says_how_many() -> None:
    assert shrunk(535, 12).startswith("had 535 rows, now 12, expected 268 or more")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_columns_declared(table: str) -> None:
    declared = {each.name: each for each in columns(table)}

    assert set(declared) == set(TABLES[table].__struct_fields__)
    assert set(TABLES[table].identity) <= set(declared)
    about = TABLES[table].about
    # A print is about the day on which its trade was made, at a moment of that day.
    day = declared.get(about) or declared[about.replace("_on", "_at")]
    assert day.kind in (Kind.DATE, Kind.MOMENT)
    assert declared["quality"].choices == tuple(Quality)


def test_a_table_of_the_usual_size_is_read_in_a_blink() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(535)]
    rows: list[Item] = [
        close(f"closes.csv:{n}", issuer=issuer, date=f"{day}")
        for issuer in ("MSFT", "AMZN", "GOOGL", "META", "ORCL")
        for n, day in enumerate(days)
    ]
    begun = time.process_time()

    assert len(read_table("closes", rows).rows) == 2675
    assert time.process_time() - begun < 0.25
