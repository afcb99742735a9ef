"""Every kind of feed, as a desk sets it up, over a twin that answers as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import bench.measure  # noqa: F401 - it makes the twins of the tests importable

from overhang.core.tables import TABLES
from support.feed_scene import ORACLE, RowsTwin, business_day, noon
from support.served import serve_shipped
from support.server import Answer, LoopbackServer
from support.twins.base import Twin, as_json
from support.twins.edgar import EdgarTwin
from support.twins.fred import KEY, FredTwin
from support.twins.push import EventTwin, SocketTwin
from support.twins.tape import TapeTwin, trade
from support.twins.tiingo import TOKEN, Day, TiingoTwin

ENV: Mapping[str, str] = {"FRED_KEY": KEY, "TIINGO_KEY": TOKEN}
"""Where the feeds find their keys."""
TIMEOUT = 2.0
"""Seconds that every feed gives an answer."""

_ASKED = f'every = "2s"\ntimeout = "{TIMEOUT:g}s"\nprivate = true\n'
_CLOSES = 'table = "closes"\nfields = { issuer = "s", date = "d", close_usd = "p" }\n'
_LEVELS = (
    'table = "cds_marks"\nrows = "data"\n'
    'fields = { issuer = "s", date = "d", tenor = "t", spread_bp = "m" }\n'
)


class Kind(NamedTuple):
    """One way in which a collector asks."""

    name: str
    block: Callable[[str, str], str]
    """From a feed's name and its host (`127.0.0.1:8000`) to its configuration."""
    twin: Callable[[], AbstractContextManager[str]]
    """Runs a host that answers as it should; gives its address."""
    most: int = 1000
    """Feeds of it in one collector."""


class WellTwin(Twin):
    """A host with one level more at each question, and nothing wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        """The day of each level, in the order in which they were told."""
        self._next = count(1)

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return the last levels, the newest of which nobody has heard of."""
        day = datetime.now(UTC).date() - timedelta(days=next(self._next))
        self.said.append(f"{day}")
        rows = [{"s": "ORCL", "d": each, "t": "5Y", "m": 100} for each in self.said]
        return as_json({"data": rows[-20:]})


WELL = "well"
"""The name of the healthy feed."""


def well(twin: WellTwin) -> str:
    """Return the configuration of a healthy feed."""
    asked = 'every = "1s"\ntimeout = "2s"\nrate = 20\nprivate = true\n'
    return f'[source.{WELL}]\nkind = "quotes"\nurl = "{twin.url}/"\n{_LEVELS}{asked}'


@contextmanager
def _tables() -> Iterator[str]:
    with LoopbackServer() as server:
        serve_shipped(server)
        yield server.url


def _table(name: str, host: str) -> str:
    return f'[table.{name}]\nurl = "http://{host}/{name}"\nevery = "2s"\n'


@contextmanager
def _quotes() -> Iterator[str]:
    row = {"s": "ORCL", "d": f"{business_day()}", "t": "5Y", "m": 100}
    with RowsTwin([row]) as twin:
        yield twin.url


@contextmanager
def _fred() -> Iterator[str]:
    with FredTwin(datetime.now(UTC).date()) as twin:
        tenors = ("1MO", "3MO", "6MO", "1", "2", "3", "5", "7", "10", "20", "30")
        for series in ("SOFR", *(f"DGS{each}" for each in tenors)):
            twin.values[series] = {business_day(): 4.0}
        yield twin.url


@contextmanager
def _tiingo() -> Iterator[str]:
    with TiingoTwin() as twin:
        twin.days["ORCL"] = {business_day(): Day(150.0)}
        yield twin.url


@contextmanager
def _edgar() -> Iterator[str]:
    ticks = count()
    # Its own limit is not what is measured here.
    with EdgarTwin(lambda: next(ticks)) as twin:
        twin.company(ORACLE)
        twin.place_filing(ORACLE, "FWP", at=noon(business_day()))
        yield twin.url


@contextmanager
def _tape() -> Iterator[str]:
    with TapeTwin() as twin:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        twin.now.append(trade("1", event=now, executed=now))
        twin.post(business_day(), [])
        yield twin.url


@contextmanager
def _events() -> Iterator[str]:
    with EventTwin() as twin:
        row = f'{{"s": "ORCL", "d": "{business_day()}", "p": 100}}'
        twin.first = f"data: {row}\n\n".encode()
        yield twin.url


@contextmanager
def _socket() -> Iterator[str]:
    with SocketTwin() as twin:
        twin.first = [{"s": "ORCL", "d": f"{business_day()}", "p": 100}]
        yield twin.url


def _asked(kind: str, more: str) -> Callable[[str, str], str]:
    def block(name: str, host: str) -> str:
        said = more.replace("HOST", host)
        return f'[source.{name}]\nkind = "{kind}"\n{said}{_ASKED}'

    return block


def _pushed(scheme: str) -> Callable[[str, str], str]:
    def block(name: str, host: str) -> str:
        return (
            f'[source.{name}]\nkind = "push"\nurl = "{scheme}://{host}/line"\n'
            f'private = true\ntimeout = "{TIMEOUT:g}s"\nwindow = "1s"\n'
            f'silence = "20s"\n{_CLOSES}'
        )

    return block


_URL = 'url = "http://HOST"\n'
KINDS = (
    Kind("tables", _table, _tables, most=len(TABLES)),
    Kind("quotes", _asked("quotes", f'url = "http://HOST/x"\n{_LEVELS}'), _quotes),
    Kind("fred", _asked("fred", f'{_URL}key = "env:FRED_KEY"\nrate = 20\n'), _fred),
    Kind("tiingo", _asked("tiingo", f'{_URL}key = "env:TIINGO_KEY"\n'), _tiingo),
    Kind("edgar", _asked("edgar", f'{_URL}contact = "Acme desk@acme.com"\n'), _edgar),
    Kind(
        "tape",
        _asked(
            "tape",
            'url = "http://HOST/cumulative"\nfeed = "http://HOST/ticker"\n'
            "days = 1\nrate = 20\n",
        ),
        _tape,
    ),
    Kind("push, events", _pushed("http"), _events),
    Kind("push, socket", _pushed("ws"), _socket),
)
