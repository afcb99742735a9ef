"""What one print states, or could mean."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from overhang.core.tape.conversion import flat_rate
from overhang.core.tape.levels import How, Level, level_of
from support.tape import (
    CASH,
    DAY,
    FIVE_YEARS,
    SOLVE,
    VECTORS,
    changed,
    message,
    upfront,
)

VECTOR = json.loads((VECTORS / "dtcc_netting.json").read_text())["unsigned_upfront"]
ACCRUED = 5e6 * 0.01 * 54 / 360


@pytest.mark.parametrize(
    ("spread", "notation", "bp"),
    [
        (0.0158, "3", 158.0),
        (0.0112, "3", 112.0),
        (161.0, "4", 161.0),
        (0.5, "3", 5000.0),
    ],
)
def test_spreads_are_decimals_or_basis_points(
    spread: float, notation: str, bp: float
) -> None:
    assert level_of(message("1", spread=spread, notation=notation)) == Level(
        How.STATED, bp
    )


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"notation": ""}, "spread notation missing: not 3 or 4"),
        ({"notation": "1"}, "spread notation 1: not 3 or 4"),
        ({"spread": 0.0}, "a spread of 0 bp cannot be"),
        ({"spread": -12.0}, "a spread of -12 bp cannot be"),
        ({"notation": "3"}, "a spread of 1.6e+06 bp cannot be"),
        ({"spread": 0.0158}, "0.0158 bp at a coupon of 100: a slip of the unit"),
        (
            {"spread": 1.25, "coupon_bp": 500.0},
            "1.25 bp at a coupon of 500: a slip of the unit",
        ),
        (
            {"spread": 100.0},
            "states 100 bp, its coupon, and no upfront to check it by",
        ),
        (
            {"spread": 100.0, "upfront": ACCRUED, "capped": True},
            "states 100 bp, its coupon, and no upfront to check it by",
        ),
    ],
)
def test_a_spread_that_cannot_be_is_refused_with_its_reason(
    terms: dict[str, Any], fault: str
) -> None:
    level = level_of(message("1", **terms))

    assert (level.how, level.spread_bp, level.fault) == (How.REFUSED, None, fault)
    assert not level.clean


@pytest.mark.parametrize(
    ("paid", "how"),
    [
        (ACCRUED, How.STATED),
        (ACCRUED + 900, How.STATED),
        (ACCRUED - 900, How.STATED),
        (ACCRUED + 1100, How.REFUSED),
        (CASH, How.REFUSED),
    ],
)
def test_a_spread_at_its_coupon_is_checked_by_the_accrued_premium(
    paid: float, how: How
) -> None:
    assert level_of(message("1", spread=100.0, upfront=paid)).how is how


def test_an_upfront_means_one_of_two_spreads() -> None:
    level = level_of(upfront("1", CASH), SOLVE)
    expected = [each["conventional_spread_bp"] for each in VECTOR["candidates"]]

    assert level.how is How.AMBIGUOUS
    assert level.spread_bp is None
    assert level.candidates == pytest.approx(expected, abs=0.1)
    assert level.why == "160 or 49 bp: the upfront has no sign"


def test_the_conversion_is_asked_for_the_clean_upfront() -> None:
    asked: list[tuple[object, ...]] = []
    level_of(upfront("1", CASH), lambda *terms: asked.append(terms))

    assert [each[1:] for each in asked] == [(100.0, DAY, FIVE_YEARS)] * 2
    assert [each[0] for each in asked] == pytest.approx(
        [each["clean_pct"] / 100 for each in VECTOR["candidates"]]
    )


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"upfront": None}, "neither a spread nor an upfront"),
        ({"upfront": None, "payments": "2 upfronts"}, "2 upfronts"),
        ({"capped": True}, "an upfront, on a size that is capped"),
        ({"notional": None}, "an upfront, on a size that is not told"),
        ({"notional": 0.0}, "an upfront, on a size that is not told"),
        ({"upfront_currency": "EUR"}, "an upfront in EUR on USD"),
        ({"upfront": 11.91}, "a payment too small to be an upfront"),
        ({"coupon_bp": None}, "an upfront, but no coupon"),
        ({"coupon_bp": -5.0}, "an upfront, but no coupon"),
        ({"maturity": None}, "an upfront, but no maturity that can be"),
        ({"maturity": DAY}, "an upfront, but no maturity that can be"),
        ({"maturity": dt.date.max}, "an upfront, but no maturity that can be"),
        ({"upfront": 6e6}, "no spread has that upfront"),
    ],
)
def test_an_upfront_that_says_too_little_is_told_so(
    terms: dict[str, Any], why: str
) -> None:
    level = level_of(changed(upfront("1", CASH), **terms), SOLVE)

    assert (level.how, level.spread_bp, level.why) == (How.UNPRICED, None, why)


def test_without_pricing_an_upfront_stays_one() -> None:
    level = level_of(upfront("1", CASH))

    assert level.why == "an upfront, and no pricing to convert it"


def test_a_day_without_a_rate_is_not_an_upfront_without_a_spread() -> None:
    level = level_of(upfront("1", CASH), flat_rate(lambda traded, maturity: None))

    assert level.how is How.UNPRICED
    assert level.why == "an upfront, and no rate of that day to convert it by"


def test_an_upfront_with_one_feasible_side_is_no_riddle() -> None:
    level = level_of(upfront("1", 1.2e6), SOLVE)

    assert level.how is How.UPFRONT
    assert level.candidates == (level.spread_bp,)
    assert level.why == "the other sign has no spread"


@pytest.mark.parametrize("other", [None, 0.0, -3.0, 10_001.0])
def test_a_reading_that_no_spread_column_could_state_is_none(
    other: float | None,
) -> None:
    level = level_of(
        upfront("1", CASH), lambda clean, *_: 160.0 if clean > 0 else other
    )

    assert level.candidates == (160.0,)


def test_an_upfront_whose_sides_are_alike_is_no_riddle() -> None:
    level = level_of(upfront("1", 60.0), SOLVE)

    assert level.how is How.UPFRONT
    assert level.spread_bp == pytest.approx(103.5, abs=0.1)


@pytest.mark.parametrize(
    ("stated", "how"), [(163.0, How.STATED), (140.0, How.AMBIGUOUS)]
)
def test_a_spread_must_agree_with_its_own_upfront(stated: float, how: How) -> None:
    level = level_of(message("1", spread=stated, upfront=CASH), SOLVE)

    assert level.how is how
    assert bool(level.fault) is (how is How.AMBIGUOUS)
