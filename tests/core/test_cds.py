from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.cds import cds
from overhang.core.observations import ActivityMeasure, CdsActivity, CdsMark, Convention
from overhang.core.records import Bound, Precision, Quality
from overhang.core.states import State
from support.cds_marks import mark, measured
from support.measured import KNOWN, VECTORS, inputs, shipped, universe

VECTOR = json.loads((VECTORS / "cds_changes.json").read_text())
DAYS = [date.fromisoformat(day) for day in VECTOR["dates"]]
DEC30, JUN31 = date(2030, 12, 20), date(2031, 6, 20)
ROLL = date.fromisoformat(VECTOR["roll_date"])
TODAY = date(2026, 10, 9)


def vector_marks(until: date) -> list[CdsMark]:
    return [
        mark(day, level, maturity=maturity, source=name)
        for name, maturity in (("DEC30", DEC30), ("JUN31", JUN31))
        for day, level in zip(DAYS, VECTOR[name], strict=True)
        if level is not None and day <= until
    ]


@pytest.mark.parametrize("day", DAYS)
def test_the_level_is_that_of_the_on_the_run_contract(day: date) -> None:
    level = measured(vector_marks(day), day)["cds.5y"]
    assert level.value == VECTOR["on_the_run"][DAYS.index(day)]
    assert level.label == ("Jun-31" if day >= ROLL else "Dec-30")


def test_changes_after_the_roll_are_those_of_the_vector() -> None:
    last = date.fromisoformat(VECTOR["chg_1d"]["as_of"])
    mine = measured(vector_marks(last), last)
    assert mine["cds.5y.chg.1d"].value == VECTOR["chg_1d"]["value"]
    assert mine["cds.5y.chg.1w"].value == VECTOR["chg_1w"]["value"]
    assert mine["cds.5y.chg.1w"].label == "vs 17 Mar 26, Jun-31"
    assert mine["cds.5y.chg.1m"].value is VECTOR["chg_1m_missing"]["value"]
    # 21 business days back; the vector's 24 Feb is a month by the calendar.
    assert mine["cds.5y.chg.1m"].reason == "no mark on 23 Feb 26"


def test_on_the_roll_day_the_change_is_that_of_one_contract() -> None:
    before = DAYS[DAYS.index(ROLL) - 1]
    levels = [
        measured(vector_marks(day), day)["cds.5y"].value for day in (before, ROLL)
    ]
    assert levels[0] is not None
    assert levels[1] is not None
    assert levels[1] - levels[0] == VECTOR["naive_1d_on_roll_bp"]
    change = measured(vector_marks(ROLL), ROLL)["cds.5y.chg.1d"]
    assert change.value == VECTOR["same_contract_1d_on_roll_bp"]
    assert [each.value for each in change.inputs] == [170, 169]


def test_across_a_roll_with_the_old_contract_only_there_is_no_change() -> None:
    marks = [mark(date(2026, 9, 18), 220), mark(date(2026, 9, 21), 226)]
    change = measured(marks, date(2026, 9, 21))["cds.5y.chg.1d"]
    assert change.value is None
    assert change.reason == "marks of different contracts (Jun-31, Dec-31)"


THURSDAY = date(2026, 10, 8)


@pytest.mark.parametrize(
    ("then", "now", "reason"),
    [
        ({"quality": Quality.PRESS}, {"quality": Quality.TRADE}, "trade against press"),
        ({"bound": Bound.FLOOR}, {}, "mark of 8 Oct 26 is a floor"),
        ({}, {"bound": Bound.APPROX}, "mark of 9 Oct 26 is approximate"),
        ({}, {"bound": Bound.CEILING}, "mark of 9 Oct 26 is a ceiling"),
        (
            {"bound": Bound.MIDPOINT},
            {},
            "mark of 8 Oct 26 is the middle of a range",
        ),
        ({"date_precision": Precision.MONTH}, {}, "mark of Oct 26 has no exact day"),
        (
            {"convention": Convention.PAR},
            {"convention": Convention.QUOTED},
            "quoted against par spread",
        ),
        ({"maturity": JUN31}, {}, "marks of different contracts (Jun-31, Dec-31)"),
        ({"tenor": "10Y"}, {}, "no mark on 8 Oct 26"),
    ],
)
def test_marks_that_are_not_alike_are_not_subtracted(
    then: dict[str, Any], now: dict[str, Any], reason: str
) -> None:
    mine = measured([mark(THURSDAY, 100, **then), mark(TODAY, 104, **now)], TODAY)
    assert mine["cds.5y.chg.1d"].state is State.ABSENT
    assert mine["cds.5y.chg.1d"].value is None
    assert mine["cds.5y.chg.1d"].reason == reason


def test_marks_that_are_alike_are_subtracted_wider_is_positive() -> None:
    marks = [mark(THURSDAY, 100), mark(TODAY, 104.5)]
    change = measured(marks, TODAY)["cds.5y.chg.1d"]
    assert change.value == 4.5
    assert change.label == "vs 8 Oct 26, Dec-31"
    assert change.state is State.FRESH
    assert [each.about for each in change.inputs] == [TODAY, THURSDAY]


def test_of_several_marks_the_pair_that_is_alike_is_found() -> None:
    marks = [
        mark(THURSDAY, 100, quality=Quality.TRADE, source="t"),
        mark(TODAY, 110, quality=Quality.COMPOSITE, source="c"),
        mark(TODAY, 103, quality=Quality.TRADE, source="t"),
    ]
    mine = measured(marks, TODAY)
    assert mine["cds.5y"].value == 110
    assert mine["cds.5y.chg.1d"].value == 3
    assert mine["cds.5y.chg.1d"].quality is Quality.DERIVED


def test_a_mark_of_a_day_off_has_no_changes() -> None:
    sunday = date(2025, 11, 16)
    marks = [mark(date(2025, 11, 14), 30), mark(sunday, 34)]
    assert measured(marks, sunday)["cds.5y.chg.1d"].reason == (
        "16 Nov 25 was no credit business day"
    )


def test_changes_count_credit_business_days() -> None:
    # Columbus Day, 12 October, is none of them.
    marks = [mark(TODAY, 100), mark(date(2026, 10, 13), 107)]
    assert measured(marks, date(2026, 10, 13))["cds.5y.chg.1d"].value == 7


def test_the_year_s_change_is_since_the_last_close_of_the_year_before() -> None:
    marks = [
        mark(date(2025, 12, 31), 50, maturity=JUN31),
        mark(date(2026, 9, 18), 90, maturity=JUN31),
    ]
    change = measured(marks, date(2026, 9, 18))["cds.5y.chg.ytd"]
    assert change.value == 40
    assert change.label == "vs 31 Dec 25, Jun-31"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"quality": Quality.TRADE}, {"quality": Quality.PRESS}),
        ({"quality": Quality.PRESS, "bound": Bound.FLOOR}, {"quality": Quality.MODEL}),
        ({"quality": Quality.PRESS}, {"quality": Quality.PRESS, "bound": Bound.FLOOR}),
        ({"quality": Quality.PRESS}, {"maturity": JUN31}),
    ],
)
def test_of_one_day_the_best_mark_is_the_level(
    better: dict[str, Any], worse: dict[str, Any]
) -> None:
    good, bad = mark(TODAY, 100, **better), mark(TODAY, 999, source="x", **worse)
    for marks in ([good, bad], [bad, good]):
        assert measured(marks, TODAY)["cds.5y"].value == 100


def test_the_level_carries_its_bound_quality_convention_and_sides() -> None:
    level = measured(
        [
            mark(
                TODAY,
                160,
                bid_bp=158.0,
                ask_bp=162.0,
                bound=Bound.FLOOR,
                quality=Quality.DEALER,
                convention=Convention.QUOTED,
                note="a run",
            )
        ],
        TODAY,
    )["cds.5y"]
    assert (level.bound, level.quality) == (Bound.FLOOR, Quality.DEALER)
    assert level.label == "Dec-31 quoted"
    assert [(each.name, each.value) for each in level.inputs] == [
        ("mark", 160),
        ("bid", 158),
        ("ask", 162),
    ]
    assert level.inputs[0].note == "quoted spread, Dec-31 on the run; a run"
    assert level.known_at == KNOWN


def test_a_doubtful_mark_draws_no_move_in_the_trail() -> None:
    marks = [
        mark(date(2026, 10, 7), 200),
        mark(THURSDAY, 126, quality=Quality.DOUBTFUL),
        mark(TODAY, 205),
    ]
    assert measured(marks, TODAY)["cds.5y"].trail == (200, 205)


def test_an_old_mark_is_dead_and_its_age_is_not() -> None:
    mine = measured([mark(date(2026, 9, 28), 227)], TODAY)
    assert mine["cds.5y"].state is State.DEAD
    assert mine["cds.5y"].value == 227
    assert mine["cds.5y"].reason == "mark is 9 business days old"
    assert mine["cds.mark_age"].value == 9
    assert mine["cds.mark_age"].state is State.FRESH


def test_without_a_mark_everything_is_absent() -> None:
    mine = measured([], TODAY)
    assert set(mine) == {each.id for each in METRICS.values() if each.pane is Pane.CDS}
    assert {each.state for each in mine.values()} == {State.ABSENT}
    assert mine["cds.5y"].reason == mine["cds.vs_basket"].reason == "no mark"
    assert mine["cds.mark_age"].value is None


def test_the_basket_is_the_mean_of_the_group_s_marks_with_its_oldest_day() -> None:
    marks = [
        mark(TODAY, 60),
        mark(TODAY, 30, issuer="B"),
        mark(THURSDAY, 90, issuer="C"),
        mark(TODAY, 500, issuer="E"),
    ]
    given = inputs(
        universe(list("ABCDE"), groups={"four": tuple("ABCD"), "two": ("A", "E")}),
        TODAY,
        cds_marks=marks,
    )
    against = cds(given)["A"]["cds.vs_basket"]
    assert against.value == pytest.approx(60 / ((60 + 30 + 90) / 3))
    assert against.label == "3 of 4 marks, oldest mark 8 Oct 26"
    assert against.about == THURSDAY
    assert [each.name for each in against.inputs] == ["mean", "A", "B", "C"]
    assert all(each.source for each in against.inputs[1:])
    assert cds(given)["D"]["cds.vs_basket"].reason == "no mark"


def test_a_basket_of_one_is_no_basket() -> None:
    mine = measured([mark(TODAY, 60)], TODAY, codes="AB")
    assert mine["cds.vs_basket"].reason == "no other mark in all"


def test_a_basket_is_no_fresher_than_its_oldest_mark() -> None:
    marks = [mark(TODAY, 60), mark(date(2026, 8, 31), 90, issuer="B")]
    against = measured(marks, TODAY, codes="AB")["cds.vs_basket"]
    assert against.state is State.DEAD
    assert against.reason == "oldest mark 31 Aug 26"


def activity(day: date, value: float, **more: Any) -> CdsActivity:
    plain = {"issuer": "A", "source": "s", "quality": Quality.PRESS}
    dealers = {"measure": ActivityMeasure.DEALERS, "date": day, "value": value}
    facts: dict[str, Any] = {**plain, **dealers, **more}
    return CdsActivity(**facts)


def test_net_notional_and_dealers_are_the_last_published() -> None:
    rows = [
        activity(TODAY, 6),
        activity(date(2026, 7, 1), 1, date_precision=Precision.MONTH),
        activity(TODAY, 895, measure=ActivityMeasure.NET_NOTIONAL, bound=Bound.APPROX),
        activity(TODAY, 75, measure=ActivityMeasure.DAILY_NOTIONAL),
    ]
    mine = cds(inputs(universe(["A"]), TODAY, cds_activity=rows))["A"]
    assert mine["cds.dealers"].value == 6
    assert [each.value for each in mine["cds.dealers"].inputs] == [6, 1]
    assert [each.precision for each in mine["cds.dealers"].inputs] == ["day", "month"]
    old = cds(inputs(universe(["A"]), TODAY, cds_activity=rows[1:2]))["A"]
    assert old["cds.dealers"].precision is Precision.MONTH
    assert old["cds.dealers"].label == "Jul 26"
    assert mine["cds.dealers"].trail == (1, 6)
    assert mine["cds.net_notional"].value == 895
    assert mine["cds.net_notional"].bound is Bound.APPROX
    assert mine["cds.net_notional"].state is State.FRESH


def test_the_shipped_levels_are_the_last_press_marks() -> None:
    levels = {code: mine["cds.5y"] for code, mine in cds(shipped()).items()}
    assert {code: each.value for code, each in levels.items()} == {
        "MSFT": 48,
        "AMZN": 64,
        "GOOGL": 58,
        "META": 94,
        "ORCL": 227,
    }
    assert {each.state for each in levels.values()} == {State.DEAD}
    assert cds(shipped())["GOOGL"]["cds.dealers"].inputs[1].value == 1
