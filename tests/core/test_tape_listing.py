"""The tape of one name as it is shown: in order, in words, nothing counted twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from overhang.core.observations import Rate, RateSeries
from overhang.core.records import Quality
from overhang.core.tape.discounting import discount_of
from overhang.core.tape.listing import told_chain, told_tape
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.told import Flag, Said, ToldPrint, ToldTape
from support.tape import (
    CALENDARS,
    CASH,
    DAY,
    SOLVE,
    at,
    changed,
    message,
    quote,
    sample,
    upfront,
)


def told(*messages: TapeMessage) -> ToldTape:
    return told_tape(messages, "ORCL", 7, SOLVE, CALENDARS)


def only(*messages: TapeMessage) -> ToldPrint:
    (found,) = told(*messages).prints
    return found


def test_prints_stand_newest_first_by_what_was_said_last_orphans_behind() -> None:
    found = told(
        message("1"),
        message("2"),
        message("3", "CORR", original_id="1"),
        message("9", "MODI", original_id="77"),
    )

    assert [(each.root, each.orphan) for each in found.prints] == [
        ("1", False),
        ("2", False),
        ("77", True),
    ]
    assert [each.said for each in found.prints] == [
        Said.CORRECTED,
        Said.NEW,
        Said.MODIFIED,
    ]
    assert found.prints[0].messages == 2
    assert found.number == 7


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("TERM", Said.ENDED),
        ("EROR", Said.CANCELLED),
        ("CANC", Said.CANCELLED),
        ("REVI", Said.REVIVED),
    ],
)
def test_actions_are_told_in_a_traders_words(action: str, said: Said) -> None:
    assert only(message("1"), message("2", action, original_id="1")).said is said


def test_a_level_says_how_it_was_found() -> None:
    stated = only(quote("1", 160))
    assert (stated.level_bp, stated.why) == (160.0, "the tape states it")

    alone = only(upfront("1", CASH))
    assert alone.level_bp is None
    assert alone.why.startswith("ambiguous: 160 or 49 bp")

    beside = told(quote("1", 160), upfront("2", CASH)).prints[0]
    assert beside.level_bp == pytest.approx(160, abs=1)
    assert beside.why == "out of the upfront: by that day's stated spreads"


@pytest.mark.parametrize(
    ("terms", "flag", "why"),
    [
        ({"package": True}, Flag.PACKAGE, "one leg of a package"),
        ({"prime_broker": True}, Flag.MIRROR, "a prime broker's mirror: dropped"),
        ({"event": "NOVA"}, Flag.LIFECYCLE, "a novation: dropped, no new risk"),
        ({"product": "NA/CDS Corp SN Sub"}, Flag.JUNIOR, "not on senior debt"),
    ],
)
def test_what_is_not_priced_says_why(
    terms: dict[str, Any], flag: Flag, why: str
) -> None:
    found = only(message("1", **terms))

    assert flag in found.flags
    assert found.level_bp is None
    assert found.why.startswith(why)


def test_a_day_is_final_when_a_later_file_is_in_of_whatever_name() -> None:
    mine = quote("1", 160, file=DAY)
    later = changed(mine, message_id="2", issuer="META", file=DAY + dt.timedelta(3))

    assert [each.final for each in told(mine).days] == [False]
    assert [each.final for each in told(mine, later).days] == [True]


def test_a_day_counts_clean_prints_and_has_a_level_from_three_on() -> None:
    few = told(quote("1", 158), quote("2", 160), message("3", package=True))
    (day,) = few.days
    (contract,) = day.contracts
    assert (contract.clean, contract.prints, contract.level_bp) == (2, 3, None)

    enough = told(quote("1", 158), quote("2", 160), quote("3", 165, capped=True))
    (day,) = enough.days
    (contract,) = day.contracts
    assert (contract.level_bp, contract.low_bp, contract.high_bp) == (160, 158, 165)
    assert (day.trades, day.gross, day.floor) == (3, 15e6, True)


def test_a_day_when_credit_is_closed_has_prints_and_no_level() -> None:
    sunday = at("2026-02-15T23:00:00Z")
    three = [quote(number, 160, executed_at=sunday) for number in "123"]

    (day,) = told(*three).days
    assert (day.closed, day.trades) == (True, 3)
    assert [(each.clean, each.level_bp) for each in day.contracts] == [(3, None)]
    (few,) = told(*three[:2]).days
    (open_,) = told(*(quote(number, 160) for number in "123")).days
    assert not few.closed
    assert not open_.closed


def test_a_chain_has_every_message_of_it_and_no_other() -> None:
    found = told_chain(sample(), "1002")
    assert [each.message_id for each in found.messages] == ["1002", "1003", "1010"]

    orphan = told_chain(sample(), "0977")
    assert [each.message_id for each in orphan.messages] == ["1014"]


def _rate(tenor: str, pct: float, series: RateSeries, day: dt.date = DAY) -> Rate:
    return Rate(
        series=series,
        tenor=tenor,
        date=day,
        rate_pct=pct,
        source="fred",
        quality=Quality.REPORTED,
    )


def test_the_curve_is_read_between_its_tenors_and_not_when_it_is_old() -> None:
    curve = discount_of(
        [
            _rate("10Y", 5.0, RateSeries.TREASURY),
            _rate("2Y", 3.0, RateSeries.TREASURY),
            _rate("ON", 9.0, RateSeries.SOFR),
        ]
    )
    assert curve is not None
    low, high = curve(DAY, DAY), curve(DAY, dt.date(2060, 1, 1))
    assert low == pytest.approx(0.02978, abs=1e-5)
    assert high == pytest.approx(0.04939, abs=1e-5)
    between = curve(DAY, DAY + dt.timedelta(days=round(6 * 365.25)))
    assert between == pytest.approx((0.02978 + 0.04939) / 2, abs=1e-4)
    assert curve(DAY + dt.timedelta(10), DAY) == low
    assert curve(DAY + dt.timedelta(11), DAY) is None
    assert curve(DAY - dt.timedelta(1), DAY) is None
    assert discount_of([]) is None


def test_the_overnight_rate_stands_in_for_a_curve() -> None:
    curve = discount_of([_rate("ON", 4.0, RateSeries.SOFR)])
    assert curve is not None
    assert curve(DAY, at("2031-01-01T00:00:00Z").date()) == pytest.approx(0.0396, 1e-3)
