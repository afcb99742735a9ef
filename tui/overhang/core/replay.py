"""The past as a desk could have known it, day by day, and what the rules made of it."""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.alerts.alert import Alert, Key
from overhang.core.calendars import Calendars, Market
from overhang.core.events import Results
from overhang.core.freshness import filing_due
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.observations import Balance, CashFlow
from overhang.core.records import Precision, Record, Version
from overhang.core.rules.book import RuleBook
from overhang.core.rules.clock import open_seconds
from overhang.core.rules.moment import Judge, Judged, Moment
from overhang.core.rules.rolls import roll_days
from overhang.core.snapshot import Clock

Measure = Callable[[Inputs], Readings]

_NEW_YORK = ZoneInfo("America/New_York")
_EVENING = time(20)
"""New York. After every close, and after results that come out behind one."""
_DAY = timedelta(days=1)


class Timeline(NamedTuple):
    """Every row in the order in which it could be known."""

    rows: Mapping[str, tuple[Sequence[date], Sequence[Version]]]
    """By table: the days they could be known, ascending, and the rows."""

    def as_of(self, day: date) -> dict[str, Sequence[Version]]:
        """Return the tables as a desk could have known them at the end of a day."""
        return {
            table: versions[: bisect_right(days, day)]
            for table, (days, versions) in self.rows.items()
        }


def timeline(tables: Mapping[str, Sequence[Version]], universe: Universe) -> Timeline:
    """Order the rows of every table by the day they could first be known, and say so.

    A row is known on the day it is about; where only the month is known, at the end of
    that month. A cash flow, or a balance at a month's end, is known when the issuer
    reported: on its first results day on or after the period's end, or on the day the
    filing was due if that came first or no such results day is on record.
    """
    reported: dict[str, list[date]] = defaultdict(list)
    for each in tables.get("results", ()):
        if isinstance(each.record, Results):
            reported[each.record.issuer].append(each.record.results_on)
    for days in reported.values():
        days.sort()
    rows = {}
    for table, versions in tables.items():
        known = [_known_on(each.record, universe, reported) for each in versions]
        order = sorted(range(len(known)), key=known.__getitem__)
        rows[table] = (
            [known[at] for at in order],
            [versions[at]._replace(known_at=_evening(known[at])) for at in order],
        )
    return Timeline(rows)


def history(
    inputs: Inputs,
    book: RuleBook,
    since: date,
    until: date,
    *,
    judge: Judge,
    measure: Measure,
) -> Iterator[tuple[date, Judged]]:
    """Judge every business day of a past, its first and last day with it.

    Each day is one look, in its evening: what was known then is measured against that
    day and judged. Between two looks the market is taken to be as it was at the later
    one, so a wait in open market time counts whole sessions.

    Args:
        inputs: tables, universe and calendars; the clock is replaced day by day.
        book: the rules.
        since: the first day.
        until: the last day.
        judge: what judges one look.
        measure: from the rows of one day to all readings that the rules ask for.
    """
    rows = timeline(inputs.tables, inputs.universe)
    before: dict[Key, Alert] = {}
    last: datetime | None = None
    for day in business_days(inputs.calendars, since, until):
        now = _evening(day)
        moment = Moment(
            now=now,
            today=day,
            passed={
                market: open_seconds(inputs.calendars, market, last or now, now)
                for market in Market
            },
            roll_days=roll_days(inputs.calendars, day),
        )
        known = inputs._replace(
            tables=rows.as_of(day), clock=Clock(today=day, shipped=True)
        )
        judged = judge(book, measure(known), inputs.universe, before, moment)
        yield day, judged
        before = {alert.key: alert for alert in judged.alerts}
        last = now


def business_days(calendars: Calendars, since: date, until: date) -> Iterator[date]:
    """Yield the days on which the share or the credit market is open, both ends in."""
    day = since
    while day <= until:
        if any(calendars.is_open(market, day) for market in Market):
            yield day
        day += _DAY


def _evening(day: date) -> datetime:
    return datetime.combine(day, _EVENING, _NEW_YORK).astimezone(UTC)


def _known_on(
    record: Record, universe: Universe, reported: Mapping[str, Sequence[date]]
) -> date:
    if isinstance(record, CashFlow) or (
        isinstance(record, Balance) and record.date == _month_end(record.date)
    ):
        return _reported_on(record, universe, reported.get(record.issuer, ()))
    if getattr(record, "date_precision", Precision.DAY) is Precision.MONTH:
        return _month_end(record.day)
    return record.day


def _reported_on(
    record: CashFlow | Balance, universe: Universe, reported: Sequence[date]
) -> date:
    issuer = universe.issuer.get(record.issuer)
    year_end = issuer.fiscal_year_end if issuer else "12-31"
    due = filing_due(record.day, year_end)
    at = bisect_left(reported, record.day)
    return min(reported[at], due) if at < len(reported) else due


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
