from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from overhang.core.catalogue import Unit
from overhang.core.events import Fact
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.capex import capex
from overhang.core.metrics.evidence import absent
from overhang.core.metrics.group import group
from overhang.core.metrics.measure import measure
from overhang.core.observations import CashFlowMeasure
from overhang.core.records import Bound, Precision, Quality
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State
from support.desk import TODAY, flow, shipped
from support.measured import inputs, universe

MEMBERS = ("AAA", "BBB", "CCC")
EMPTY: dict[str, Reading] = {
    each: absent("nothing")
    for each in (
        "equity.value_lost",
        "capex.guidance.mid",
        "capex.guidance.low",
        "capex.fcf.ltm",
        "debt.issued.ytd",
        "debt.issued.ltm",
        "cds.5y",
    )
}


def desk(**tables: Any) -> Inputs:
    watched = universe(MEMBERS, groups={"three": MEMBERS})
    return inputs(watched, TODAY, **tables)


def together(metric: str, readings: Readings, **tables: Any) -> Reading:
    full = {code: {**EMPTY, **readings.get(code, {})} for code in MEMBERS}
    return group(desk(**tables), full)["group:three"][f"group.{metric}"]


def reading(value: float, **more: Any) -> Reading:
    return Reading(value=value, **{"about": TODAY, "quality": Quality.PRESS, **more})


def lost(value: float, shares: float, close: float) -> dict[str, Reading]:
    cites = (
        Input("last close", 1.0, Unit.USD),
        Input("reference close", close, Unit.USD),
        Input("shares, millions", shares, Unit.COUNT),
    )
    return {"equity.value_lost": reading(value, inputs=cites)}


def test_value_lost_is_a_sum_and_its_share_one_of_the_sums() -> None:
    readings = {
        "AAA": lost(100, 1000, 1000),
        "BBB": lost(-20, 2000, 50),
        "CCC": lost(10, 100, 900),
    }
    found = together("value_lost", readings)
    assert (found.value, found.label) == (90, "each since own results")
    assert [(each.name, each.value) for each in found.inputs] == [
        ("AAA", 100),
        ("BBB", -20),
        ("CCC", 10),
    ]
    assert together("value_lost.pct", readings).value == pytest.approx(90 / 1190)


def test_a_member_without_a_figure_is_counted_and_named() -> None:
    readings: Readings = {
        "AAA": lost(100, 1000, 1000),
        "BBB": {"equity.value_lost": absent("no results date")},
        "CCC": lost(10, 100, 900),
    }
    found = together("value_lost", readings)
    assert (found.value, found.label) == (110, "2 of 3, each since own results")
    assert found.reason == "without BBB: no results date"
    share = together("value_lost.pct", readings)
    assert share.value == pytest.approx(110 / 1090)


def test_nobody_with_a_figure_leaves_the_group_without() -> None:
    for metric in ("value_lost", "value_lost.pct", "capex.guidance", "cds.basket"):
        found = together(metric, {})
        assert (found.value, found.state) == (None, State.ABSENT)
        assert found.reason == "AAA: nothing; BBB: nothing; CCC: nothing"


def test_a_group_without_shares_at_reference_has_no_percentage() -> None:
    found = together("value_lost.pct", {"AAA": {"equity.value_lost": reading(3.0)}})
    assert (found.value, found.reason) == (None, "no market value at reference")


def test_guidance_counts_a_floor_as_its_floor() -> None:
    readings = {
        "AAA": {"capex.guidance.mid": reading(200, label="CY2026")},
        "BBB": {
            "capex.guidance.mid": absent("floor: no midpoint"),
            "capex.guidance.low": reading(75, label="FY2027", bound=Bound.FLOOR),
        },
        "CCC": {"capex.guidance.mid": reading(100, label="CY2026")},
    }
    found = together("capex.guidance", readings)
    assert (found.value, found.bound) == (375, Bound.FLOOR)
    assert (found.label, found.reason) == ("CY2026, FY2027", "")
    assert [each.name for each in found.inputs] == ["AAA", "BBB", "CCC"]


def test_guidance_without_a_member_is_a_floor() -> None:
    readings = {
        "AAA": {"capex.guidance.mid": reading(200, label="CY2026")},
        "BBB": {"capex.guidance.mid": absent("ceiling: no midpoint")},
        "CCC": {"capex.guidance.mid": reading(100, label="CY2026")},
    }
    found = together("capex.guidance", readings)
    assert (found.value, found.bound) == (300, Bound.FLOOR)
    assert found.label == "2 of 3, CY2026"
    assert found.reason == "without BBB: ceiling: no midpoint"


def year(code: str, end: str, capex_mm: float, ocf_mm: float) -> list[Any]:
    return [
        flow("LTM", end, capex_mm, months=12, issuer=code),
        flow("LTM", end, ocf_mm, months=12, issuer=code, measure=CashFlowMeasure.OCF),
    ]


def test_capex_to_ocf_is_a_ratio_of_sums_over_those_with_both() -> None:
    flows = [
        *year("AAA", "2026-06-30", 90000, 100000),
        *year("BBB", "2026-03-31", 60000, 40000),
        flow("LTM", "2026-06-30", 10000, months=12, issuer="CCC"),
    ]
    given = desk(cash_flow=flows)
    found = together("capex.to_ocf", capex(given), cash_flow=flows)
    assert found.value == pytest.approx(150 / 140)
    assert found.label == "2 of 3, years ending Mar-26 to Jun-26"
    assert found.state is State.DEAD
    assert found.reason == (
        "without CCC: capex and OCF share no twelve months; out of date: BBB"
    )
    assert [(each.name, each.value, each.note) for each in found.inputs] == [
        ("AAA", 90, "capex, LTM Jun-26"),
        ("AAA", 100, "OCF, LTM Jun-26"),
        ("BBB", 60, "capex, LTM Mar-26"),
        ("BBB", 40, "OCF, LTM Mar-26"),
    ]


def test_a_member_that_burns_cash_counts_in_the_sums() -> None:
    flows = [
        *year("AAA", "2026-06-30", 90000, 100000),
        *year("BBB", "2026-06-30", 10000, -20000),
    ]
    found = together("capex.to_ocf", capex(desk(cash_flow=flows)), cash_flow=flows)
    assert found.value == pytest.approx(100 / 80)
    assert found.label == "2 of 3, LTM Jun-26"


def test_a_group_that_burns_cash_has_no_meaningful_ratio() -> None:
    flows = year("AAA", "2026-06-30", 90000, -1)
    found = together("capex.to_ocf", capex(desk(cash_flow=flows)), cash_flow=flows)
    assert (found.value, found.reason) == (None, "NM: OCF is zero or negative")


def test_issuance_adds_up_and_keeps_a_floor() -> None:
    readings = {
        "AAA": {"debt.issued.ytd": reading(0, label="none recorded")},
        "BBB": {"debt.issued.ytd": reading(25, label="2026 YTD", bound=Bound.FLOOR)},
        "CCC": {"debt.issued.ytd": reading(20, label="2026 YTD")},
    }
    found = together("issued.ytd", readings)
    assert (found.value, found.bound, found.label) == (45, Bound.FLOOR, "2026 YTD")


def test_issuance_without_a_member_is_a_floor() -> None:
    known = {"debt.issued.ltm": reading(20, label="since 9 Oct 25")}
    found = together("issued.ltm", {"AAA": known, "CCC": known})
    assert (found.value, found.bound) == (40, Bound.FLOOR)


def share(on: str, value: float, unit: str = "%") -> Fact:
    return Fact(
        fact_id="ai_share_of_ig",
        date=date.fromisoformat(on),
        date_precision=Precision.MONTH,
        scope="ai",
        topic="debt",
        label="AI-related share of US IG",
        value=value,
        unit=unit,
        source="press",
        quality=Quality.PRESS,
    )


@pytest.mark.parametrize(("value", "unit"), [(14, "%"), (0.14, "")])
def test_the_ai_share_is_a_fraction_of_its_month(value: float, unit: str) -> None:
    found = together("ai_share_ig", {}, facts=[share("2026-09-30", value, unit)])
    assert found.value == pytest.approx(0.14)
    assert (found.label, found.state) == ("Sep 26", State.FRESH)
    assert found.precision is found.inputs[0].precision is Precision.MONTH


def test_an_old_share_is_stale_and_a_missing_one_absent() -> None:
    old = together("ai_share_ig", {}, facts=[share("2025-12-31", 14, "%")])
    assert (old.value, old.state) == (0.14, State.STALE)
    assert together("ai_share_ig", {}).reason == "not recorded"


def test_a_member_outside_of_the_universe_is_named() -> None:
    watched = universe(["AAA"], groups={"two": ("AAA", "ZZZ")})
    found = group(inputs(watched, TODAY), {"AAA": {**EMPTY, **lost(1, 10, 10)}})
    reason = found["group:two"]["group.value_lost"].reason
    assert reason == "without ZZZ: not in the universe"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (
            "group:four",
            {
                "capex.guidance": 732.5,
                "capex.to_ocf": 376.692 / 565.206,
                "issued.ytd": 95,
                "issued.ltm": 157.5,
                "ai_share_ig": 0.14,
            },
        ),
        (
            "group:five",
            {
                "capex.guidance": 825,
                "capex.to_ocf": 432.355 / 597.183,
                "issued.ytd": 120,
                "issued.ltm": 182.5,
                "ai_share_ig": 0.14,
            },
        ),
    ],
)
def test_shipped_groups_add_up(subject: str, expected: dict[str, float]) -> None:
    found = measure(shipped())[subject]
    values = {key: found[f"group.{key}"].value for key in expected}
    assert values == pytest.approx(expected)


def test_shipped_value_lost_is_the_sum_over_what_was_there() -> None:
    readings = measure(shipped())
    members = ("MSFT", "AMZN", "GOOGL", "META")
    each = [readings[code]["equity.value_lost"].value for code in members]
    values = [readings[code]["equity.market_value"].value for code in members]
    total = sum(value for value in each if value is not None)
    now = sum(value for value in values if value is not None)
    four = readings["group:four"]
    assert four["group.value_lost"].value == pytest.approx(total)
    assert four["group.value_lost.pct"].value == pytest.approx(total / (now + total))
