from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.metrics.contract import maturity_of, on_the_run
from overhang.core.observations import CdsMark
from overhang.core.records import Quality
from support.measured import VECTORS

ROWS = json.loads((VECTORS / "cds_imm_dates.json").read_text())["rows"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["trade_date"])
def test_maturities_are_those_of_the_vectors(row: dict[str, dict[str, str]]) -> None:
    traded = date.fromisoformat(str(row["trade_date"]))
    found = {tenor: str(on_the_run(traded, tenor)) for tenor in row["on_the_run"]}
    assert found == row["on_the_run"]


@pytest.mark.parametrize("tenor", ["", "5", "5y", "3M", "0Y", "5Y ", "Y", "-5Y"])
def test_a_tenor_that_is_no_half_years_is_refused(tenor: str) -> None:
    with pytest.raises(ValueError, match="half years"):
        on_the_run(date(2026, 10, 9), tenor)


@given(st.dates(date(2016, 1, 1), date(2045, 12, 31)))
def test_the_5y_contract_has_between_4_75_and_5_25_years_to_run(day: date) -> None:
    maturity = on_the_run(day)
    assert (maturity.month, maturity.day) in ((6, 20), (12, 20))
    assert 4.74 < (maturity - day).days / 365.25 < 5.26
    # It changes on two days of the year only.
    rolls = on_the_run(day - timedelta(1)) != maturity
    assert rolls == ((day.month, day.day) in ((3, 20), (9, 20)))


def test_a_stated_maturity_comes_before_the_on_the_run_one() -> None:
    day, stated = date(2026, 9, 25), date(2031, 6, 20)

    def mark(maturity: date | None) -> CdsMark:
        return CdsMark(
            issuer="A",
            date=day,
            tenor="5Y",
            spread_bp=100.0,
            maturity=maturity,
            source="s",
            quality=Quality.TRADE,
        )

    assert maturity_of(mark(None)) == date(2031, 12, 20)
    assert maturity_of(mark(stated)) == stated
