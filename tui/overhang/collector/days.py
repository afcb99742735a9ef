"""Which days a delivery brings that nobody judged yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from overhang.collector.changes import Change, Slot, Standing
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.records import Record
from overhang.core.replay import timeline
from overhang.core.rules.book import RuleBook
from overhang.core.snapshot import Reading
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store.base import Store

_DAILY = ("closes", "cds_marks", "indices")
"""Tables with a row a day, whose days rules may wait for."""
_AT_MOST = 60
"""Days of one delivery that are judged one by one: what is older is history."""


def days_before(
    today: date,
    changes: Iterable[Change],
    standing: Mapping[Slot, Standing],
    book: RuleBook,
    store: Store,
    came: Collection[str] = (),
) -> Sequence[date]:
    """Return the days before today that new rows are about, in order.

    An issuer that was not there before brings all of its past: of that, only as many
    days count as the rules wait for. A row that was there once, went and is back is not
    new: its day was judged.

    Args:
        today: the clock's day.
        changes: what is new.
        standing: what stood before them.
        book: the rules.
        store: knows what was there once.
        came: issuers that nobody watched at the last look.

    Raises:
        StoreError: the store cannot be read.
    """
    longest = max(
        (max(each.waits.hold.closes, each.waits.keep.closes) for each in book.rules),
        default=0,
    )
    days: set[date] = set()
    for change in changes:
        if change.slot.table not in _DAILY:
            continue
        rows = standing.get(change.slot, {})
        known = {getattr(each.record, "issuer", "") for each in rows.values()}
        by_issuer: defaultdict[str, set[date]] = defaultdict(set)
        for record in _new(change, rows, today, store):
            by_issuer[getattr(record, "issuer", "")].add(record.day)
        for issuer, mine in by_issuer.items():
            days.update(mine if issuer in known else _last(mine, longest))
    for slot, rows in standing.items():
        if slot.table in _DAILY:
            for issuer in came:
                days.update(_last(_past(issuer, rows, today), longest))
    return _last(days, _AT_MOST)


def _new(change: Change, rows: Standing, today: date, store: Store) -> Iterator[Record]:
    """Yield the rows about days before today, but for those that are back."""
    identity = identify(TABLES[change.slot.table])
    past = [each for each in change.put if each.day < today and not each.provisional]
    absent = [each for each in past if identity(each) not in rows]
    had = store.ever(change.slot.table, change.slot.feed, absent) if absent else ()
    for record in past:
        if identity(record) not in had:
            yield record


def _past(issuer: str, rows: Standing, today: date) -> Iterator[date]:
    """Yield the days before today that an issuer's rows are about."""
    for each in rows.values():
        record = each.record
        if getattr(record, "issuer", "") == issuer and record.day < today:
            yield record.day


def only_news(
    readings: Readings, last: Readings, day: date, book: RuleBook
) -> Readings:
    """Leave out what a day before today does not add to what was judged.

    Args:
        readings: measured as of the day.
        last: what was judged last; figures of newer days are news.
        day: the day. A figure that was never judged has no past, but for closes of
            this very day that rules wait for.
        book: the rules.
    """
    waited = _waited(book)
    return {
        subject: {
            metric: reading
            for metric, reading in mine.items()
            if reading.about is not None
            and (
                _is_news(before, reading)
                if (before := last.get(subject, {}).get(metric)) and before.about
                else reading.about == day and metric in waited
            )
        }
        for subject, mine in readings.items()
    }


def _is_news(before: Reading, reading: Reading) -> bool:
    """Whether a figure is of a later day, or the close of a day that had a price."""
    if before.about is None or reading.about is None:
        return False
    closed = before.at is not None and reading.at is None
    return before.about < reading.about or (closed and before.about == reading.about)


def as_of(inputs: Inputs, days: Sequence[date]) -> Iterator[tuple[date, Inputs]]:
    """Yield what a desk could have measured from at the end of each day."""
    if not days:
        return
    rows = timeline(inputs.tables, inputs.universe)
    for day in days:
        clock = replace(inputs.clock, today=day, now=None)
        yield day, inputs._replace(tables=rows.as_of(day), clock=clock)


def _waited(book: RuleBook) -> set[str]:
    """Return the metrics and terms of which rules wait for several closes."""
    return {
        key
        for rule in book.rules
        if max(rule.waits.hold.closes, rule.waits.keep.closes) > 1
        for key in (
            [term.key for term in rule.when.terms] if rule.when else [rule.metric]
        )
    }


def _last(days: Iterable[date], n: int) -> Sequence[date]:
    return sorted(set(days))[-n:] if n else ()
