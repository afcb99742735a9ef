from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from overhang.core.catalogue import Unit
from overhang.core.metrics.base import Readings
from overhang.core.metrics.group import group
from overhang.core.metrics.measure import measure
from overhang.core.records import Bound, Precision, Quality
from overhang.core.rights import Rights
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State
from support.desk import TODAY, shipped
from support.measured import inputs, universe

MEMBERS = ("AAA", "BBB", "CCC")


def basket(readings: Readings) -> Reading:
    given = inputs(universe(MEMBERS, groups={"three": MEMBERS}), TODAY)
    return group(given, readings)["group:three"]["group.cds.basket"]


def mark(value: float, on: date, state: State, **more: Any) -> dict[str, Reading]:
    return {
        "cds.5y": Reading(
            value=value, about=on, state=state, **{"quality": Quality.PRESS, **more}
        )
    }


def test_the_basket_is_as_old_as_its_oldest_mark() -> None:
    first, last = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC)
    readings = {
        "AAA": mark(40, date(2026, 9, 28), State.FRESH, age=2, known_at=first),
        "BBB": mark(60, date(2026, 9, 15), State.DEAD, age=9, known_at=last),
        "CCC": mark(200, date(2026, 9, 25), State.STALE, age=3, bound=Bound.APPROX),
    }
    found = basket(readings)
    assert (found.value, found.state, found.age) == (100, State.DEAD, 9)
    assert (found.about, found.known_at) == (date(2026, 9, 15), last)
    assert (found.label, found.bound) == ("oldest 15 Sep 26 (BBB)", Bound.APPROX)
    assert found.reason == "out of date: BBB, CCC"


def test_marks_of_one_day_are_counted_as_the_oldest() -> None:
    old, by_month = date(2026, 8, 31), {"precision": Precision.MONTH}
    readings = {
        "AAA": mark(40, old, State.DEAD),
        "BBB": mark(60, date(2026, 9, 28), State.DEAD),
        "CCC": mark(200, old, State.DEAD),
    }
    found = basket(readings)
    assert (found.label, found.precision) == (
        "oldest 2 of 3 on 31 Aug 26",
        Precision.DAY,
    )
    readings["CCC"] = mark(200, old, State.DEAD, **by_month)
    found = basket(readings)
    assert (found.label, found.precision) == (
        "oldest 2 of 3 in Aug 26",
        Precision.MONTH,
    )
    alone = {"BBB": mark(60, old, State.DEAD, **by_month)}
    found = basket(alone)
    assert found.label == "1 of 3, oldest Aug 26 (BBB)"
    assert found.inputs[0].precision is Precision.MONTH


def test_the_basket_cites_each_mark_with_its_source() -> None:
    cite = Input("mark", 40, Unit.BP, date(2026, 9, 28), "a desk", Quality.DEALER)
    readings = {
        "AAA": mark(
            40,
            date(2026, 9, 28),
            State.FRESH,
            inputs=(cite,),
            quality=Quality.DEALER,
            bound=Bound.FLOOR,
            label="Dec-31",
        )
    }
    assert basket(readings).inputs == (
        Input(
            "AAA",
            40,
            Unit.BP,
            date(2026, 9, 28),
            "a desk",
            Quality.DEALER,
            Bound.FLOOR,
            "Dec-31",
            rights=Rights.OWN,
        ),
    )


def test_shipped_baskets_and_guidance_say_who_said_what() -> None:
    five = measure(shipped())["group:five"]
    assert five["group.cds.basket"].label == "oldest 4 of 5 on 31 Aug 26"
    for metric in ("group.cds.basket", "group.capex.guidance"):
        assert all(each.source for each in five[metric].inputs)
    assert {each.name: each.note for each in five["group.capex.guidance"].inputs} == {
        "MSFT": "CY2026, incl. finance leases, after the useful-life change",
        "AMZN": "CY2026, cash capex",
        "GOOGL": "CY2026, purchases of property and equipment",
        "META": "CY2026, purchases plus principal payments on finance leases",
        "ORCL": "FY2027, reported capex",
    }
