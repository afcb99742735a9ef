"""What each table's columns are, read off its record."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import NamedTuple, get_args

import msgspec

from overhang.core.events import Currency
from overhang.core.tables import TABLES


class Kind(StrEnum):
    """What may stand in a column."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes/no"
    CHOICE = "choice"


class Column(NamedTuple):
    """One declared column."""

    name: str
    kind: Kind
    required: bool
    default: object
    """What an empty cell means; nothing when the column is required."""
    choices: tuple[StrEnum, ...] = ()
    """The members allowed, for a choice."""
    least: float | None = None
    """The smallest number allowed; none: any."""
    above: float | None = None
    """Numbers must be greater than this; none: any."""


_ABOVE_ZERO = frozenset({("closes", "close_usd"), ("cash_flow", "months")})

_NOT_NEGATIVE = frozenset(
    {
        ("cds_marks", "spread_bp"),
        ("cds_marks", "bid_bp"),
        ("cds_marks", "ask_bp"),
        ("cds_activity", "value"),
        ("indices", "spread_bp"),
        ("balances", "value_usd_mm"),
        ("capex_guidance", "low_usd_bn"),
        ("capex_guidance", "high_usd_bn"),
        ("deals", "size_bn"),
        ("deals", "launch_bn"),
        ("deals", "orders_bn"),
        ("deals", "tranches"),
        ("deals", "longest_ipt_bp"),
        ("deals", "longest_spread_bp"),
        ("deals", "coupon_pct"),
        ("tranches", "size_bn"),
        ("tranches", "ipt_bp"),
        ("tranches", "spread_bp"),
    }
)
"""Signs that cannot be: a price of zero, a negative size. Flows, concessions and
forecasts may have either sign."""

_CODES: dict[tuple[str, str], type[StrEnum]] = {("deals", "currency"): Currency}
"""Texts of which only some are allowed."""

_KINDS: dict[type, Kind] = {
    str: Kind.TEXT,
    float: Kind.NUMBER,
    int: Kind.INTEGER,
    dt.date: Kind.DATE,
    dt.datetime: Kind.MOMENT,
    bool: Kind.YES_NO,
}


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return a table's columns in the order of its record.

    Raises:
        KeyError: There is no such table.
    """
    return tuple(
        _column(table, field) for field in msgspec.structs.fields(TABLES[table])
    )


def _column(table: str, field: msgspec.structs.FieldInfo) -> Column:
    """Read one field: `float | None` is a number that may be empty."""
    kinds = [each for each in get_args(field.type) if each is not NoneType]
    of: type = kinds[0] if kinds else field.type
    key = (table, field.name)
    of = _CODES.get(key, of)
    choices = tuple(of) if issubclass(of, StrEnum) else ()
    return Column(
        field.name,
        Kind.CHOICE if choices else _KINDS[of],
        field.required,
        None if field.required else field.default,
        choices,
        0.0 if key in _NOT_NEGATIVE else None,
        0.0 if key in _ABOVE_ZERO else None,
    )
