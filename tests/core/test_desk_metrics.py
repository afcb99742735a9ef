from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from overhang.core.catalogue import METRICS, Pane, Unit, Worse
from overhang.core.freshness import Kind, filing_due, state_of
from overhang.core.metrics.index import index
from overhang.core.metrics.measure import measure
from overhang.core.metrics.positions import positions
from overhang.core.observations import (
    ActivityMeasure,
    CdsActivity,
    Convention,
    Index,
    IndexMark,
    Position,
    PositionMeasure,
)
from overhang.core.records import Bound, Quality
from overhang.core.snapshot import Clock, Reading
from overhang.core.states import State
from support.cds_marks import mark, measured
from support.desk import deal, shipped
from support.measured import KNOWN, calendars, closes, inputs, universe

FRIDAY = date(2026, 10, 9)
THURSDAY = date(2026, 10, 8)
ONE = universe(["A", "B"])


def level(day: date, bp: float, **more: Any) -> IndexMark:
    plain = {"index": Index.CDX_IG, "tenor": "5Y", "source": "s"}
    facts: dict[str, Any] = {**plain, "quality": Quality.COMPOSITE, **more}
    return IndexMark(date=day, spread_bp=bp, **facts)


def held(code: str, day: date, value: float, **more: Any) -> Position:
    facts: dict[str, Any] = {"measure": PositionMeasure.CS01, **more}
    return Position(
        issuer=code,
        date=day,
        value=value,
        source="book",
        quality=Quality.REPORTED,
        **facts,
    )


def booked(today: date, *rows: Position) -> dict[str, Reading]:
    found = positions(inputs(ONE, today, positions=rows))
    return {code: mine["position.cs01"] for code, mine in found.items()}


def test_every_metric_is_at_home_in_the_pane_its_id_begins_with() -> None:
    assert {each.id.partition(".")[0] for each in METRICS.values()} == set(Pane)
    assert all(each.id.startswith(f"{each.pane}.") for each in METRICS.values())
    assert METRICS["equity.close"].worse is Worse.LOWER
    assert METRICS["position.cs01"].unit is Unit.USD_PER_BP


def test_the_index_is_the_same_on_every_issuer() -> None:
    rows = [level(THURSDAY, 51.0), level(FRIDAY, 52.5)]
    found = index(inputs(ONE, FRIDAY, indices=rows))
    assert found["A"] == found["B"]
    reading = found["A"]["index.cdx_ig.5y"]
    assert (reading.value, reading.about, reading.state) == (52.5, FRIDAY, State.FRESH)
    assert (reading.quality, reading.known_at) == (Quality.COMPOSITE, KNOWN)
    assert reading.trail == (51.0, 52.5)
    assert reading.inputs[0].value == 52.5


def test_of_several_index_levels_the_best_of_the_5y_stands() -> None:
    rows = [
        level(FRIDAY, 60.0, quality=Quality.PRESS, source="p"),
        level(FRIDAY, 52.0, source="v"),
        level(FRIDAY, 99.0, tenor="10Y"),
        level(date(2026, 10, 12), 70.0),
    ]
    found = index(inputs(ONE, FRIDAY, indices=rows))
    assert found["A"]["index.cdx_ig.5y"].value == 52.0


def test_an_old_index_level_is_stale_and_none_is_absent() -> None:
    old = index(inputs(ONE, FRIDAY, indices=[level(date(2026, 10, 7), 50.0)]))
    assert old["A"]["index.cdx_ig.5y"].state is State.STALE
    none = index(inputs(ONE, FRIDAY))["A"]["index.cdx_ig.5y"]
    assert (none.value, none.reason) == (None, "no index data")


def test_a_position_is_signed_and_as_of_its_book() -> None:
    found = booked(FRIDAY, held("A", FRIDAY, -48_000.0), held("B", FRIDAY, 12_000.0))
    assert (found["A"].value, found["B"].value) == (-48_000.0, 12_000.0)
    assert found["A"].label == "book of 9 Oct 26"
    assert found["A"].state is State.FRESH


def test_an_issuer_that_left_the_book_has_a_position_of_zero() -> None:
    found = booked(
        FRIDAY,
        held("A", THURSDAY, 50_000.0),
        held("B", THURSDAY, 9.0),
        held("B", FRIDAY, 10.0),
    )
    assert (found["A"].value, found["A"].about) == (0.0, FRIDAY)
    assert found["A"].reason == "position closed, last held 8 Oct 26"
    assert found["A"].known_at == KNOWN
    assert booked(FRIDAY, held("B", FRIDAY, 1.0))["A"].reason == "not in the book"


def test_without_a_book_no_position_is_known() -> None:
    for rows in ([], [held("A", FRIDAY, 1.0, measure=PositionMeasure.JTD)]):
        reading = booked(FRIDAY, *rows)["A"]
        assert (reading.value, reading.reason) == (None, "no position")


def test_a_book_that_is_not_struck_anew_grows_old() -> None:
    row = held("A", THURSDAY, 1.0)
    states = [booked(day, row)["A"].state for day in (THURSDAY, FRIDAY)]
    assert states == [State.FRESH, State.FRESH]
    stale = booked(date(2026, 10, 13), row)["A"]
    assert (stale.state, stale.reason) == (State.STALE, "book is 2 business days old")
    clock = Clock(today=date(2026, 10, 16), shipped=False)
    dead = state_of(Kind.POSITION, THURSDAY, clock, calendars())
    assert dead.state is State.DEAD


@pytest.mark.parametrize(
    ("marks", "value", "reason"),
    [
        ([mark(FRIDAY, 80, convention=Convention.PAR)], 80.0, ""),
        ([mark(FRIDAY, 80)], None, "convention unstated, not par"),
        (
            [mark(FRIDAY, 80, convention=Convention.QUOTED)],
            None,
            "quoted spread, not par",
        ),
        (
            [
                mark(FRIDAY, 80, convention=Convention.QUOTED, source="q"),
                mark(FRIDAY, 83, convention=Convention.PAR, quality=Quality.MODEL),
            ],
            83.0,
            "",
        ),
        ([mark(FRIDAY, 80, tenor="10Y", convention=Convention.PAR)], None, "no mark"),
    ],
)
def test_par_is_a_par_mark_or_nothing(
    marks: list[Any], value: float | None, reason: str
) -> None:
    reading = measured(marks, FRIDAY)["cds.5y.par"]
    assert (reading.value, reading.reason) == (value, reason)


def test_a_par_mark_ages_by_its_own_day() -> None:
    marks = [
        mark(date(2026, 10, 6), 80, convention=Convention.PAR),
        mark(FRIDAY, 82, convention=Convention.QUOTED),
    ]
    mine = measured(marks, FRIDAY)
    assert mine["cds.5y"].state is State.FRESH
    assert (mine["cds.5y.par"].state, mine["cds.5y.par"].age) == (State.STALE, 3)


def stale_of(today: date) -> dict[str, Reading]:
    prices = {date(2026, 10, day): 100.0 for day in (5, 6, 7, 8, 9)}
    rows = inputs(
        universe(["A"]),
        today,
        closes=closes("A", prices),
        cds_marks=[mark(date(2026, 10, 6), 80)],
    )
    return measure(rows)["A"]


def test_stale_figures_are_counted_by_pane_and_absent_ones_are_not() -> None:
    mine = stale_of(FRIDAY)
    assert mine["data.stale.equity"].value == 0.0
    credit = mine["data.stale.cds"]
    # The level alone: there is no mark to change from, and an age is never old.
    assert (credit.value, credit.label) == (1.0, "of 2 figures")
    assert credit.reason == "mark is 3 business days old"
    assert [each.name for each in credit.inputs] == ["5Y"]
    assert (credit.about, credit.known_at) == (FRIDAY, KNOWN)
    assert mine["data.stale.debt"].state is State.ABSENT
    late = stale_of(date(2026, 10, 14))["data.stale.equity"]
    assert late.value is not None
    assert late.value >= 5
    assert late.reason == "last close 9 Oct 26, 3 sessions missed"


def test_the_terms_of_a_deal_carry_its_size() -> None:
    rows = [deal("2026-09-01", 25.0, orders_bn=80.0, orders_bound=Bound.FLOOR)]
    mine = measure(inputs(universe(["AAA"]), FRIDAY, deals=rows))["AAA"]
    assert mine["debt.last.cover"].size == 25_000
    assert mine["debt.last.size"].size == 25_000
    assert mine["debt.issued.ytd"].size is None


def test_what_is_shipped_has_neither_index_nor_book() -> None:
    mine = measure(shipped())["ORCL"]
    assert mine["index.cdx_ig.5y"].reason == "no index data"
    assert mine["position.cs01"].reason == "no position"


@pytest.mark.parametrize(
    ("end", "year_end", "due"),
    [
        (date(2026, 3, 31), "12-31", date(2026, 5, 10)),
        (date(2025, 12, 31), "12-31", date(2026, 3, 1)),
        (date(2026, 5, 31), "05-31", date(2026, 7, 30)),
    ],
)
def test_a_filing_is_due_forty_days_after_a_quarter_and_sixty_after_a_year(
    end: date, year_end: str, due: date
) -> None:
    assert filing_due(end, year_end) == due


def test_weekly_tables_make_no_mark_stale() -> None:
    rows = inputs(
        universe(["A"]),
        FRIDAY,
        cds_marks=[mark(FRIDAY, 80)],
        cds_activity=[
            CdsActivity(
                issuer="A",
                date=date(2026, 3, 6),
                measure=ActivityMeasure.DEALERS,
                value=4.0,
                source="press",
                quality=Quality.SECONDARY,
            )
        ],
    )
    mine = measure(rows)["A"]
    assert mine["cds.dealers"].state is not State.FRESH
    assert mine["data.stale.cds"].value == 0.0
