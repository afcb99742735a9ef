"""How often a reader looks for what another process wrote."""

from __future__ import annotations

from itertools import islice

from overhang.store.changes import pauses


def test_it_looks_often_at_first_and_then_as_told() -> None:
    waits = list(islice(pauses(0.1), 200))
    assert waits[0] == 0.01
    assert waits == sorted(waits)
    assert waits[-1] == 0.1
    assert 3 < sum(each for each in waits if each < 0.1) < 6


def test_it_never_looks_less_often_than_told() -> None:
    assert set(islice(pauses(0.005), 4)) == {0.005}
