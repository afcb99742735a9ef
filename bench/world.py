"""A small world of feeds on the loopback, that moves and breaks while it is watched.

Whatever is put into it is written down: in the end each of it must be in the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Self
from zoneinfo import ZoneInfo

import bench.measure  # noqa: F401 - it makes the twins of the tests importable

from support.server import Answer, Manner
from support.twins.base import Twin, as_json
from support.twins.edgar import EdgarTwin
from support.twins.fred import KEY, FredTwin
from support.twins.push import EventTwin, SocketTwin
from support.twins.tape import TapeTwin, trade
from support.twins.tiingo import TOKEN, Day, TiingoTwin

CIKS: Mapping[str, int] = {
    "MSFT": 789019,
    "AMZN": 1018724,
    "GOOGL": 1652044,
    "META": 1326801,
    "ORCL": 1341439,
}
FAULTS = (
    Answer(b"{}", status=500),
    Answer(b"{}", status=503),
    Answer(b"{}", status=404),
    Answer(b"slow down", "text/plain", 429, {"Retry-After": "2"}),
    Answer(b"<html>Please log in</html>", "text/html"),
    Answer(b"[1, 2, {", "application/json"),
    Answer(b"\x1f\x8b\x08garbage", headers={"Content-Encoding": "gzip"}),
    Answer(status=302, headers={"Location": "http://169.254.169.254/"}),
    Answer(b"{}" * 50, manner=Manner.CUT),
    Answer(b"{}" * 50, manner=Manner.DRIP),
    Answer(manner=Manner.RESET),
    Answer(manner=Manner.HANG),
)
"""What a host comes up with for a while."""
ENV: Mapping[str, str] = {"FRED_KEY": KEY, "TIINGO_KEY": TOKEN}
"""Where the feeds find their keys."""
_NEW_YORK = ZoneInfo("America/New_York")
_TENORS = ("1MO", "3MO", "6MO", "1", "2", "3", "5", "7", "10", "20", "30")
_HISTORY = 10
"""Days."""
GROWS = 240
"""Moves that bring new rows; later ones change figures that are there, so that memory
which still grows is lost."""
_RUNS = 50
"""Files in the drop folder at most: later runs replace earlier ones."""
_TAGS = (
    "PaymentsToAcquirePropertyPlantAndEquipment",
    "PaymentsToAcquireProductiveAssets",
    "NetCashProvidedByUsedInOperatingActivities",
)

Told = tuple[str, str, str]
"""Feed, table, and what tells the row from others, in words."""


class QuotesTwin(Twin):
    """Any vendor's levels, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, object]] = {}

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return every level."""
        return as_json({"data": list(self.rows.values())})


class World:
    """The twins, what was put into them, and what is wrong with them.

    with World(folder, Random(7)) as world:
        world.move()
    """

    def __init__(self, folder: Path, rng: Random) -> None:
        self.expected: dict[Told, float] = {}
        """By row, the last value that was put there; 1 where there is none."""
        self._rng = rng
        self.runs = folder / "runs"
        """Where dealers' runs are dropped."""
        self.runs.mkdir()
        self._count = 0
        self._broken: dict[Twin, int] = {}
        self._ticks: dict[str, dict[str, object]] = {}
        self._levels: dict[str, dict[str, object]] = {}
        self.edgar, self.tape, self.quotes = EdgarTwin(), TapeTwin(), QuotesTwin()
        self.events, self.socket = EventTwin(), SocketTwin()
        self.fred, self.tiingo = FredTwin(_today()), TiingoTwin()
        self._stack = ExitStack()
        self.faults = 0
        """Breaks so far."""

    def __enter__(self) -> Self:
        for twin in self._polled:
            self._stack.enter_context(twin)
        self._stack.enter_context(self.events)
        self._stack.enter_context(self.socket)
        self._begin()
        return self

    @property
    def _polled(self) -> tuple[Twin, ...]:
        return self.edgar, self.tape, self.quotes, self.fred, self.tiingo

    def _begin(self) -> None:
        """Give every feed a past."""
        self.edgar.company(*CIKS.values())
        for cik in CIKS.values():
            for tag in _TAGS:
                self.edgar.file_report(
                    cik,
                    tag,
                    "2026-01-01..2026-03-31",
                    10_000,
                    accession=f"{cik:010}-26-900001",
                    filed="2026-04-30",
                )
        days = [_today() - timedelta(n) for n in range(1, _HISTORY)]
        for series in ("SOFR", *(f"DGS{tenor}" for tenor in _TENORS)):
            self.fred.values[series] = dict.fromkeys(days, 4.0)
        for code in CIKS:
            self.tiingo.days[code] = {
                day: Day(115.0) for day in days if day.weekday() < 5
            }

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def move(self) -> None:
        """Let something happen everywhere."""
        self._count += 1
        code = self._rng.choice(tuple(CIKS))
        day = _today()
        if self._count <= GROWS:
            self._file(code)
            self._print(code)
        self._quote(code, day)
        self._tick(code, day)
        self._revise(code, day)
        if self._count % 5 == 0:
            self._drop(code, day)

    def _file(self, code: str) -> None:
        form = self._rng.choice(("FWP", "424B2", "8-K"))
        items = "2.03" if form == "8-K" else ""
        now = datetime.now(UTC)
        accession = self.edgar.place_filing(CIKS[code], form, items, at=now)
        self.expected["edgar", "filings", accession] = 1

    def _print(self, code: str) -> None:
        names = {"ORCL": "Oracle Corporation", "META": "Meta Platforms, Inc."}
        number = f"{10_000 + self._count}"
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        row = trade(
            number,
            event=now,
            executed=now,
            bp=f"{self._rng.randint(150, 170)}",
            who=names.get(code, "Oracle Corporation"),
        )
        with self.tape.lock:
            self.tape.now.append(row)
        self.expected["tape", "tape", number] = 1

    def _quote(self, code: str, day: date) -> None:
        about = day - timedelta(days=self._rng.randint(0, 30))
        level = float(self._rng.randint(50, 250))
        key = f"{code} {about}"
        with self.quotes.lock:
            self.quotes.rows[key] = {"s": code, "d": f"{about}", "t": "5Y", "m": level}
        self.expected["vendor", "cds_marks", key] = level

    def _tick(self, code: str, day: date) -> None:
        price = round(100 + self._rng.random() * 30, 2)
        tick = {"s": code, "d": f"{day}", "p": price}
        self._ticks[f"{code} {day}"] = tick
        self.events.tell(tick)
        self.expected["events", "closes", f"{code} {day}"] = price
        level = float(self._rng.randint(50, 60))
        self._levels[f"{day}"] = {"s": "cdx_ig", "d": f"{day}", "t": "5Y", "m": level}
        self.socket.tell(self._levels[f"{day}"])
        self.expected["socket", "indices", f"cdx_ig {day}"] = level

    def _revise(self, code: str, day: date) -> None:
        rate = round(3 + self._rng.random(), 2)
        about = day - timedelta(self._rng.randint(1, 4))
        with self.fred.lock:
            self.fred.values["SOFR"][about] = rate
        self.expected["fred", "rates", f"sofr {about}"] = rate
        close = round(110 + self._rng.random() * 10, 2)
        with self.tiingo.lock:
            last = max(self.tiingo.days[code])
            self.tiingo.days[code][last] = Day(close)
        self.expected["tiingo", "closes", f"{code} {last}"] = close

    def _drop(self, code: str, day: date) -> None:
        about = day - timedelta(days=self._rng.randint(0, 30))
        bid = float(self._rng.randint(50, 250))
        lines = ["Name,Date,5Y Bid,5Y Ask", f"{code},{about},{bid},{bid + 4}", ""]
        (self.runs / f"run_{self._count % _RUNS:02}.csv").write_text("\n".join(lines))
        self.expected["runs", "cds_marks", f"{code} {about}"] = bid + 2

    def break_something(self) -> None:
        """Break a host, mend those that have been broken long enough."""
        for twin, left in list(self._broken.items()):
            self._broken[twin] = left - 1
            if left <= 1:
                twin.fault = None
                del self._broken[twin]
        self.faults += 1
        match self._rng.randrange(5):
            case 0:
                self.events.cut()
            case 1:
                self.socket.cut()
            case _:
                twin = self._rng.choice(self._polled)
                twin.fault = self._rng.choice(FAULTS)
                self._broken[twin] = self._rng.randint(1, 3)

    def mend(self) -> None:
        """Mend everything."""
        for twin in self._polled:
            twin.fault = None
        self._broken.clear()

    def say_again(self) -> None:
        """Push every last value: a line that was cut says nothing of what it missed."""
        self.events.tell(*self._ticks.values())
        self.socket.tell(*self._levels.values())


def _today() -> date:
    return datetime.now(UTC).astimezone(_NEW_YORK).date()
