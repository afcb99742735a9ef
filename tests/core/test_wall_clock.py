from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
import pytest

from overhang.cli.times import since_of
from overhang.core.alerts.phrases import read_end


@pytest.mark.parametrize(
    ("zone", "now", "clock", "since", "until"),
    [
        # Clocks are put back: 01:45 comes twice.
        ("Europe/London", "2026-10-25T00:30Z", "01:45", "24T00:45Z", "25T00:45Z"),
        ("Europe/London", "2026-10-25T01:30Z", "01:45", "25T00:45Z", "25T01:45Z"),
        ("Europe/London", "2026-10-25T01:50Z", "01:45", "25T01:45Z", "26T01:45Z"),
        ("America/New_York", "2026-11-01T06:30Z", "01:45", "01T05:45Z", "01T06:45Z"),
        # Clocks are put on: 01:30 and 02:30 do not come.
        ("Europe/London", "2026-03-29T00:10Z", "01:30", "28T01:30Z", "29T01:30Z"),
        ("America/New_York", "2026-03-08T05:10Z", "02:30", "07T07:30Z", "08T07:30Z"),
        ("Asia/Kolkata", "2026-03-29T10:00Z", "16:00", "28T10:30Z", "29T10:30Z"),
    ],
)
def test_a_clock_time_is_the_nearest_at_which_the_zone_shows_it(
    zone: str, now: str, clock: str, since: str, until: str
) -> None:
    there, at = ZoneInfo(zone), datetime.fromisoformat(now)
    month = now[:8]
    assert since_of(clock, at, there) == datetime.fromisoformat(month + since)
    assert read_end(clock, at, there).at == datetime.fromisoformat(month + until)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "2026-11-01 01:30",
            "01:30 comes twice on 2026-11-01: "
            "say 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00",
        ),
        ("2026-03-08 02:30", "02:30 does not come on 2026-03-08"),
    ],
)
def test_a_time_that_comes_twice_or_never_is_refused_in_words(
    typed: str, said: str
) -> None:
    there, month = ZoneInfo("America/New_York"), datetime.fromisoformat(typed).month
    now = datetime(2026, month, 1, 3, tzinfo=UTC)
    with pytest.raises(ValueError, match=said):
        read_end(f"until {typed}", now, there)
    with pytest.raises(click.UsageError, match=said):
        since_of(typed, now, there)


def test_one_of_the_two_can_be_meant_and_a_day_begins_with_its_first_moment() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    west, south = ZoneInfo("America/New_York"), ZoneInfo("America/Santiago")
    second = read_end("2026-11-01T01:30-05:00", now, west)
    assert second.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    # Clocks there are put on at midnight.
    assert read_end("2026-09-06", now, south).at == datetime(2026, 9, 6, 4, tzinfo=UTC)
