from __future__ import annotations

from typing import Any

import pytest

from overhang.core.events import ForecastMeasure, GuidanceForm
from overhang.core.metrics.capex import capex
from overhang.core.observations import BalanceMeasure, CashFlow, CashFlowMeasure
from overhang.core.records import Bound, Quality, Record
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.desk import TODAY, balance, flow, forecast, guided, shipped
from support.measured import KNOWN, inputs, universe

FLOOR, CEILING, WORDS = GuidanceForm.FLOOR, GuidanceForm.CEILING, GuidanceForm.WORDS
OCF = CashFlowMeasure.OCF


def measured(metric: str, **tables: Any) -> Reading:
    return capex(inputs(universe(["AAA"]), TODAY, **tables))["AAA"][f"capex.{metric}"]


def year(measure: CashFlowMeasure, value: float) -> CashFlow:
    return flow("LTM", "2026-06-30", value, months=12, measure=measure)


def test_guidance_in_force_is_labelled_by_its_period_and_cites_both_statements() -> (
    None
):
    said = [guided("2026-04-29", 125, 145), guided("2026-07-29", 130, 145)]
    found = measured("guidance.mid", capex_guidance=said)
    assert (found.value, found.state, found.label) == (137.5, State.FRESH, "CY2026")
    assert found.known_at == KNOWN
    assert [(each.name, each.value, each.note) for each in found.inputs] == [
        ("CY2026 low", 130, "cash capex"),
        ("CY2026 high", 145, "cash capex"),
        ("prior CY2026 low", 125, "cash capex"),
        ("prior CY2026 high", 145, "cash capex"),
    ]


def test_a_floor_has_a_low_end_and_no_midpoint() -> None:
    said = [guided("2026-07-29", 75, form=FLOOR)]
    low = measured("guidance.low", capex_guidance=said)
    assert (low.value, low.bound) == (75, Bound.FLOOR)
    for metric, reason in (
        ("guidance.mid", "floor: no midpoint"),
        ("guidance.high", "floor: no high end"),
        ("guidance.vs_forecast", "floor: no midpoint"),
    ):
        found = measured(metric, capex_guidance=said)
        assert (found.value, found.state) == (None, State.ABSENT)
        assert found.reason == reason


def test_a_ceiling_has_a_high_end_only() -> None:
    said = [guided("2026-07-29", None, 72, form=CEILING)]
    high = measured("guidance.high", capex_guidance=said)
    assert (high.value, high.bound) == (72, Bound.CEILING)
    low = measured("guidance.low", capex_guidance=said)
    assert low.reason == "ceiling: no low end"


def test_words_after_a_number_keep_it_stale() -> None:
    said = [guided("2026-04-29", 125, 145), guided("2026-07-29", form=WORDS)]
    found = measured("guidance.mid", capex_guidance=said)
    assert (found.value, found.state) == (135, State.STALE)
    assert found.reason == "words only on 29 Jul 26; last number 29 Apr 26"


def test_a_number_that_nobody_repeated_for_a_quarter_is_stale() -> None:
    found = measured("guidance.mid", capex_guidance=[guided("2026-04-29", 125, 145)])
    assert found.state is State.STALE
    assert found.reason == "no statement for 163 days"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([], "no guidance recorded"),
        ([guided("2026-07-29", form=WORDS)], "words only on 29 Jul 26"),
        (
            [guided("2026-07-29", 50, form=FLOOR, period="FY2027Q1")],
            "no full-year guidance",
        ),
        ([guided("2026-10-12", 50, 60)], "no guidance recorded"),
    ],
    ids=["nothing", "words", "a quarter", "tomorrow's"],
)
def test_without_a_number_the_reason_says_what_there_is(
    said: list[Any], reason: str
) -> None:
    for metric in ("low", "mid", "high", "revision", "vs_forecast"):
        found = measured(f"guidance.{metric}", capex_guidance=said)
        assert (found.value, found.reason) == (None, reason)


def test_a_revision_carries_its_direction() -> None:
    said = [guided("2026-02-05", 200, 200), guided("2026-07-30", 220, 220)]
    found = measured("guidance.revision", capex_guidance=said)
    assert found.value == pytest.approx(0.1)
    assert found.label == "CY2026, raised"
    assert found.quality is Quality.DERIVED
    assert measured("guidance.raises", capex_guidance=said).value == 1.0


def test_an_accounting_change_is_no_cut() -> None:
    definition = "cash capex; leases moved from finance to operating"
    said = [
        guided("2026-04-29", 190, 190),
        guided("2026-07-29", 175, 175, definition=definition, comparable=False),
    ]
    found = measured("guidance.revision", capex_guidance=said)
    assert (found.value, found.state) == (None, State.ABSENT)
    assert found.reason == (
        "definition changed: leases moved from finance to operating (190 to 175)"
    )
    assert [each.value for each in found.inputs] == [190, 175]


SAID = [guided("2026-07-29", 110, 130)]


def test_guidance_is_compared_with_the_last_forecast_of_its_period_before_it() -> None:
    found = measured(
        "guidance.vs_forecast",
        capex_guidance=SAID,
        forecasts=[
            forecast("2026-02-10", 90),
            forecast("2026-07-01", 100, bound=Bound.FLOOR),
            forecast("2026-09-01", 150),
        ],
    )
    assert found.value == pytest.approx(0.2)
    assert found.label == "CY2026, Goldman 1 Jul 26"
    assert found.bound is Bound.CEILING


@pytest.mark.parametrize(
    ("forecasts", "reason"),
    [
        ([], "no broker forecast for CY2026"),
        ([forecast("2026-02-10", 376, "2025-27")], "Goldman's 376bn is for 2025-27"),
        (
            [forecast("2026-09-16", 150)],
            "Goldman's 150bn of 16 Sep 26 came after the guidance",
        ),
        ([forecast("2026-02-10", 90, scope="BBB")], "no broker forecast for CY2026"),
        ([forecast("2026-02-10", 90, actual=True)], "no broker forecast for CY2026"),
        (
            [forecast("2026-02-10", 90, measure=ForecastMeasure.BORROWING)],
            "no broker forecast for CY2026",
        ),
    ],
    ids=["none", "three years", "later", "another's", "an actual", "borrowing"],
)
def test_only_a_like_forecast_is_compared(forecasts: list[Any], reason: str) -> None:
    found = measured("guidance.vs_forecast", capex_guidance=SAID, forecasts=forecasts)
    assert (found.value, found.reason) == (None, reason)


def test_capex_is_the_newest_and_the_ratio_waits_for_cash_flow() -> None:
    flows: list[Record] = [
        flow("FY2025", "2025-12-31", 131819, months=12),
        flow("2025Q1", "2025-03-31", 25019),
        flow("2026Q1", "2026-03-31", 44203),
        flow("FY2025", "2025-12-31", 139514, months=12, measure=OCF),
    ]
    actual = measured("actual", cash_flow=flows)
    assert actual.value == pytest.approx(151.003)
    assert actual.label == "LTM Mar-26"
    assert [each.name for each in actual.inputs] == [
        "FY2025 capex",
        "2026Q1 capex",
        "less 2025Q1 capex",
    ]
    ratio = measured("to_ocf.ltm", cash_flow=flows)
    assert ratio.value == pytest.approx(131819 / 139514)
    assert ratio.label == "FY2025"
    assert ratio.state is State.DEAD
    assert ratio.reason == "next quarter was due 10 May 26"


@pytest.mark.parametrize("ocf", [0, -2000])
def test_the_ratio_is_not_meaningful_without_positive_cash_flow(ocf: float) -> None:
    flows = [year(CashFlowMeasure.CAPEX, 10000), year(OCF, ocf)]
    ratio = measured("to_ocf.ltm", cash_flow=flows)
    assert (ratio.value, ratio.reason) == (None, "NM: OCF is zero or negative")
    assert len(ratio.inputs) == 2
    assert measured("ocf_cover", cash_flow=flows).value == pytest.approx(ocf / 10000)
    assert measured("fcf.ltm", cash_flow=flows).value == pytest.approx(ocf / 1000 - 10)


def test_the_funding_gap_names_the_payments_it_lacks() -> None:
    flows = [
        year(CashFlowMeasure.CAPEX, 35500),
        year(OCF, 22000),
        year(CashFlowMeasure.LEASE_PRINCIPAL, 5000),
    ]
    found = measured("funding_gap", cash_flow=flows)
    assert found.reason == "no dividends or buybacks for LTM Jun-26"
    flows += [
        year(CashFlowMeasure.DIVIDENDS, 5500),
        year(CashFlowMeasure.BUYBACKS, 600),
    ]
    found = measured("funding_gap", cash_flow=flows)
    assert found.value == pytest.approx(24.6)
    assert len(found.inputs) == 5


def test_without_cash_flow_rows_nothing_is_claimed() -> None:
    assert measured("actual").reason == "no twelve months of capex"
    assert measured("to_ocf.ltm").reason == "capex and OCF share no twelve months"


def test_leases_not_commenced_are_the_newest_reported() -> None:
    leases = BalanceMeasure.LEASES_NOT_COMMENCED
    sheets = [
        balance("2026-06-30", leases, 288000, bound=Bound.APPROX),
        balance("2025-12-31", leases, 248000),
    ]
    found = measured("leases_not_commenced", balances=sheets)
    assert (found.value, found.bound) == (288, Bound.APPROX)
    assert (found.label, found.state) == ("30 Jun 26", State.FRESH)


@pytest.mark.parametrize(
    ("code", "capex_mm", "ocf_mm", "label"),
    [
        ("MSFT", 64551, 136162, "FY2025"),
        ("AMZN", 151003, 148531, "LTM Mar-26"),
        ("GOOGL", 91447, 164713, "FY2025"),
        ("META", 69691, 115800, "FY2025"),
        ("ORCL", 55663, 31977, "FY2026"),
    ],
)
def test_shipped_coverage_is_over_matching_months(
    code: str, capex_mm: float, ocf_mm: float, label: str
) -> None:
    found = capex(shipped())[code]
    ratio, left = found["capex.to_ocf.ltm"], found["capex.fcf.ltm"]
    assert ratio.value == pytest.approx(capex_mm / ocf_mm)
    assert ratio.label == label
    assert left.value == pytest.approx((ocf_mm - capex_mm) / 1000)


@pytest.mark.parametrize(
    ("code", "value", "label"),
    [
        ("MSFT", 83.094, "LTM Dec-25"),
        ("AMZN", 151.003, "LTM Mar-26"),
        ("GOOGL", 91.447, "FY2025"),
        ("META", 89.325, "LTM Jun-26"),
        ("ORCL", 75.660, "LTM Aug-26"),
    ],
)
def test_shipped_capex_is_the_newest_twelve_months(
    code: str, value: float, label: str
) -> None:
    found = capex(shipped())[code]["capex.actual"]
    assert found.value == pytest.approx(value)
    assert found.label == label


@pytest.mark.parametrize(
    ("code", "mid", "label", "revision", "raises"),
    [
        ("MSFT", 175, "CY2026", None, 0),
        ("AMZN", 220, "CY2026", 220 / 200 - 1, 1),
        ("GOOGL", 200, "CY2026", 200 / 185 - 1, 2),
        ("META", 137.5, "CY2026", 137.5 / 135 - 1, 1),
        ("ORCL", 92.5, "FY2027", 0, 0),
    ],
)
def test_shipped_guidance_in_force(
    code: str, mid: float, label: str, revision: float | None, raises: float
) -> None:
    found = capex(shipped())[code]
    middle = found["capex.guidance.mid"]
    assert (middle.value, middle.label, middle.state) == (mid, label, State.FRESH)
    assert found["capex.guidance.revision"].value == pytest.approx(revision)
    assert found["capex.guidance.raises"].value == raises
