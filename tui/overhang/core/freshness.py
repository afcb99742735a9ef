"""Whether a figure can still be relied on: one table of policies, one question.

Lateness is counted in the unit of each series: sessions that passed without a close,
business days since a mark, days past the date a filing was due. From `stale` on the
figure is out of date, from `dead` on it only tells where things stood.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.calendars import Calendars, Market
from overhang.core.dates import price_time, short
from overhang.core.rules.clock import open_seconds
from overhang.core.snapshot import Clock
from overhang.core.states import State

QUARTERLY_DAYS = 40
"""A 10-Q is due this many days after its period's end."""
ANNUAL_DAYS = 60
"""A 10-K is due this many days after its period's end."""


PRICE_S = 20 * 60.0
"""Seconds of open market after which the last price of a session is out of date: most
vendors delay theirs by a quarter of an hour."""

_NEW_YORK = ZoneInfo("America/New_York")


class Kind(StrEnum):
    """What kind of figure grows old."""

    CLOSE = "close"
    MARK = "mark"
    """A CDS mark."""
    FILING = "filing"
    """A figure of one reported period; `about` is the period's end."""
    GUIDANCE = "guidance"
    """A guidance statement; `about` is the day it was given."""
    WEEKLY = "weekly"
    """DTCC's weekly tables: net notional, dealers."""
    POSITION = "position"
    """The desk's own book; `about` is its day."""
    RATE = "rate"
    """A rate of the Treasury curve, or SOFR."""


class Freshness(NamedTuple):
    """How old a figure is, and what that means."""

    state: State
    """Fresh, stale or dead; never absent."""
    age: int
    """Business days since `about` on the series' own calendar."""
    reason: str
    """Why it is not fresh; empty when it is."""


class _Question(NamedTuple):
    about: date
    clock: Clock
    calendars: Calendars
    fiscal_year_end: str


class _Policy(NamedTuple):
    market: Market
    """The calendar that counts the age."""
    late: Callable[[_Question], int]
    """How late the next figure is, in the policy's unit."""
    stale: int
    dead: int | None
    say: Callable[[_Question, int], str]
    """Word the lateness."""


def state_of(
    kind: Kind,
    about: date,
    clock: Clock,
    calendars: Calendars,
    *,
    fiscal_year_end: str = "12-31",
) -> Freshness:
    """Judge a figure about one day as of the clock's today.

    `fiscal_year_end` (`MM-DD`) matters to filings only: it says which of the next
    periods is reported in a 10-K.
    """
    policy = POLICIES[kind]
    question = _Question(about, clock, calendars, fiscal_year_end)
    age = calendars.business_days(policy.market, about, clock.today)
    late = policy.late(question)
    if late < policy.stale:
        return Freshness(State.FRESH, age, "")
    dead = policy.dead is not None and late >= policy.dead
    state = State.DEAD if dead else State.STALE
    return Freshness(state, age, policy.say(question, late))


def price_state(
    at: datetime, day: date, clock: Clock, calendars: Calendars
) -> Freshness:
    """Judge the last price of a session that has no close yet.

    It ages while the market is open, so the last price before the end of a session
    stands in for the close that evening. On a later day it is as late as the close
    that should have come.

    Args:
        at: when the price was made, UTC.
        day: the session's day.
        clock: without `now`, its day is over.
        calendars: when the market is open.
    """
    if day < clock.today:
        before = calendars.previous(Market.NYSE, day)
        missed = state_of(Kind.CLOSE, before, clock, calendars)
        age = calendars.business_days(Market.NYSE, day, clock.today)
        said = f"last price {price_time(at)} on {short(day)}, no close since"
        # Its own day may still be the newest that could have closed.
        state = State.STALE if missed.state is State.FRESH else missed.state
        return Freshness(state, age, said)
    midnight = datetime.combine(day + timedelta(days=1), time.min, _NEW_YORK)
    until = clock.now or midnight.astimezone(UTC)
    if open_seconds(calendars, Market.NYSE, at, until) < PRICE_S:
        return Freshness(State.FRESH, 0, "")
    return Freshness(State.STALE, 0, f"no price since {price_time(at)}")


def next_filing_due(period_end: date, fiscal_year_end: str) -> date:
    """Return the day by which the quarter after a period must have been filed.

    Forty days after its end, sixty when it ends the fiscal year (`MM-DD`).
    """
    year, month = divmod(period_end.year * 12 + period_end.month - 1 + 3, 12)
    month += 1
    end = date(year, month, calendar.monthrange(year, month)[1])
    return filing_due(end, fiscal_year_end)


def filing_due(period_end: date, fiscal_year_end: str) -> date:
    """Return the day by which a period must have been filed.

    Forty days after its end, sixty when it ends the fiscal year (`MM-DD`).
    """
    annual = period_end.month == int(fiscal_year_end[:2])
    return period_end + timedelta(days=ANNUAL_DAYS if annual else QUARTERLY_DAYS)


def _sessions_missed(question: _Question) -> int:
    """Count the sessions that ended without a close after the last one.

    The shipped clock stands at a close, so its day is over. A wall clock's day is not:
    its close may still come, and the last one before it is the newest there can be.
    """
    today = question.clock.today
    over = today if question.clock.shipped else today - timedelta(days=1)
    return question.calendars.business_days(Market.NYSE, question.about, over)


def _credit_days(question: _Question) -> int:
    return question.calendars.business_days(
        Market.SIFMA, question.about, question.clock.today
    )


def _days(question: _Question) -> int:
    return (question.clock.today - question.about).days


def _days_past_due(question: _Question) -> int:
    due = next_filing_due(question.about, question.fiscal_year_end)
    return (question.clock.today - due).days


def _say_sessions(question: _Question, late: int) -> str:
    return f"last close {short(question.about)}, {_count(late, 'session')} missed"


def _say_mark(question: _Question, late: int) -> str:
    return f"mark is {_count(late, 'business day')} old"


def _say_rate(question: _Question, late: int) -> str:
    return f"rate is {_count(late, 'business day')} old"


def _say_book(question: _Question, late: int) -> str:
    return f"book is {_count(late, 'business day')} old"


def _say_due(question: _Question, late: int) -> str:
    due = next_filing_due(question.about, question.fiscal_year_end)
    return f"next quarter was due {short(due)}"


def _say_guidance(question: _Question, late: int) -> str:
    return f"no statement for {_count(late, 'day')}"


def _say_days(question: _Question, late: int) -> str:
    return f"weekly figure is {_count(late, 'day')} old"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_NYSE, _SIFMA = Market.NYSE, Market.SIFMA

POLICIES: Mapping[Kind, _Policy] = MappingProxyType(
    {
        Kind.CLOSE: _Policy(_NYSE, _sessions_missed, 1, 3, _say_sessions),
        # Credit closes late in New York, so the business day before still is the last.
        Kind.MARK: _Policy(_SIFMA, _credit_days, 2, 5, _say_mark),
        Kind.FILING: _Policy(_NYSE, _days_past_due, 5, 15, _say_due),
        # A quarter and the days by which one results date moves against the next. An
        # old statement is stale and no worse: it stands until it is withdrawn.
        Kind.GUIDANCE: _Policy(_NYSE, _days, 101, None, _say_guidance),
        Kind.WEEKLY: _Policy(_SIFMA, _days, 10, 21, _say_days),
        # Yesterday's book is the newest until today's is struck.
        Kind.POSITION: _Policy(_SIFMA, _credit_days, 2, 5, _say_book),
        # A day's rates are published on the next business day, some in its afternoon.
        Kind.RATE: _Policy(_SIFMA, _credit_days, 3, 6, _say_rate),
    }
)
"""How each kind of figure grows old."""
