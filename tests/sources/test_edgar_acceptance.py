from __future__ import annotations

import datetime as dt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.events import Timing
from overhang.sources.edgar.acceptance import (
    NEW_YORK,
    Acceptance,
    Stamp,
    accepted,
    end_of_filing,
)


def stamp(written: str, filed: str = "") -> Stamp:
    moment = dt.datetime.fromisoformat(written)
    return Stamp(moment, dt.date.fromisoformat(filed) if filed else moment.date())


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "filed", "at"),
    [
        # 16:05 in New York, written in UTC: at 20:05 it would have the next day's date.
        ("2026-04-29T20:05:11", "2026-04-29", "2026-04-29T20:05:11"),
        ("2026-01-28T21:05:12", "2026-01-28", "2026-01-28T21:05:12"),
        # Before six o'clock nothing is accepted: New York's clock.
        ("2025-04-30T07:30:32", "2025-04-30", "2025-04-30T11:30:32"),
        ("2026-07-24T07:45:42", "2026-07-24", "2026-07-24T11:45:42"),
        # Came after 17:30, so it has the next day's date; at noon it would not.
        ("2026-04-29T17:45:00", "2026-04-30", "2026-04-29T21:45:00"),
        ("2025-12-23T19:06:26", "2025-12-24", "2025-12-24T00:06:26"),
        # The same from 21:45 UTC, 17:45 in New York.
        ("2026-04-29T21:45:00", "2026-04-30", None),
        # Past midnight in UTC: nobody files at one in the morning.
        ("2026-04-30T01:10:00", "2026-04-30", "2026-04-30T01:10:00"),
        # Begun by 17:30, done by 17:59.
        ("2026-04-29T21:59:00", "2026-04-29", "2026-04-29T21:59:00"),
        # Saturday in UTC, Friday evening in New York.
        ("2026-05-02T01:10:00", "2026-05-04", "2026-05-02T01:10:00"),
        # Noon or 16:05: either could be.
        ("2026-04-29T16:05:11", "2026-04-29", None),
        ("2026-04-29T11:45:00", "2026-04-29", None),
        # Neither keeps the rules.
        ("2026-04-29T03:00:00", "2026-04-27", None),
        ("2026-04-30T02:30:00", "2026-04-30", None),
        ("2026-05-02T18:30:00", "2026-05-04", None),
    ],
)
def test_a_clock_is_told_by_the_rules_of_filing(
    written: str, filed: str, at: str | None
) -> None:
    (found,) = accepted([stamp(written, filed)])

    assert found.certain == (at is not None)
    if at is not None:
        assert found.at == utc(at)


def test_of_two_possible_moments_the_later_is_taken() -> None:
    (found,) = accepted([stamp("2026-04-29T16:05:11")])

    assert found.at == utc("2026-04-29T20:05:11")


IN_UTC = stamp("2026-01-28T21:05:12")
IN_NEW_YORK = stamp("2026-01-29T07:30:00")
UNTOLD = stamp("2026-01-30T12:00:00")
NEWEST = stamp("2026-04-29T20:05:11")


@pytest.mark.parametrize(
    ("others", "at", "certain"),
    [
        ([IN_UTC, NEWEST], "2026-01-30T12:00:00", True),
        ([IN_NEW_YORK, NEWEST], "2026-01-30T17:00:00", True),
        ([IN_UTC, IN_NEW_YORK, NEWEST], "2026-01-30T17:00:00", False),
        ([NEWEST], "2026-01-30T17:00:00", False),
        ([IN_UTC], "2026-01-30T17:00:00", False),
    ],
    ids=["UTC", "New York", "both", "nothing settled", "too fresh"],
)
def test_a_company_has_one_clock_once_its_filings_have_settled(
    others: list[Stamp], at: str, certain: bool
) -> None:
    assert accepted([UNTOLD, *others])[0] == Acceptance(utc(at), certain)


def test_a_fresh_filing_may_not_be_converted_yet() -> None:
    fresh = stamp("2026-04-29T16:05:11")

    assert not accepted([IN_UTC, fresh])[1].certain


@pytest.mark.parametrize(
    ("read_at", "certain"),
    [
        ("2026-04-29T12:00:00", True),
        ("2026-04-29T15:44:59", True),
        ("2026-04-29T15:45:00", False),
    ],
)
def test_a_filing_cannot_come_after_it_was_read(read_at: str, certain: bool) -> None:
    (found,) = accepted([stamp("2026-04-29T11:45:00")], utc(read_at))

    assert found.certain is certain
    assert found.at == utc("2026-04-29T11:45:00" if certain else "2026-04-29T15:45:00")


@pytest.mark.parametrize(
    ("at", "certain", "timing"),
    [
        ("2026-04-29T20:00:00", True, Timing.AMC),
        ("2026-04-29T19:59:59", True, None),
        ("2026-04-29T13:29:59", True, Timing.BMO),
        ("2026-04-29T13:30:00", True, None),
        ("2026-01-28T20:59:59", True, None),
        ("2026-01-28T21:00:00", True, Timing.AMC),
        ("2026-04-29T20:00:00", False, None),
    ],
)
def test_the_time_of_day_is_new_yorks(
    at: str, certain: bool, timing: Timing | None
) -> None:
    assert Acceptance(utc(at), certain).timing is timing


@pytest.mark.parametrize(
    ("filed", "at"),
    [("2026-04-29", "2026-04-29T21:30:00"), ("2026-01-28", "2026-01-28T22:30:00")],
)
def test_the_last_moment_of_a_filing_date(filed: str, at: str) -> None:
    assert end_of_filing(dt.date.fromisoformat(filed)) == utc(at)


def test_no_filings_are_no_trouble() -> None:
    assert accepted([]) == []


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Six to half past five in New York, to the second."""
    time = time.replace(hour=6 + time.hour % 11, microsecond=0)
    return dt.datetime.combine(day, time, NEW_YORK).astimezone(dt.UTC)


WEEKDAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 1, 1)).filter(
    lambda day: day.weekday() < 5
)
MOMENTS = st.builds(moment, WEEKDAYS, st.times())


@given(
    st.lists(MOMENTS, max_size=12),
    st.sampled_from([dt.UTC, NEW_YORK]),
    st.randoms(),
)
def test_what_is_certain_is_true_and_nothing_is_known_early(
    moments: list[dt.datetime], clock: dt.tzinfo, random: Random
) -> None:
    """Whichever clock a company's feed is written in."""
    stamps = [
        Stamp(at.astimezone(clock).replace(tzinfo=None), at.astimezone(NEW_YORK).date())
        for at in moments
    ]

    found = accepted(stamps)

    assert all(each.at >= at for each, at in zip(found, moments, strict=True))
    assert all(
        each.at == at for each, at in zip(found, moments, strict=True) if each.certain
    )
    order = list(range(len(stamps)))
    random.shuffle(order)
    assert accepted([stamps[n] for n in order]) == [found[n] for n in order]
