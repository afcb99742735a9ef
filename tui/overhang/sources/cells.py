"""One cell: from what a file says to a typed value, or what was expected."""

from __future__ import annotations

import datetime as dt
import math
import re
import reprlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar

from overhang.core.safe_text import safe_text
from overhang.sources.columns import Column, Kind

Parse = Callable[[object], object]
"""Takes a cell that is not empty; raises `CellError`."""


Day = TypeVar("Day", bound=dt.date)


class CellError(ValueError):
    """A cell that cannot be read; the message says what was expected."""


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BIG = 10**18
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)

_A_NUMBER = "a number such as 1234.5"
_AN_INTEGER = "a whole number"
_A_DATE = "a date such as 2026-03-31"
_YEARS = range(1900, 2200)
_A_SANE_DAY = "a day from 1900 to 2199"
"""At the ends of time no day can be counted on: one row from there would keep every
figure from being measured."""
_A_MOMENT = "a time with its zone such as 2026-03-31T20:00:00Z"
_TEXT_LIMIT = 1024
"""Longer than any quote worth keeping in view; the views cut again."""
_MANY = 20
"""Words that are counted and not named in a fault."""


def parser(column: Column) -> Parse:
    """Return a function that reads this column's cells.

    It remembers dates and texts already read, so make a new one for each table read.
    """
    match column.kind:
        case Kind.NUMBER:
            return _signed(number, column)
        case Kind.INTEGER:
            return _signed(integer, column)
        case Kind.DATE:
            return _remembered(date)
        case Kind.MOMENT:
            return moment
        case Kind.YES_NO:
            return yes_no
        case Kind.CHOICE:
            return _choice(column)
        case Kind.TEXT:
            return _remembered(text)


def shown(raw: object) -> str:
    """Say what stands in a cell: one line, sanitised and cut."""
    if raw is None:
        return ""
    return safe_text(raw if isinstance(raw, str) else reprlib.repr(raw), 60)


def number(raw: object) -> float:
    """Read a finite number, written in ASCII digits with a point, or native."""
    if isinstance(raw, str):
        if not _NUMBER.fullmatch(raw):
            raise CellError(_A_NUMBER)
        value = float(raw)
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
        try:
            value = float(raw)
        except OverflowError:
            raise CellError("a finite number") from None
    else:
        raise CellError(_A_NUMBER)
    if not math.isfinite(value):
        raise CellError("a finite number")
    return value


def integer(raw: object) -> int:
    """Read a whole number; a native `3.0` is one, the text `3.0` is not."""
    if isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < _BIG:
        return raw
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < _BIG:
        return int(raw)
    raise CellError(_AN_INTEGER)


def date(raw: object) -> dt.date:
    """Read an ISO date, or a native one; a moment only when it is a midnight."""
    if isinstance(raw, dt.datetime):
        if raw.tzinfo is not None or raw.time() != dt.time.min:
            raise CellError("a date without a time of day")
        return sane(raw).date()
    if isinstance(raw, dt.date):
        return sane(raw)
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise CellError(_A_DATE)
    try:
        day = dt.date.fromisoformat(raw)
    except ValueError:
        raise CellError("a day that exists") from None
    return sane(day)


def sane(day: Day) -> Day:
    """Return a day, or a moment, that can be counted from; else raise `CellError`."""
    if day.year not in _YEARS:
        raise CellError(_A_SANE_DAY)
    return day


def moment(raw: object) -> dt.datetime:
    """Read an ISO time that states its zone, or a native one that does, as UTC."""
    if isinstance(raw, str) and _MOMENT.fullmatch(raw):
        try:
            raw = dt.datetime.fromisoformat(raw)
        except ValueError:
            raise CellError("a time that exists") from None
    if isinstance(raw, dt.datetime) and raw.tzinfo is not None:
        return sane(raw).astimezone(dt.UTC)
    raise CellError(_A_MOMENT)


_YES_NO: Mapping[str, bool] = MappingProxyType(
    {"yes": True, "no": False, "true": True, "false": False}
)


def yes_no(raw: object) -> bool:
    """Read `yes` or `no` (or `true` or `false`, as spreadsheets write), or native."""
    if isinstance(raw, bool):
        return raw
    value = _YES_NO.get(raw.lower()) if isinstance(raw, str) else None
    if value is None:
        raise CellError("yes or no")
    return value


def text(raw: object) -> str:
    """Read text, sanitised; a native whole number is a label such as `2056`."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = f"{raw:d}"
    if not isinstance(raw, str):
        raise CellError("text")
    clean = safe_text(raw, _TEXT_LIMIT).strip()
    if not clean:
        raise CellError("text, not only blanks")
    return clean


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Say which known word was probably meant: `, perhaps X`, or nothing."""
    folded = {each.lower(): each for each in known}
    near = get_close_matches(word[:80].lower(), folded, n=1)
    return f", perhaps {folded[near[0]]}" if near else ""


def _signed(read: Callable[[object], float], column: Column) -> Parse:
    """Hold a number to the column's sign."""
    least, above = column.least, column.above

    def held(raw: object) -> object:
        value = read(raw)
        if least is not None and value < least:
            raise CellError(f"{least:g} or more")
        if above is not None and value <= above:
            raise CellError(f"more than {above:g}")
        return value

    return held


def _remembered(read: Parse) -> Parse:
    """Read each distinct text once: dates and labels repeat in every row."""
    seen: dict[str, object] = {}

    def remembered(raw: object) -> object:
        if type(raw) is not str:
            return read(raw)
        value = seen.get(raw)
        if value is None:
            value = seen[raw] = read(raw)
        return value

    return remembered


def _choice(column: Column) -> Parse:
    """Read one of the declared words, written exactly."""
    members = {str(each): each for each in column.choices}
    words = tuple(members)

    def chosen(raw: object) -> object:
        member = members.get(raw) if isinstance(raw, str) else None
        if member is None:
            allowed = ", ".join(words) if len(words) < _MANY else f"{len(words)} codes"
            raise CellError(f"one of {allowed}{nearest(shown(raw), words)}")
        return member

    return chosen
