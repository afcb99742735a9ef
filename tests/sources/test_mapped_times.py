from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from overhang.sources.base import SourceError
from overhang.sources.cells import CellError
from overhang.sources.mapped.times import Times

_NOON = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "timezone", "raw", "expected"),
    [
        ("", "", "2026-03-31", date(2026, 3, 31)),
        ("", "", date(2026, 3, 31), date(2026, 3, 31)),
        ("", "", datetime(2026, 3, 31), date(2026, 3, 31)),  # noqa: DTZ001 - a sheet's
        ("", "", "2026-03-31T00:00:00.000Z", date(2026, 3, 31)),
        ("", "", "2026-04-01T01:00:00Z", date(2026, 3, 31)),
        ("", "UTC", "2026-04-01T01:00:00Z", date(2026, 4, 1)),
        ("", "", "2026-03-31 23:30:00", date(2026, 3, 31)),
        ("%d/%m/%Y", "", "31/03/2026", date(2026, 3, 31)),
        ("%b %d, %Y", "", "Mar 31, 2026", date(2026, 3, 31)),
        ("unix", "", 1774972800, date(2026, 3, 31)),
        ("unix-ms", "", 1774972800000, date(2026, 3, 31)),
        ("unix", "UTC", 1774915200, date(2026, 3, 31)),
    ],
)
def test_days(dates: str, timezone: str, raw: object, expected: date) -> None:
    assert Times(dates, timezone).day(raw) == expected


@pytest.mark.parametrize(
    ("dates", "timezone", "raw"),
    [
        ("", "", "2026-03-31T16:00:00Z"),
        ("", "", "2026-03-31T16:00:00.000000000Z"),
        ("", "", "2026-03-31 16:00 Z"),
        ("", "", "2026-03-31T12:00:00-04:00"),
        ("", "", "2026-03-31T12:00:00-0400"),
        ("", "America/New_York", "2026-03-31 12:00:00"),
        ("%d.%m.%Y %H:%M", "Europe/Berlin", "31.03.2026 18:00"),
        ("unix", "", 1774972800),
        ("unix", "", "1774972800"),
        ("unix-ms", "", 1774972800000),
    ],
)
def test_moments(dates: str, timezone: str, raw: object) -> None:
    assert Times(dates, timezone).moment(raw) == _NOON


@pytest.mark.parametrize(
    ("dates", "raw", "expected"),
    [
        ("", "31/03/2026", "a date as 2026-03-31"),
        ("", "2026-W10-1", "a date as 2026-03-31"),
        ("", "20260331", "a date as 2026-03-31"),
        ("", "2026-02-30", "a time that exists"),
        ("", 20260331, "a date as 2026-03-31"),
        ("%d/%m/%Y", "2026-03-31", "a date as %d/%m/%Y"),
        ("unix", 1774972800000, "is it unix-ms?"),
        ("unix-ms", 1774972800, "is it unix?"),
        ("unix", float("nan"), "a finite number"),
        ("unix", True, "a number"),
        ("unix", 1774915200, "at midnight UTC the day is not clear"),
    ],
)
def test_what_is_no_day(dates: str, raw: object, expected: str) -> None:
    with pytest.raises(CellError) as caught:
        Times(dates, "").day(raw)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-03-31", "a time of day"),
        ("2026-03-31T12:00:00", "a timezone for the feed"),
        ("0001-01-01T00:00:00+23:00", "a day from 1900 to 2199"),
    ],
)
def test_what_is_no_moment(raw: str, expected: str) -> None:
    with pytest.raises(CellError) as caught:
        Times("", "").moment(raw)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("dates", "timezone", "said"),
    [
        ("%d %b", "", "dates: found '%d %b', expected a pattern with a year"),
        ("", "Mars/Olympus", "timezone: found 'Mars/Olympus', expected a zone"),
    ],
)
def test_settings_that_cannot_work(dates: str, timezone: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        Times(dates, timezone)
    assert said in str(caught.value)
