"""Neither order nor batches nor repetition change what messages net to."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from overhang.core.tape.days import tape_days
from overhang.core.tape.message import TapeMessage, distinct
from overhang.core.tape.netting import net
from support.tape import at, changed, message, sample

MESSAGES = sample()


@given(st.permutations(MESSAGES), st.lists(st.sampled_from(MESSAGES), max_size=9))
def test_neither_order_nor_repetition_matters(
    shuffled: list[TapeMessage], again: list[TapeMessage]
) -> None:
    assert net([*shuffled, *again]) == net(MESSAGES)
    assert tape_days(net([*again, *shuffled])) == tape_days(net(MESSAGES))


@given(
    st.permutations(MESSAGES),
    st.lists(st.integers(0, len(MESSAGES)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_batches_do_not_matter(
    shuffled: list[TapeMessage], cuts: list[int], rng: Any
) -> None:
    ends = [0, *sorted(cuts), len(shuffled)]
    batches = [shuffled[a:b] for a, b in pairwise(ends)]
    rng.shuffle(batches)
    known: dict[str, TapeMessage] = {}
    for batch in batches:
        known = distinct([*known.values(), *batch])

    assert net(known.values()) == net(MESSAGES)


ACTIONS = ("NEWT", "MODI", "CORR", "TERM", "EROR", "CANC", "REVI")


@st.composite
def tangles(draw: st.DrawFn) -> list[TapeMessage]:
    """Messages that name one another in every way, rings and gaps among them."""
    names = [str(each) for each in range(1, draw(st.integers(2, 9)))]
    return [
        message(
            name,
            draw(st.sampled_from(ACTIONS)),
            original_id=draw(st.sampled_from(["", "99", *names])),
            event_at=at("2026-02-13T12:00:00Z")
            + dt.timedelta(seconds=draw(st.integers(0, 3))),
            notional=draw(st.sampled_from([None, 1e6, 2e6, 3e6])),
        )
        for name in names
    ]


@given(tangles(), st.randoms(use_true_random=False))
def test_any_tangle_nets_the_same_in_any_order(
    tangle: list[TapeMessage], rng: Any
) -> None:
    straight = net(tangle)
    rng.shuffle(tangle)

    assert net(tangle) == straight
    assert sum(each.messages for each in straight) == len(tangle)


@given(tangles(), st.randoms(use_true_random=False))
def test_two_wordings_of_one_message_are_settled_in_any_order(
    tangle: list[TapeMessage], rng: Any
) -> None:
    both = [*tangle, *(changed(each, platform="XOFF", notional=7.0) for each in tangle)]
    straight = net(both)
    rng.shuffle(both)

    assert net(both) == straight
