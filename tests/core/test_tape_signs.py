"""The sign of an upfront, told by other prints or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from overhang.core.tape.days import tape_days
from overhang.core.tape.levels import How
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.netting import net
from support.tape import (
    CASH,
    SOLVE,
    at,
    levels,
    quote,
    sample,
    upfront,
)


@pytest.mark.parametrize(
    ("first", "second", "third", "bp"),
    [
        ((160, 49), (162, 900), (159, 900), 160),
        # Both readings are shared: nothing is told.
        ((100, 91), (96, 900), (96, 900), None),
        # Two other prints tell two things.
        ((160, 49), (162, 900), (49, 900), None),
        # One of two tells nothing: nothing is told.
        ((160, 49), (162, 900), (300, 900), None),
    ],
)
def test_other_coupons_must_all_tell_one_reading(
    first: tuple[float, float],
    second: tuple[float, float],
    third: tuple[float, float],
    bp: float | None,
) -> None:
    readings = {100.0: first, 500.0: second, 25.0: third}
    prints = [
        upfront("1", CASH),
        upfront("2", CASH, coupon_bp=500.0),
        upfront("3", CASH, coupon_bp=25.0),
    ]
    (day,) = tape_days(
        net(prints), lambda clean, coupon, *_: readings[coupon][clean < 0]
    )

    assert {each.chain.root: each.level.spread_bp for each in day.prints}["1"] == bp


BEFORE = at("2026-02-10T15:00:00Z")
TWO_WEEKS_BEFORE = at("2026-01-30T15:00:00Z")
LONG_BEFORE = at("2026-01-29T15:00:00Z")


@pytest.mark.parametrize(
    ("others", "bp", "why"),
    [
        ([], None, "160 or 49 bp: the upfront has no sign"),
        ([quote("2", 158.0)], 160, "by that day's stated spreads"),
        ([quote("2", 45.0)], 49, "by that day's stated spreads"),
        ([quote("2", 125.0)], None, "160 or 49 bp: the upfront has no sign"),
        ([quote("2", 125.0, executed_at=BEFORE)], 160, "by the stated spreads of 2026"),
        ([quote("2", 40.0, executed_at=BEFORE)], 49, "by the stated spreads of 2026"),
        ([quote("2", 90.0, executed_at=BEFORE)], None, "160 or 49 bp"),
        ([quote("2", 158.0, executed_at=LONG_BEFORE)], None, "160 or 49 bp"),
        ([quote("2", 158.0, executed_at=TWO_WEEKS_BEFORE)], 160, "by the stated"),
        # The last day counts, not a nearer level of an earlier one.
        (
            [
                quote("2", 158.0, executed_at=BEFORE - dt.timedelta(days=1)),
                quote("3", 90.0, executed_at=BEFORE),
            ],
            None,
            "160 or 49 bp",
        ),
        # The day's own spreads come first.
        (
            [quote("2", 158.0, executed_at=BEFORE), quote("3", 45.0)],
            49,
            "by that day's stated spreads",
        ),
        # Where the day's own are near neither reading, nothing else tells.
        (
            [quote("2", 158.0, executed_at=BEFORE), quote("3", 300.0)],
            None,
            "160 or 49 bp: the upfront has no sign, and neither is near that day's "
            "stated 300 bp",
        ),
        (
            [upfront("2", 759_800.0, coupon_bp=500.0), quote("3", 300.0)],
            None,
            "160 or 49 bp: the upfront has no sign, and neither is near",
        ),
        # Later days are not known to a desk on that day.
        ([quote("2", 158.0, executed_at=at("2026-02-14T09:00:00Z"))], None, "160 or"),
        # Other contracts are no evidence.
        ([quote("2", 158.0, maturity=dt.date(2028, 12, 20))], None, "160 or 49 bp"),
        ([quote("2", 158.0, currency="EUR")], None, "160 or 49 bp"),
        ([quote("2", 158.0, issuer="MSFT")], None, "160 or 49 bp"),
        ([quote("2", 158.0, package=True)], None, "160 or 49 bp"),
        ([quote("2", 158.0, product="NA/CDS Corp SN Sub")], None, "160 or 49 bp"),
        # 160 bp at a coupon of 500: about 14.4 points the other way.
        ([upfront("2", 759_800.0, coupon_bp=500.0)], 160, "by a print with another"),
        ([upfront("2", 759_800.0)], None, "160 or 49 bp"),
        ([upfront("2", 500_000.0, coupon_bp=500.0)], None, "160 or 49 bp"),
    ],
)
def test_a_sign_is_told_by_other_prints_or_not_at_all(
    others: list[TapeMessage], bp: float | None, why: str
) -> None:
    level = levels(upfront("1", CASH), *others)["1"]

    assert level.why.startswith(why)
    assert level.how is (How.AMBIGUOUS if bp is None else How.UPFRONT)
    assert level.spread_bp == (None if bp is None else pytest.approx(bp, abs=0.5))


def test_two_readings_as_near_are_not_told_apart() -> None:
    found = levels(upfront("1", 20_000.0), quote("2", 104.0))["1"]

    assert found.candidates == pytest.approx((113, 94), abs=1)
    assert found.how is How.AMBIGUOUS


def test_what_was_concluded_is_no_evidence() -> None:
    found = levels(
        upfront("1", CASH),
        upfront("2", CASH, executed_at=BEFORE),
        quote("3", 158.0, executed_at=BEFORE - dt.timedelta(days=12)),
    )

    assert found["2"].how is How.UPFRONT
    assert found["1"].how is How.AMBIGUOUS


def test_a_misfiled_coupon_gives_way_to_its_upfront() -> None:
    found = {
        each.chain.root: each.level
        for day in tape_days(net(sample()), SOLVE)
        for each in day.prints
    }

    assert found["1017"].how is How.UPFRONT
    assert found["1017"].spread_bp == pytest.approx(160, abs=0.2)
    assert found["1017"].fault.startswith("states 100 bp, its coupon, and an upfront")
    assert found["1006"].spread_bp == pytest.approx(160, abs=0.2)
