"""A little of every fuzz target; `python -m tests.fuzz` runs as much as one wants."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.judge import Judge
from fuzz.mutate import inputs
from fuzz.target import NAMES, load

RUNS = int(os.environ.get("OVERHANG_TEST_FUZZ", "300"))
SEED = 7

every_target = pytest.mark.parametrize("name", NAMES)


@every_target
def test_what_chance_makes_is_read_or_refused_in_time(name: str) -> None:
    target = load(name)
    judge = Judge(target.check)
    for data in inputs(target, Random(SEED), RUNS):
        judge.run(data)
    assert judge.findings == {}
    assert judge.slow == 0, judge.slowest_data
    assert 0 < judge.taken < judge.count


@every_target
def test_every_seed_is_read_or_refused(name: str) -> None:
    target = load(name)
    taken = [target.check(each) for each in target.seeds()]
    assert any(taken)


@every_target
@settings(max_examples=30)
@given(data=st.data())
def test_bytes_of_any_kind_are_read_or_refused(name: str, data: st.DataObject) -> None:
    target = load(name)
    target.check(data.draw(st.binary(max_size=target.size)))
    target.check(target.made(data.draw(st.randoms(use_true_random=False))))
