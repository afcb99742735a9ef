from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
import pytest

from overhang.cli.times import since_of

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
"""10:00 in New York, the day after its clocks went back."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8h", "2026-11-02T07:00Z"),
        ("90m", "2026-11-02T13:30Z"),
        ("1.5d", "2026-11-01T03:00Z"),
        ("07:30", "2026-11-02T12:30Z"),
        # Not today yet: yesterday's, when the zone was an hour nearer till two.
        ("10:01", "2026-11-01T15:01Z"),
        ("2026-10-31", "2026-10-31T04:00Z"),
        ("2026-10-31T16:00", "2026-10-31T20:00Z"),
        ("2026-10-31 16:00", "2026-10-31T20:00Z"),
        ("2026-10-31T16:00+00:00", "2026-10-31T16:00Z"),
        ("2026-10-31T16:00Z", "2026-10-31T16:00Z"),
    ],
)
def test_a_past_moment_is_meant_in_the_desk_s_zone(text: str, at: str) -> None:
    assert since_of(text, NOW, NEW_YORK) == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "8", "-8h", "25:00", "2026-13-01", "8 hours", "0001-01-01T00:00Z"],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.UsageError, match="expected a time as 8h"):
        since_of(text, NOW, NEW_YORK)


def test_a_moment_still_to_come_is_refused() -> None:
    with pytest.raises(click.UsageError, match="still to come"):
        since_of("2026-11-03", NOW, NEW_YORK)
