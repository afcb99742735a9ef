from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.pacing import Pace, backoff, retry_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PACE = Pace()


@given(st.integers(1, 10_000), st.integers())
def test_backoff_stays_within_its_bounds(failures: int, seed: int) -> None:
    delay = backoff(failures, PACE, Random(seed))

    assert 1.0 <= delay <= min(60.0, 2.0 ** min(failures, 10))


def test_backoff_grows_and_differs_from_client_to_client() -> None:
    means = [
        sum(backoff(failures, PACE, Random(seed)) for seed in range(300)) / 300
        for failures in (1, 3, 5, 8)
    ]

    assert means == sorted(means)
    assert len({backoff(5, PACE, Random(seed)) for seed in range(10)}) == 10


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        (" 120 ", 120.0),
        ("0", 1.0),
        ("86400", 900.0),
        ("9" * 5000, 900.0),
        ("Mon, 02 Mar 2026 09:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 10:00:30 +0100", 30.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 1.0),
        ("Tue, 03 Mar 2026 09:00:00 GMT", 900.0),
        ("Sun, 06 Nov 99999999999999 08:49:37 GMT", None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after_is_honoured_within_bounds(
    header: str, seconds: float | None
) -> None:
    assert retry_after(header, NOW, PACE) == seconds


@given(st.text(max_size=40) | st.datetimes().map(format_datetime))
def test_any_retry_after_is_understood_or_not_but_bounded(header: str) -> None:
    seconds = retry_after(header, NOW, PACE)

    assert seconds is None or 1.0 <= seconds <= 900.0
