"""The tape's cells: sizes that may be capped, moments, lists that pair by position."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from overhang.sources.cells import CellError, number

_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_IDENTIFIER = re.compile(r"[0-9A-Za-z._-]{1,64}")
_YEARS = range(2000, 2100)
_UPFRONT = "UFRO"
_FLAGS = {"TRUE": True, "FALSE": False, "": False}


class Size(NamedTuple):
    """How large a trade is."""

    least: float
    """In its currency, 0 or more."""
    capped: bool
    """Whether it may be larger."""


class Upfront(NamedTuple):
    """The one upfront among a trade's other payments."""

    amount: float | None
    """Unsigned by rule; none: there is none, or not one."""
    currency: str
    """Empty: not told."""
    why: str
    """Why there is not one, when there are payments."""


_NO_PAYMENT = Upfront(None, "", "")


def size(raw: object) -> Size:
    """Read a size of 0 or more, and whether it is capped: `5,000,000+`."""
    if not isinstance(raw, str):
        value, capped = amount(raw), False
    else:
        capped = raw.endswith("+")
        value = amount(raw.removesuffix("+"))
    if value < 0:
        raise CellError("a size of 0 or more")
    return Size(value, capped)


def amount(raw: object) -> float:
    """Read a finite number, with or without thousands separators."""
    if not isinstance(raw, str):
        value = number(raw)
    elif _GROUPED.fullmatch(raw):
        value = float(raw.replace(",", ""))
    elif _PLAIN.fullmatch(raw):
        value = float(raw)
    else:
        raise CellError("a number such as 5,000,000 or 0.0158")
    if abs(value) > 1e18:
        raise CellError("a number of a sane size")
    return value


def moment(raw: object) -> dt.datetime:
    """Read a moment with its zone: `2026-02-11T14:30:00Z`. Returns UTC."""
    if not isinstance(raw, str) or not _MOMENT.fullmatch(raw):
        raise CellError("a UTC moment such as 2026-02-11T14:30:00Z")
    try:
        value = dt.datetime.fromisoformat(raw).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise CellError("a moment that exists") from None
    if value.year not in _YEARS:
        raise CellError("a moment of this century")
    return value


def identifier(raw: object) -> str:
    """Read an identifier: letters, digits, dots and dashes, kept as written."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 10**64:
        return str(raw)
    if not isinstance(raw, str) or not _IDENTIFIER.fullmatch(raw):
        raise CellError("an identifier of letters and digits")
    return raw


def flag(raw: object) -> bool:
    """Read `TRUE` or `FALSE`, or native; empty is no."""
    if isinstance(raw, bool):
        return raw
    value = _FLAGS.get(raw.upper()) if isinstance(raw, str) else None
    if value is None:
        raise CellError("TRUE or FALSE")
    return value


def upfront(amounts: object, types: str, currencies: str) -> Upfront:
    """Find the one upfront among payments that pair by position: `UFRO;UWIN`.

    Raises:
        CellError: An amount is no number.
    """
    if amounts == "" and not types:
        return _NO_PAYMENT
    cells = amounts.split(";") if isinstance(amounts, str) else [amounts]
    values = [
        amount(each) if (each := _stripped(cell)) != "" else None for cell in cells
    ]
    kinds = [each.strip() for each in types.split(";")]
    if len(values) != len(kinds):
        return Upfront(None, "", f"{len(values)} payments of {len(kinds)} types")
    found = [at for at, kind in enumerate(kinds) if kind == _UPFRONT]
    if len(found) != 1:
        said = f"{len(found)} upfronts" if found else "payments, none an upfront"
        return Upfront(None, "", said)
    paid = values[found[0]]
    if paid is None:
        return Upfront(None, "", "an upfront without an amount")
    named = [each.strip() for each in currencies.split(";")]
    whose = named[found[0]] if len(named) == len(values) else named[0]
    return Upfront(paid, whose if len(named) in (1, len(values)) else "", "")


def _stripped(cell: object) -> object:
    return cell.strip() if isinstance(cell, str) else cell
