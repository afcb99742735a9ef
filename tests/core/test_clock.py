from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.calendars import Market
from overhang.core.rules.clock import Stopwatch, open_seconds
from support.measured import calendars

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = 3600.0
NYSE, SIFMA = Market.NYSE, Market.SIFMA


def looks(stopwatch: Stopwatch, *times: tuple[float, float]) -> list[float]:
    """Look at wall and monotonic seconds."""
    return [
        stopwatch.look(NOON + timedelta(seconds=wall), monotonic)
        for wall, monotonic in times
    ]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param([(0, 5)], [0], id="the first look vouches for nothing"),
        pytest.param([(0, 5), (20, 25), (30, 35)], [0, 20, 10], id="time that passed"),
        pytest.param([(0, 5), (90, 95)], [0, 60], id="one interval at most"),
        pytest.param([(0, 5), (-3600, 35)], [0, 30], id="the wall steps back"),
        pytest.param([(0, 5), (3600, 35)], [0, 30], id="the wall steps ahead"),
        pytest.param([(0, 5), (3600, 5)], [0, 0], id="the machine slept"),
        pytest.param([(0, 5), (9, 4)], [0, 0], id="never less than nothing"),
    ],
)
def test_a_look_vouches_for_the_time_before_it(
    times: list[tuple[float, float]], expected: list[float]
) -> None:
    assert looks(Stopwatch(60.0), *times) == expected


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        pytest.param(10, 10, id="shorter than an interval"),
        pytest.param(9_000, 60, id="longer"),
        pytest.param(-500, 0, id="the wall stepped back meanwhile"),
    ],
)
def test_after_a_restart_the_wall_is_believed_up_to_one_interval(
    down: float, expected: float
) -> None:
    stopwatch = Stopwatch(60.0, last=NOON)
    assert looks(stopwatch, (down, 7), (down + 4, 11)) == [expected, 4]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)), max_size=9))
def test_no_clock_makes_a_look_vouch_for_more_than_an_interval(
    times: list[tuple[float, float]],
) -> None:
    assert all(0 <= each <= 60 for each in looks(Stopwatch(60.0, last=NOON), *times))


def hours(market: Market, start: str, end: str) -> float:
    """Count the open hours between two times in New York."""
    times = [
        datetime.fromisoformat(each).replace(tzinfo=NEW_YORK) for each in (start, end)
    ]
    return open_seconds(calendars(), market, *times) / HOUR


@pytest.mark.parametrize(
    ("market", "start", "end", "expected"),
    [
        pytest.param(NYSE, "2026-03-02T00:00", "2026-03-03T00:00", 6.5, id="a day"),
        pytest.param(SIFMA, "2026-03-02T00:00", "2026-03-03T00:00", 9, id="credit"),
        pytest.param(NYSE, "2026-03-02T09:00", "2026-03-02T10:00", 0.5, id="opening"),
        pytest.param(NYSE, "2026-03-02T15:30", "2026-03-02T17:00", 0.5, id="closing"),
        pytest.param(NYSE, "2026-03-02T16:00", "2026-03-03T09:30", 0, id="a night"),
        pytest.param(NYSE, "2026-03-06T15:00", "2026-03-09T10:30", 2, id="a weekend"),
        pytest.param(NYSE, "2026-11-27T00:00", "2026-11-28T00:00", 3.5, id="short"),
        pytest.param(SIFMA, "2026-11-27T00:00", "2026-11-28T00:00", 6, id="short too"),
        pytest.param(NYSE, "2026-11-26T00:00", "2026-11-27T00:00", 0, id="a holiday"),
        pytest.param(NYSE, "2026-11-11T00:00", "2026-11-12T00:00", 6.5, id="one open"),
        pytest.param(SIFMA, "2026-11-11T00:00", "2026-11-12T00:00", 0, id="one not"),
        pytest.param(NYSE, "2026-03-06T00:00", "2026-03-10T00:00", 13, id="spring"),
        pytest.param(NYSE, "2026-10-30T00:00", "2026-11-03T00:00", 13, id="autumn"),
        pytest.param(NYSE, "2026-03-02T12:00", "2026-03-02T11:00", 0, id="backwards"),
    ],
)
def test_only_sessions_count(
    market: Market, start: str, end: str, expected: float
) -> None:
    assert hours(market, start, end) == pytest.approx(expected)


@pytest.mark.parametrize(("day", "opens"), [("2026-03-06", 14.5), ("2026-03-09", 13.5)])
def test_the_opening_is_at_half_past_nine_whatever_the_clocks_do(
    day: str, opens: float
) -> None:
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    opening = start + timedelta(hours=opens)
    minute = timedelta(minutes=1)
    assert open_seconds(calendars(), NYSE, start, opening) == 0
    assert open_seconds(calendars(), NYSE, start, opening + minute) == 60


@given(st.lists(st.integers(0, 20_000), min_size=2, max_size=6))
def test_open_time_adds_up_however_it_is_cut(minutes: list[int]) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    cuts = [start + timedelta(minutes=each) for each in sorted(minutes)]
    parts = sum(
        open_seconds(calendars(), NYSE, one, other) for one, other in pairwise(cuts)
    )
    assert parts == open_seconds(calendars(), NYSE, cuts[0], cuts[-1])
