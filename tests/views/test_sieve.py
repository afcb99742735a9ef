"""What is typed after `/` narrows every list in one way."""

from __future__ import annotations

import pytest

from overhang.screens.order import Order, arranged
from overhang.views.panes import equity_pane
from overhang.views.sieve import sieve, sieved
from support.sample_alerts import alerted_snapshot

LINES = ("ORCL Oracle crit", "META Meta Platforms warn", "MSFT Microsoft warn")


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("", [0, 1, 2]),
        ("  ", [0, 1, 2]),
        ("WARN", [1, 2]),
        ("warn m", [1, 2]),
        ("platforms meta", [1]),
        ("oracle warn", []),
    ],
)
def test_every_word_is_found_in_any_order(wanted: str, left: list[int]) -> None:
    assert sieve(wanted, LINES, str) == [LINES[each] for each in left]


def test_it_says_how_many_of_how_many() -> None:
    assert sieved("warn", 2, 3) == "only warn: 2 of 3"
    assert sieved(" ", 3, 3) == ""


def test_the_board_looks_into_codes_and_names() -> None:
    snapshot = alerted_snapshot()
    pane = equity_pane(snapshot)
    found = arranged(pane, snapshot, Order(), "soft MS")
    assert [row.key for row in found.rows] == ["MSFT"]
    assert found.about == "only soft MS: 1 of 5"
    assert arranged(pane, snapshot, Order()).rows == pane.rows
