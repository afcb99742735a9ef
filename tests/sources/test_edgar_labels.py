from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.observations import CashFlow
from overhang.sources.edgar.labels import label
from support.measured import ROOT
from support.shipped import records

ISSUERS = tomllib.loads((ROOT / "data" / "universe.toml").read_text())["issuer"]


@pytest.mark.parametrize(
    ("end", "months", "year_end", "said"),
    [
        ("2025-12-31", 3, "06-30", "FY2026Q2"),
        ("2025-09-30", 3, "06-30", "FY2026Q1"),
        ("2026-06-30", 3, "06-30", "FY2026Q4"),
        ("2026-06-30", 12, "06-30", "FY2026"),
        ("2026-03-31", 12, "06-30", "LTM 2026-03"),
        ("2026-08-31", 3, "05-31", "FY2027Q1"),
        ("2026-02-28", 9, "05-31", "FY2026 9M"),
        ("2025-11-30", 6, "05-31", "FY2026H1"),
        ("2026-03-31", 3, "12-31", "2026Q1"),
        ("2025-12-31", 3, "12-31", "2025Q4"),
        ("2026-06-30", 6, "12-31", "2026H1"),
        ("2026-12-31", 6, "12-31", "2026H2"),
        ("2025-09-30", 9, "12-31", "2025 9M"),
        ("2025-12-31", 9, "12-31", "9M 2025-12"),
        ("2026-03-31", 6, "12-31", "6M 2026-03"),
        ("2025-12-31", 12, "12-31", "FY2025"),
        ("2024-09-28", 3, "09-30", "FY2024Q4"),
        ("2023-10-01", 3, "09-30", "FY2023Q4"),
        ("2023-12-30", 3, "09-30", "FY2024Q1"),
        ("2025-02-28", 12, "02-29", "FY2025"),
        ("2025-01-03", 12, "12-31", "FY2024"),
    ],
)
def test_a_period_is_named_as_the_issuer_names_it(
    end: str, months: int, year_end: str, said: str
) -> None:
    assert label(date.fromisoformat(end), months, year_end) == said


def test_every_shipped_row_has_the_label_that_would_be_given() -> None:
    rows = [each for each in records("cash_flow") if isinstance(each, CashFlow)]

    assert rows
    for row in rows:
        year_end = ISSUERS[row.issuer]["fiscal_year_end"]
        assert label(row.period_end, row.months, year_end) == row.period


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.sampled_from([3, 6, 9, 12]),
    st.integers(1, 12),
)
def test_any_day_has_a_label(end: date, months: int, month: int) -> None:
    assert label(end, months, f"{month:02}-28")
