from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from overhang.core.alerts.phrases import End, Said, read_end, read_silence

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
"""12:00 in New York."""


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("", NOON + timedelta(hours=1)),
        ("2h", NOON + timedelta(hours=2)),
        ("for 90m", NOON + timedelta(minutes=90)),
        ("1.5h", NOON + timedelta(minutes=90)),
        (" 2 d ", NOON + timedelta(days=2)),
        ("until 16:00", datetime(2026, 10, 9, 20, 0, tzinfo=UTC)),
        ("16:00", datetime(2026, 10, 9, 20, 0, tzinfo=UTC)),
        ("until 9:30", datetime(2026, 10, 10, 13, 30, tzinfo=UTC)),
        ("12:00", datetime(2026, 10, 10, 16, 0, tzinfo=UTC)),
        ("until 2026-10-12", datetime(2026, 10, 12, 4, 0, tzinfo=UTC)),
        ("2026-11-03 09:30", datetime(2026, 11, 3, 14, 30, tzinfo=UTC)),
        ("2026-10-09T20:00Z", datetime(2026, 10, 9, 20, 0, tzinfo=UTC)),
    ],
)
def test_an_end_is_read_as_people_say_it(typed: str, until: datetime) -> None:
    end = read_end(typed, NOON, NEW_YORK)
    assert end == End(until)
    assert not end.worse


@pytest.mark.parametrize("typed", ["until worse", "worse", " Until  Worse "])
def test_until_worse_has_no_end_on_the_clock(typed: str) -> None:
    end = read_end(typed, NOON, NEW_YORK)
    assert end == End(None)
    assert end.worse


@pytest.mark.parametrize(
    "typed",
    [
        "earnings night",
        "0h",
        "-2h",
        "2",
        "24:00",
        "until",
        "until 2026-10-09 11:00",
        "9999h",
        "2h30",
        "٢h",
        "until 2026-13-01",
        "9999-12-31 23:59",
        "2036-10-09",
    ],
)
def test_what_is_no_length_of_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no length of time|over already|a year"):
        read_end(typed, NOON, NEW_YORK)


def test_the_reason_stands_after_the_comma() -> None:
    said = read_silence("until 16:00, earnings, then the call", NOON, NEW_YORK)
    assert said.why == "earnings, then the call"
    assert said.end == read_end("16:00", NOON, NEW_YORK)
    assert read_silence("", NOON, NEW_YORK) == Said(End(NOON + timedelta(hours=1)), "")
    assert read_silence(", lunch", NOON, NEW_YORK).why == "lunch"


def test_the_night_the_clocks_change_is_as_long_as_it_is() -> None:
    before = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    end = read_end("until 9:00", before, NEW_YORK)
    assert end.at == datetime(2026, 11, 1, 14, 0, tzinfo=UTC)
