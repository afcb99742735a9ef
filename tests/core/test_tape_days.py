"""Days of the tape: levels, sizes, late prints, and rows of the board."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.observations import ActivityMeasure, Convention
from overhang.core.records import Bound
from overhang.core.tape.days import tape_days
from overhang.core.tape.levels import How
from overhang.core.tape.marks import activity, marks
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.netting import net
from support.tape import (
    CALENDARS,
    CASH,
    FIVE_YEARS,
    SOLVE,
    at,
    days,
    known_by,
    levels,
    message,
    quote,
    sample,
    upfront,
)


def test_a_package_is_counted_and_never_priced() -> None:
    (day,) = days(message("1", package=True), message("2"))

    assert day.tally.trades == 2
    assert day.contracts[0].clean == 1
    assert levels(message("1", package=True))["1"].how is How.PACKAGE


@pytest.mark.parametrize(
    ("spreads", "level"),
    [([], None), ([160.0, 162.0], None), ([160.0, 162.0, 170.0], 162.0)],
)
def test_a_level_needs_three_clean_prints(
    spreads: list[float], level: float | None
) -> None:
    prints = [quote(str(at_), each) for at_, each in enumerate(spreads, start=1)]
    (day,) = days(*prints, message("8", package=True), quote("9", 0.0))
    (contract,) = day.contracts

    assert contract.level_bp == level
    assert contract.clean == len(spreads)
    assert len(contract.prints) == len(spreads) + 2
    assert contract.low_bp == (min(spreads) if spreads else None)
    assert contract.high_bp == (max(spreads) if spreads else None)


def test_maturities_and_currencies_are_never_mixed() -> None:
    (day,) = days(
        quote("1", 160.0),
        quote("2", 160.0),
        quote("3", 170.0, maturity=dt.date(2031, 6, 20)),
        quote("4", 130.0, currency="EUR"),
        quote("5", 160.0, maturity=None),
    )

    assert [(each.currency, each.tenor, each.clean) for each in day.contracts] == [
        ("EUR", "5Y", 1),
        ("USD", "5Y", 2),
        ("USD", "", 1),
        ("USD", "", 1),
    ]
    assert marks([day], "tape", CALENDARS) == []


def test_prints_are_the_newest_first_and_only_of_who_is_watched() -> None:
    (day,) = days(
        message("2"),
        message("3"),
        message("1"),
        message("4", issuer=""),
        message("5", product="NA/CDS Corp SN Sub"),
    )

    assert [each.chain.root for each in day.prints] == ["3", "2", "1"]


def test_sizes_that_are_capped_or_not_told_make_a_floor() -> None:
    (plain,) = days(message("1"), message("2"))
    (capped,) = days(message("1"), message("2", capped=True))
    (untold,) = days(message("1"), message("2", notional=None))
    (euro,) = days(message("1"), message("2", currency="EUR"))

    assert [each.tally.gross for each in (plain, capped, untold, euro)] == [
        10e6,
        10e6,
        5e6,
        5e6,
    ]
    assert [each.tally.bound for each in (plain, capped, untold, euro)] == [
        Bound.EXACT,
        Bound.FLOOR,
        Bound.FLOOR,
        Bound.FLOOR,
    ]


def test_a_late_print_rewrites_its_day_from_when_it_was_known() -> None:
    first = known_by(sample(), at("2026-02-11T23:59:59Z"))
    then = tape_days(net(first))[0].contracts[0]
    now = tape_days(net(sample()))[0].contracts[0]

    # 1004 states its coupon, and was an error; 1015 came two days late.
    assert (then.level_bp, then.clean) == (None, 2)
    assert (now.level_bp, now.clean) == (159.0, 3)


def test_levels_and_sizes_become_rows_of_the_board() -> None:
    found = tape_days(net(sample()))
    (mark,) = marks(found, "tape", CALENDARS)
    sizes = activity(found, "tape")

    assert (mark.issuer, mark.date, mark.tenor) == ("ORCL", dt.date(2026, 2, 11), "5Y")
    assert (mark.spread_bp, mark.maturity) == (159.0, FIVE_YEARS)
    assert mark.convention is Convention.QUOTED
    assert mark.note == "median of 3 prints, 158 to 161 bp"
    assert [(each.value, each.bound, each.note) for each in sizes] == [
        (10.5, Bound.FLOOR, "3 trades, 1 capped"),
        (5.0, Bound.EXACT, "1 trade"),
        (6.0, Bound.EXACT, "2 trades"),
    ]
    assert {each.measure for each in sizes} == {ActivityMeasure.TRADED_NOTIONAL}


@pytest.mark.parametrize(
    "terms",
    [{"currency": "EUR"}, {"maturity": dt.date(2031, 6, 20)}, {"maturity": None}],
)
def test_only_dollar_contracts_on_the_run_become_marks(terms: dict[str, Any]) -> None:
    (day,) = days(*(quote(number, 160.0, **terms) for number in "123"))

    assert day.contracts[0].level_bp == 160.0
    assert marks([day], "tape", CALENDARS) == []


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        ("2026-11-10", True),
        # Bonds are closed and shares are not.
        ("2026-11-11", False),
        ("2026-11-22", False),
    ],
)
def test_no_mark_is_of_a_day_when_credit_is_closed(day: str, *, marked: bool) -> None:
    moment, maturity = at(f"{day}T15:00:00Z"), dt.date(2031, 12, 20)
    terms = {"executed_at": moment, "event_at": moment, "maturity": maturity}
    found = days(*(quote(number, 160.0, **terms) for number in "123"))

    assert bool(marks(found, "tape", CALENDARS)) is marked
    assert [each.note for each in activity(found, "tape")] == ["3 trades"]


def test_a_mark_says_how_many_prints_are_out_of_upfronts() -> None:
    found = days(quote("1", 158.0), quote("2", 159.0), upfront("3", CASH))

    assert marks(found, "tape", CALENDARS)[0].note == (
        "median of 3 prints, 1 from upfronts, 158 to 160 bp"
    )


PRINTS = st.builds(
    lambda number, paid, spread, coupon, back: message(
        str(number),
        upfront=paid,
        upfront_currency="USD",
        spread=spread,
        coupon_bp=coupon,
        executed_at=at("2026-02-13T12:00:00Z") - dt.timedelta(days=back),
    ),
    st.integers(1, 10**6),
    st.none() | st.floats(0, 2e6),
    st.none() | st.floats(-10, 2e4),
    st.sampled_from([100.0, 500.0]),
    st.integers(0, 20),
)


@given(
    st.lists(PRINTS, max_size=12, unique_by=lambda each: each.message_id),
    st.randoms(use_true_random=False),
)
def test_levels_depend_on_no_order(prints: list[TapeMessage], rng: Any) -> None:
    chains = net(prints)
    straight = tape_days(chains, SOLVE)
    rng.shuffle(chains)

    assert tape_days(chains, SOLVE) == straight
    for day in straight:
        for each in day.prints:
            level = each.level
            assert (level.spread_bp is None) is (
                level.how not in (How.STATED, How.UPFRONT)
            )
            assert level.spread_bp is not None or level.why or level.fault
