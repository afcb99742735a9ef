from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.durations import seconds, short


@pytest.mark.parametrize(
    ("length", "text"),
    [(1.0, "1s"), (90.0, "90s"), (120.0, "2m"), (3600.0, "1h"), (5400.0, "90m")],
)
def test_a_length_is_written_in_the_largest_unit_that_fits(
    length: float, text: str
) -> None:
    assert short(length) == text


@given(st.integers(1, 999_999))
def test_what_is_written_is_read_again(length: int) -> None:
    assert seconds(short(float(length))) == length


@pytest.mark.parametrize("text", ["4.1h", "0.7m", "1.1s"])
def test_a_fraction_of_a_unit_is_written_and_read_again(text: str) -> None:
    assert seconds(short(seconds(text))) == seconds(text)
