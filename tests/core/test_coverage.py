from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.metrics import coverage
from overhang.core.metrics.evidence import Row
from overhang.core.observations import CashFlow, CashFlowMeasure
from support.desk import flow, rows, vectors

CASES = vectors("capex_coverage")
MSFT, ORCL = CASES["fiscal"]
OCF = CashFlowMeasure.OCF


@pytest.mark.parametrize("case", CASES["coverage"], ids=lambda case: case["case"])
def test_coverage_is_what_the_vectors_say(case: dict[str, Any]) -> None:
    capex, ocf = case["capex"], case["ocf"]
    leases, dividends = case["finance_lease_principal"], case["dividends"]
    buybacks = case["buybacks"]
    found = {
        "capex_to_ocf": coverage.capex_to_ocf(capex, ocf),
        "ocf_cover_x": coverage.ocf_cover(capex, ocf),
        "fcf": coverage.free_cash_flow(capex, ocf),
        "fcf_after_leases": coverage.free_cash_flow(capex, ocf, leases),
        "funding_gap": coverage.funding_gap(capex, ocf, leases, dividends, buybacks),
        "gap_before_buybacks": coverage.funding_gap(capex, ocf, leases, dividends),
    }
    assert found == pytest.approx({key: case[key] for key in found})


def test_no_capex_has_no_cover() -> None:
    assert coverage.ocf_cover(0, 10) is None


def quarters(values: dict[str, float], *ends: str) -> list[Row[CashFlow]]:
    named = zip(values.items(), ends, strict=True)
    return rows(*(flow(name, end, bn * 1000) for (name, bn), end in named))


def test_a_calendar_year_is_the_four_fiscal_quarters_in_it() -> None:
    ends = ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31")
    found = coverage.at(quarters(MSFT["quarters"], *ends), date(2025, 12, 31))
    assert found is not None
    assert found.usd_bn == pytest.approx(MSFT["cy2025"])


def test_quarters_off_the_calendar_make_twelve_months_and_no_calendar_year() -> None:
    ends = ("2025-02-28", "2025-05-31", "2025-08-31", "2025-11-30")
    given = quarters(ORCL["quarters"], *ends)
    (found,) = coverage.twelve_months(given)
    assert found.label == "LTM Nov-25"
    assert found.usd_bn == pytest.approx(ORCL["ltm_nov2025"])
    assert coverage.at(given, date(2025, 12, 31)) is None


ENDS = [date(2020, 3, 28) + timedelta(days=91 * n) for n in range(12)]


@given(
    values=st.lists(st.integers(0, 10**6), min_size=12, max_size=12),
    gone=st.sets(st.integers(0, 11)),
)
def test_four_quarters_add_up_only_when_none_is_missing(
    values: list[int], gone: set[int]
) -> None:
    there = [n for n in range(12) if n not in gone]
    given = rows(*(flow(f"Q{n}", str(ENDS[n]), values[n]) for n in there))
    for n, end in enumerate(ENDS):
        whole = n >= 3 and not gone & set(range(n - 3, n + 1))
        found = coverage.at(given, end)
        assert (found.usd_mm if found else None) == (
            sum(values[n - 3 : n + 1]) if whole else None
        )


AMZN = (
    flow("2025Q2", "2025-06-30", 32183),
    flow("2025Q3", "2025-09-30", 35095),
    flow("2025Q4", "2025-12-31", 39522),
    flow("2026Q1", "2026-03-31", 44203),
)
ORCL_FLOWS = (
    flow("FY2026", "2026-05-31", 55663, months=12),
    flow("FY2026Q1", "2025-08-31", 8502),
    flow("FY2027Q1", "2026-08-31", 28499),
)


def newest(*flows: CashFlow) -> coverage.TwelveMonths:
    return coverage.twelve_months(rows(*flows))[0]


def test_four_quarters_in_a_row_make_twelve_months() -> None:
    found = newest(*AMZN)
    assert (found.label, found.usd_mm) == ("LTM Mar-26", 151003)


def test_a_year_rolls_on_by_the_quarter_since_less_the_same_quarter_before() -> None:
    found = newest(*ORCL_FLOWS)
    assert (found.label, found.usd_mm) == ("LTM Aug-26", 55663 + 28499 - 8502)
    assert [term.sign for term in found.terms] == [1, 1, -1]


def test_a_year_rolls_on_by_nine_months() -> None:
    found = newest(
        flow("FY2025", "2025-12-31", 100, months=12),
        flow("9M2025", "2025-09-30", 70, months=9),
        flow("9M2026", "2026-09-30", 90, months=9),
    )
    assert (found.label, found.usd_mm) == ("LTM Sep-26", 120)


def test_a_year_does_not_roll_over_a_gap_or_without_the_year_before() -> None:
    year = flow("FY2025", "2025-12-31", 100, months=12)
    second = flow("2026Q2", "2026-06-30", 44)
    assert newest(year, second).label == "FY2025"
    assert newest(year, second, flow("2025Q2", "2025-06-30", 22)).label == "FY2025"
    first = flow("2026Q1", "2026-03-31", 44)
    assert newest(year, first).label == "FY2025"


def test_a_published_year_goes_before_the_quarters_of_the_same_months() -> None:
    quarters = [
        flow("2025Q1", "2025-03-31", 25),
        flow("2025Q2", "2025-06-30", 25),
        flow("2025Q3", "2025-09-30", 25),
        flow("2025Q4", "2025-12-31", 25),
    ]
    found = newest(*quarters, flow("FY2025", "2025-12-31", 101, months=12))
    assert (found.label, found.usd_mm) == ("FY2025", 101)


def test_a_published_twelve_months_is_labelled_by_its_end() -> None:
    assert newest(flow("any", "2026-03-31", 1, months=12)).label == "LTM Mar-26"


def test_capex_and_ocf_are_matched_on_the_newest_months_both_cover() -> None:
    spent = coverage.twelve_months(rows(*AMZN, flow("2026Q2", "2026-06-30", 50000)))
    assert [each.label for each in spent] == ["LTM Jun-26", "LTM Mar-26"]
    earned = coverage.twelve_months(
        rows(
            flow("FY2025", "2025-12-31", 139514, months=12, measure=OCF),
            flow("LTM 2026-03", "2026-03-31", 148531, months=12, measure=OCF),
        )
    )
    found = coverage.matched(spent, earned)
    assert found is not None
    assert found.capex.label == found.ocf.label == "LTM Mar-26"
    assert (found.capex.usd_mm, found.ocf.usd_mm) == (151003, 148531)


def test_without_common_months_nothing_is_matched() -> None:
    earned = flow("FY2024", "2024-12-31", 100, months=12, measure=OCF)
    spent = coverage.twelve_months(rows(*AMZN))
    assert coverage.matched(spent, coverage.twelve_months(rows(earned))) is None


def test_rows_are_grouped_by_the_line_of_the_statement() -> None:
    earned = flow("FY2025", "2025-12-31", 139514, months=12, measure=OCF)
    lines = coverage.by_measure(rows(*AMZN, earned))
    assert {key: len(found) for key, found in lines.items()} == {
        CashFlowMeasure.CAPEX: 4,
        OCF: 1,
    }
