"""Messages netted to trades, at each moment of knowledge."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from overhang.core.tape.days import tape_days
from overhang.core.tape.message import TapeMessage, id_key
from overhang.core.tape.netting import Chain, Status, net
from support.tape import VECTORS, at, changed, known_by, message, sample

VIEWS = json.loads((VECTORS / "dtcc_netting.json").read_text())["views"]
MESSAGES = sample()


def as_vector(chain: Chain) -> dict[str, Any]:
    return {
        "root": chain.root,
        "status": str(chain.status),
        "orphan": chain.orphan,
        "outstanding_notional": chain.outstanding,
        "capped": chain.capped,
        "execution_date": chain.traded.executed_on.isoformat(),
        "traded_notional": chain.traded_notional,
        "traded_capped": chain.new_risk and chain.traded.capped,
        "counts_as_new_risk": chain.new_risk,
        "n_messages": chain.messages,
    }


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view["known_at"])
def test_chains_are_as_the_vectors_say_at_each_moment(view: dict[str, Any]) -> None:
    chains = net(known_by(MESSAGES, at(view["known_at"])))

    assert {each.root: as_vector(each) for each in chains} == {
        each["root"]: each for each in view["chains"]
    }


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view["known_at"])
def test_days_are_as_the_vectors_say_at_each_moment(view: dict[str, Any]) -> None:
    days = tape_days(net(known_by(MESSAGES, at(view["known_at"]))))

    assert {
        each.day.isoformat(): {
            "trades": each.tally.trades,
            "gross_notional_floor": each.tally.gross,
            "capped_trades": each.tally.capped,
        }
        for each in days
    } == view["daily_senior"]


@pytest.mark.parametrize("later", [1.0, 9.0])
def test_the_wording_that_was_disseminated_last_stays(later: float) -> None:
    first = message("1", notional=5.0, disseminated_at=at("2026-02-13T15:00:00Z"))
    last = changed(
        first,
        notional=later,
        source="a",
        disseminated_at=at("2026-02-13T15:15:00Z"),
    )

    assert only(first, last).traded_notional == later
    assert only(last, first).traded_notional == later


def only(*messages: TapeMessage) -> Chain:
    (chain,) = net(messages)
    return chain


@pytest.mark.parametrize(
    ("said", "status", "outstanding", "traded"),
    [
        ("NEWT:5", Status.LIVE, 5, 5),
        ("NEWT:5 MODI:2", Status.LIVE, 2, 5),
        ("NEWT:5 CORR:4", Status.LIVE, 4, 4),
        # The correction is of the modification: what was traded stays.
        ("NEWT:5 MODI:2 CORR:1", Status.LIVE, 1, 5),
        # The correction is of the trade: what is left after the modification stays.
        ("NEWT:5 MODI:2 CORR:4@1", Status.LIVE, 2, 4),
        ("NEWT:5 CORR:4 CORR:3@1", Status.LIVE, 3, 3),
        ("NEWT:5 CORR:4 CORR:3 MODI:1", Status.LIVE, 1, 3),
        ("NEWT:5 EROR:5", Status.ERROR, 0, 0),
        ("NEWT:5 CANC:5", Status.ERROR, 0, 0),
        ("NEWT:5 EROR:5 REVI:3", Status.LIVE, 3, 3),
        ("NEWT:5 MODI:2 EROR:2 REVI:2", Status.LIVE, 2, 5),
        ("NEWT:5 EROR:5 REVI:3 CORR:4", Status.LIVE, 4, 4),
        ("NEWT:5 TERM:5", Status.TERMINATED, 0, 5),
        ("NEWT:5 TERM:5 CORR:4@1", Status.TERMINATED, 0, 4),
        ("NEWT:5 TERM:5 CORR:4", Status.TERMINATED, 0, 5),
        ("NEWT:5 TERM:5 EROR:5", Status.ERROR, 0, 0),
        ("NEWT:5 EROR:5 TERM:5", Status.ERROR, 0, 0),
        ("NEWT:5 EROR:5 CORR:4@1", Status.ERROR, 0, 0),
        ("NEWT:5 TERM:5 REVI:5", Status.LIVE, 5, 5),
    ],
)
def test_actions_do_what_they_are_for(
    said: str, status: Status, outstanding: float, traded: float
) -> None:
    told = []
    for number, each in enumerate(said.split(), start=1):
        action, _, rest = each.partition(":")
        size, _, target = rest.partition("@")
        original = "" if number == 1 else target or str(number - 1)
        told.append(
            message(str(number), action, original_id=original, notional=float(size))
        )
    chain = only(*told)

    assert (chain.status, chain.outstanding, chain.traded_notional) == (
        status,
        outstanding,
        traded,
    )
    assert chain.last.message_id == str(len(told))


def test_what_opens_a_chain_says_whether_it_is_risk() -> None:
    trade = message("1")

    assert only(trade).new_risk
    assert not only(changed(trade, event="NOVA")).new_risk
    assert not only(changed(trade, event="")).new_risk
    assert not only(changed(trade, prime_broker=True)).new_risk
    novated = message("2", "CORR", original_id="1", event="NOVA")
    assert not only(trade, novated).new_risk
    mirror = message("2", "CORR", original_id="1", prime_broker=True)
    assert not only(trade, mirror).new_risk


def test_a_correction_may_move_the_day_of_a_trade() -> None:
    moved = message(
        "2", "CORR", original_id="1", executed_at=at("2026-02-12T09:00:00Z")
    )

    assert only(message("1"), moved).traded.executed_on == dt.date(2026, 2, 12)


def test_a_correction_stamped_before_its_trade_still_corrects_it() -> None:
    early = message(
        "2", "CORR", original_id="1", notional=1.0, event_at=at("2026-01-01T00:00:00Z")
    )

    assert only(message("1"), early).traded_notional == 1.0


def test_events_count_in_their_own_order_and_not_as_they_are_numbered() -> None:
    late = message("2", "MODI", original_id="1", notional=2.0)
    early = message("3", "MODI", original_id="1", notional=3.0)
    early = changed(early, event_at=late.event_at - dt.timedelta(microseconds=1))

    assert only(message("1"), early, late).outstanding == 2.0


def test_identifiers_sort_as_numbers() -> None:
    same = {"event_at": at("2026-02-13T15:00:00Z"), "original_id": "1"}
    chain = only(
        message("1"),
        message("10", "MODI", notional=10.0, **same),
        message("9", "MODI", notional=9.0, **same),
    )

    assert chain.outstanding == 10.0
    assert sorted(["10", "0977", "9", "1000"], key=id_key) == [
        "9",
        "10",
        "0977",
        "1000",
    ]


def test_what_opens_later_takes_its_orphans_in() -> None:
    change = message("2", "MODI", original_id="1", notional=2.0)
    orphan = only(change)

    assert (orphan.orphan, orphan.root, orphan.outstanding) == (True, "1", 2.0)
    assert not orphan.new_risk
    assert tape_days([orphan]) == []
    whole = only(change, message("1"))
    assert (whole.orphan, whole.outstanding, whole.traded_notional) == (False, 2.0, 5e6)


@pytest.mark.parametrize("action", ["CORR", "TERM", "EROR", "REVI"])
def test_an_amendment_that_names_nothing_is_an_orphan(action: str) -> None:
    chain = only(message("2", action))

    assert chain.orphan
    assert chain.traded_notional == 0.0


def test_a_ring_is_one_chain_of_its_own() -> None:
    chains = net(
        [
            message("1", "MODI", original_id="3"),
            message("2", "MODI", original_id="1"),
            message("3", "CORR", original_id="2"),
            message("4", "TERM", original_id="3"),
            message("5", "MODI", original_id="5"),
        ]
    )
    assert [(each.root, each.messages, each.orphan) for each in chains] == [
        ("1", 4, True),
        ("5", 1, True),
    ]


def test_a_new_trade_is_its_own_whatever_it_names() -> None:
    chains = net([message("1"), message("2", original_id="1", event="NOVA")])

    assert [each.root for each in chains] == ["1", "2"]


def test_a_chain_of_any_length_is_followed() -> None:
    told = [message("1")]
    told += [
        message(str(at_), "MODI", original_id=str(at_ - 1), notional=float(at_))
        for at_ in range(2, 5000)
    ]
    told.reverse()

    assert only(*told).outstanding == 4999.0


def test_a_size_that_is_not_told_is_none_and_never_nought() -> None:
    chain = only(message("1", notional=None))

    assert chain.outstanding is None
    assert chain.traded_notional is None


def test_the_name_is_that_of_todays_terms_or_of_any_message() -> None:
    nameless = message("2", "MODI", original_id="1", issuer="")
    other = message("3", "CORR", original_id="2", issuer="MSFT")

    assert only(message("1"), nameless).issuer == "ORCL"
    assert only(message("1"), nameless, other).issuer == "MSFT"


def test_what_was_disseminated_later_was_known_later() -> None:
    late = message("1", disseminated_at=at("2026-02-14T09:00:00Z"))

    assert known_by([late], at("2026-02-14T08:59:59Z")) == []
    assert known_by([late], at("2026-02-14T09:00:00Z")) == [late]
