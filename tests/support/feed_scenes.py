"""Feeds' twins with figures of the last business days, and what a board makes of them.

A scene is one feed: it serves a first figure, breaks, and comes back with a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from overhang.bundled import bundled
from overhang.core.calendars import Market, load_calendars
from overhang.core.metrics.contract import maturity_of
from overhang.core.observations import CdsMark
from overhang.core.records import Quality
from support.server import Answer, Manner
from support.twins.base import Twin, as_json
from support.twins.edgar import EdgarTwin
from support.twins.fred import KEY, FredTwin
from support.twins.push import EventTwin, SocketTwin
from support.twins.tape import TapeTwin, trade
from support.twins.tiingo import TOKEN, Day, TiingoTwin

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
"""One issuer: at five requests a second its tags take six seconds."""
NEW_YORK = ZoneInfo("America/New_York")
_CALENDARS = load_calendars(bundled("data") / "calendars.toml")


@dataclass(kw_only=True)
class Scene:
    """One feed, what it shows, and what is wrong when it is broken."""

    block: str
    """Its `[source.NAME]`."""
    figure: str
    """A pattern of the board with the first figure; `{age}` stands for its age."""
    second: str
    """A pattern of the board with the figure that comes after the fault."""
    fault: str
    """A pattern of what Sources says in between."""
    break_: Callable[[], object]
    mend: Callable[[], object]
    page: str = ""
    """The key of the screen that its figures are on, if not the board."""
    env: Mapping[str, str] = field(default_factory=dict)


def business_day(back: int = 1, market: Market = Market.NYSE) -> dt.date:
    """Return the n-th business day before today in New York."""
    today = dt.datetime.now(NEW_YORK).date()
    return _CALENDARS.previous(market, today, back)


def noon(day: dt.date) -> dt.datetime:
    """Return noon in New York."""
    return dt.datetime.combine(day, dt.time(12), NEW_YORK)


class RowsTwin(Twin):
    """Any vendor's rows, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, object]] = []

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return every row."""
        return as_json({"data": self.rows})
