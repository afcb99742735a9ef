"""How far a share moved: over a window, and against its own past."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from overhang.core.calendars import Market
from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.metrics import changes
from overhang.core.metrics.book import Book, reading
from overhang.core.metrics.evidence import Row, absent
from overhang.core.observations import Close
from overhang.core.snapshot import Input, Reading


def change(book: Book, sessions: int) -> Reading:
    """Return the change over some sessions, as a fraction: -0.05 is 5 % down."""
    then = _close_on(book, _back(book, book.last.record.date, sessions))
    if isinstance(then, str):
        return absent(then)
    value = book.price / then.record.close_usd - 1.0
    label = f"vs {short(then.record.date)}"
    return reading(book, value, (("close then", then),), label=label)


def zscore(book: Book, window: int) -> Reading:
    """Return the last daily change against `window` changes before it, in sds.

    Of closes alone: a session that is open is not one day's change yet.
    """
    book = book.closed
    last = _daily(book, book.last.record.date)
    if last is None:
        before = _back(book, book.last.record.date, 1)
        return absent(f"no close on {short(before)}")
    prior = _before(book, window)
    value = changes.judged(last, prior, window)
    if isinstance(value, str):
        return absent(value)
    made = reading(book, value, label=f"over {len(prior)} changes")
    cite = Input("last daily change", last, Unit.PERCENT, book.last.record.date)
    return replace(made, inputs=(*made.inputs, cite))


def _before(book: Book, window: int) -> list[float]:
    """Return the daily changes of `window` sessions before the last, newest first."""
    found = []
    day = book.last.record.date
    for _ in range(window):
        day = _back(book, day, 1)
        each = _daily(book, day)
        if each is not None:
            found.append(each)
    return found


def _daily(book: Book, day: date) -> float | None:
    now, then = _close_on(book, day), _close_on(book, _back(book, day, 1))
    if isinstance(now, str) or isinstance(then, str):
        return None
    return now.record.close_usd / then.record.close_usd - 1.0


def _close_on(book: Book, day: date) -> Row[Close] | str:
    return book.closes.on(day) or f"no close on {short(day)}"


def _back(book: Book, day: date, sessions: int) -> date:
    return book.calendars.previous(Market.NYSE, day, sessions)
