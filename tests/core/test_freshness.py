from __future__ import annotations

from datetime import date

import pytest

from overhang.core.freshness import Kind, next_filing_due, state_of
from overhang.core.snapshot import Clock
from overhang.core.states import State
from support.measured import calendars

FRIDAY = date(2026, 10, 9)
FRESH, STALE, DEAD = State.FRESH, State.STALE, State.DEAD


def judged(
    kind: Kind,
    about: str,
    today: str,
    *,
    shipped: bool = False,
    year_end: str = "12-31",
) -> tuple[State, int, str]:
    return state_of(
        kind,
        date.fromisoformat(about),
        Clock(today=date.fromisoformat(today), shipped=shipped),
        calendars(),
        fiscal_year_end=year_end,
    )


@pytest.mark.parametrize(
    ("about", "today", "state", "age", "reason"),
    [
        ("2026-10-09", "2026-10-09", FRESH, 0, ""),
        ("2026-10-08", "2026-10-09", STALE, 1, "last close 8 Oct 26, 1 session missed"),
        (
            "2026-10-07",
            "2026-10-09",
            STALE,
            2,
            "last close 7 Oct 26, 2 sessions missed",
        ),
        ("2026-10-06", "2026-10-09", DEAD, 3, "last close 6 Oct 26, 3 sessions missed"),
    ],
)
def test_at_the_shipped_clock_the_day_is_over(
    about: str, today: str, state: State, age: int, reason: str
) -> None:
    assert judged(Kind.CLOSE, about, today, shipped=True) == (state, age, reason)


@pytest.mark.parametrize(
    ("about", "today", "state", "age"),
    [
        ("2026-10-09", "2026-10-10", FRESH, 0),
        ("2026-10-09", "2026-10-11", FRESH, 0),
        ("2026-10-09", "2026-10-12", FRESH, 1),
        ("2026-10-09", "2026-10-13", STALE, 2),
        ("2026-10-09", "2026-10-14", STALE, 3),
        ("2026-10-09", "2026-10-15", DEAD, 4),
        ("2026-10-08", "2026-10-10", STALE, 1),
        # Good Friday: no session was missed until Monday is over.
        ("2026-04-02", "2026-04-06", FRESH, 1),
        ("2026-04-02", "2026-04-07", STALE, 2),
    ],
)
def test_on_a_wall_clock_todays_close_may_still_come(
    about: str, today: str, state: State, age: int
) -> None:
    assert judged(Kind.CLOSE, about, today)[:2] == (state, age)


@pytest.mark.parametrize(
    ("about", "today", "state", "age", "reason"),
    [
        ("2026-10-09", "2026-10-09", FRESH, 0, ""),
        # Columbus Day: equities trade, credit does not.
        ("2026-10-09", "2026-10-12", FRESH, 0, ""),
        ("2026-10-09", "2026-10-13", FRESH, 1, ""),
        ("2026-10-09", "2026-10-14", STALE, 2, "mark is 2 business days old"),
        ("2026-10-09", "2026-10-16", STALE, 4, "mark is 4 business days old"),
        ("2026-10-09", "2026-10-19", DEAD, 5, "mark is 5 business days old"),
        ("2026-09-28", "2026-10-09", DEAD, 9, "mark is 9 business days old"),
    ],
)
@pytest.mark.parametrize("shipped", [True, False])
def test_marks_age_on_the_credit_calendar(
    about: str, today: str, state: State, age: int, reason: str, shipped: bool
) -> None:
    assert judged(Kind.MARK, about, today, shipped=shipped) == (state, age, reason)


@pytest.mark.parametrize(
    ("period_end", "year_end", "due"),
    [
        ("2026-03-31", "12-31", "2026-08-09"),
        ("2026-09-30", "12-31", "2027-03-01"),
        # Microsoft's March quarter is followed by its fiscal year end.
        ("2026-03-31", "06-30", "2026-08-29"),
        ("2026-06-30", "06-30", "2026-11-09"),
        # Oracle: the quarter after 31 August ends on 30 November.
        ("2026-08-31", "05-31", "2027-01-09"),
        ("2026-02-28", "05-31", "2026-07-30"),
        ("2025-11-30", "05-31", "2026-04-09"),
    ],
)
def test_the_next_filing_is_due_forty_or_sixty_days_after_its_period(
    period_end: str, year_end: str, due: str
) -> None:
    assert next_filing_due(date.fromisoformat(period_end), year_end) == (
        date.fromisoformat(due)
    )


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-08-09", FRESH),
        ("2026-08-13", FRESH),
        ("2026-08-14", STALE),
        ("2026-08-23", STALE),
        ("2026-08-24", DEAD),
    ],
)
def test_a_filed_figure_stands_until_the_next_quarter_is_overdue(
    today: str, state: State
) -> None:
    found, _, reason = judged(Kind.FILING, "2026-03-31", today)
    assert found is state
    assert reason == ("" if state is FRESH else "next quarter was due 9 Aug 26")


def test_a_year_end_quarter_has_twenty_days_more() -> None:
    late = "2026-08-24"
    assert judged(Kind.FILING, "2026-03-31", late)[0] is DEAD
    assert judged(Kind.FILING, "2026-03-31", late, year_end="06-30")[0] is FRESH


@pytest.mark.parametrize(
    ("given_on", "state", "reason"),
    [
        ("2026-07-29", FRESH, ""),
        ("2026-07-01", FRESH, ""),
        ("2026-06-30", STALE, "no statement for 101 days"),
        ("2024-12-09", STALE, "no statement for 669 days"),
    ],
)
def test_guidance_is_stale_after_a_quarter_and_never_dead(
    given_on: str, state: State, reason: str
) -> None:
    found, _, why = judged(Kind.GUIDANCE, given_on, "2026-10-09")
    assert (found, why) == (state, reason)


@pytest.mark.parametrize(
    ("about", "state"),
    [
        ("2026-10-06", FRESH),
        ("2026-09-30", FRESH),
        ("2026-09-29", STALE),
        ("2026-09-19", STALE),
        ("2026-09-18", DEAD),
    ],
)
def test_the_weekly_tables_are_stale_after_ten_days_and_dead_after_21(
    about: str, state: State
) -> None:
    assert judged(Kind.WEEKLY, about, "2026-10-09")[0] is state


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_fresh_on_its_own_day(kind: Kind) -> None:
    fresh = state_of(kind, FRIDAY, Clock(today=FRIDAY, shipped=False), calendars())
    assert fresh == (FRESH, 0, "")
