"""One feed as a desk sets it up: a first figure, a fault, a second figure.

Days are the last business days, so that figures are in date whenever a test runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.bundled import bundled
from overhang.core.calendars import Market, load_calendars
from support.server import Answer
from support.twins.base import Twin, as_json

ORACLE = 1341439
ALONE = """\
schema = 1

[issuer.ORCL]
name = "Oracle"
entity = "Oracle Corporation"
cik = 1341439
fiscal_year_end = "05-31"

[group.four]
title = "the four"
members = ["ORCL"]

[group.five]
title = "the five"
members = ["ORCL"]
"""
"""A universe of one: at five requests a second its tags take six seconds."""
CALENDARS = load_calendars(bundled("data") / "calendars.toml")
NEW_YORK = ZoneInfo("America/New_York")
MARKS = (
    'table = "cds_marks"\n'
    'fields = { issuer = "s", date = "d", tenor = "t", spread_bp = "m" }\n'
)
"""How the rows of every CDS level here are mapped."""


class Scene(NamedTuple):
    """One feed, what a board makes of it, and how it breaks."""

    block: str
    """Its `[source.NAME]`."""
    first: str
    """A pattern of the page with the first figure and the day it is about."""
    break_: Callable[[], object]
    fault: str
    """A pattern of what Sources says then."""
    mend: Callable[[], object]
    """Takes the fault away, and brings a second figure."""
    second: str
    """A pattern of the page with the second figure."""
    page: str = "0"
    """The key of the page that has the figures."""
    env: Mapping[str, str] = {}
    alone: bool = False
    """Whether one issuer is all that is watched."""


def business_day(back: int = 1, market: Market = Market.NYSE) -> dt.date:
    """Return the n-th business day before today in New York."""
    return CALENDARS.previous(market, dt.datetime.now(NEW_YORK).date(), back)


def noon(day: dt.date) -> dt.datetime:
    """Return noon in New York."""
    return dt.datetime.combine(day, dt.time(12), NEW_YORK)


class RowsTwin(Twin):
    """Any vendor's rows, as JSON."""

    def __init__(self, rows: list[dict[str, object]], port: int = 0) -> None:
        super().__init__(port)
        self.rows = rows

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return every row."""
        return as_json({"data": self.rows})
