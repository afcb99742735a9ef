"""A desk of five feeds of Oracle, all of which can say something new at any time."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Self

from overhang.core.filings import Filing
from overhang.core.observations import CdsMark, Close
from overhang.core.records import Version
from overhang.core.tape.message import TapeMessage
from overhang.store import open_store
from support.feed_scene import ALONE, ORACLE, RowsTwin, business_day, noon
from support.server import Answer
from support.terminal import private_env
from support.twins.base import Twin
from support.twins.edgar import EdgarTwin
from support.twins.push import EventTwin
from support.twins.tape import TapeTwin, trade

Row = tuple[str, str]
"""A feed, and what tells its row from others."""


class FeedDesk:
    """Twins, a configuration that leads to them, and the collectors on it.

    with FeedDesk(folder) as desk:
        collector = desk.collect()
        desk.tell()
    """

    def __init__(self, folder: Path) -> None:
        ticks = count()
        self.told: set[Row] = set()
        """Every row that was put on a twin."""
        self.edgar = EdgarTwin(lambda: next(ticks))
        self.tape, self.quotes, self.events = TapeTwin(), RowsTwin([]), EventTwin()
        self._folder = folder
        self._number = count(1)
        self._runs = folder / "runs"
        self._stack = ExitStack()
        self._asked: list[int] = []
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        for twin in (self.edgar, self.tape, self.quotes, self.events):
            self._stack.enter_context(twin)
        self.edgar.company(ORACLE)
        self.tape.post(business_day(), [])
        self._runs.mkdir()
        data = self._folder / "desk"
        data.mkdir()
        (data / "universe.toml").write_text(ALONE)
        self._config.write_text(f'data = "{data}"\n{self._feeds}')
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._children:
            each.kill()
            each.communicate()
        self._stack.close()

    @property
    def polled(self) -> tuple[Twin, ...]:
        """The twins that wait to be asked."""
        return (self.edgar, self.tape, self.quotes)

    def collect(self) -> subprocess.Popen[bytes]:
        """Start a collector."""
        child = subprocess.Popen(
            (sys.executable, "-m", "overhang", "collect", "--config", self._config),
            env=private_env(self._folder, OVERHANG_STATE=str(self._state)),
            stderr=subprocess.PIPE,
        )
        self._children.append(child)
        return child

    def tell(self) -> set[Row]:
        """Put one new row on every feed; return them."""
        number = next(self._number)
        day = f"{business_day() - dt.timedelta(days=number)}"
        now = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        accession = self.edgar.place_filing(ORACLE, "FWP", at=noon(business_day()))
        mark = {"s": "ORCL", "d": day, "t": "5Y", "m": 100.0 + number}
        with self.tape.lock, self.quotes.lock:
            self.tape.now.append(trade(f"{number}", event=now, executed=now))
            self.quotes.rows.append(mark)
        close = json.dumps({"s": "ORCL", "d": day, "p": 100.0 + number})
        # Who comes back to a line is told all that it may have missed.
        self.events.first += f"data: {close}\n\n".encode()
        self.events.say(f"data: {close}\n\n".encode())
        lines = ("Name,Date,5Y Mid", f"ORCL,{day},{100 + number}", "")
        (self._runs / f"run_{number}.csv").write_text("\n".join(lines))
        rows = {
            ("edgar", accession),
            ("tape", f"{number}"),
            *((feed, day) for feed in ("quotes", "events", "runs")),
        }
        self.told |= rows
        return rows

    def held(self) -> Counter[Row]:
        """Return how often each row was stored."""
        for path in self._state.rglob("store.db"):
            store = open_store(f"sqlite://{path}", write=False)
            try:
                keys = [_key(each) for each in store.since(0) if each.feed]
            finally:
                store.close()
            return Counter(key for key in keys if key is not None)
        return Counter()

    def holds(self, rows: set[Row]) -> bool:
        """Whether all of them are in the store."""
        return rows <= self.held().keys()

    def break_(self, answer: Answer | None) -> None:
        """Have every polled twin answer with this; none: as they should."""
        for twin in self.polled:
            twin.fault = answer
        self._asked = [len(twin.asked) for twin in self.polled]

    def all_asked(self) -> bool:
        """Whether every polled twin was asked since the last break."""
        pairs = zip(self.polled, self._asked, strict=True)
        return all(len(twin.asked) > before for twin, before in pairs)

    @property
    def edgar_turns(self) -> int:
        """How often EDGAR's list was asked for."""
        return len(self.edgar.questions(f"/submissions/CIK{ORACLE:010}.json"))

    @property
    def _config(self) -> Path:
        return self._folder / "overhang.toml"

    @property
    def _state(self) -> Path:
        return self._folder / "state"

    @property
    def _feeds(self) -> str:
        asked = 'every = "1s"\ntimeout = "1s"\nprivate = true\n'
        marks = 'table = "cds_marks"\n'
        return f"""
[source.edgar]
contact = "Acme Capital credit-desk@acme.com"
url = "{self.edgar.url}"
{asked}
[source.tape]
url = "{self.tape.base}"
feed = "{self.tape.feed}"
days = 1
{asked}
[source.quotes]
url = "{self.quotes.url}/levels"
rows = "data"
fields = {{ issuer = "s", date = "d", tenor = "t", spread_bp = "m" }}
{marks}{asked}
[source.events]
kind = "push"
url = "{self.events.url}"
private = true
window = "0.1s"
table = "closes"
fields = {{ issuer = "s", date = "d", close_usd = "p" }}

[source.runs]
kind = "drop"
folder = "{self._runs}"
fields = {{ issuer = "Name", date = "Date" }}
tenors = {{ "5Y.mid" = "5Y Mid" }}
{marks}"""


def _key(version: Version) -> Row | None:
    """Return what tells a row from others; none: what others add up to."""
    match version.record:
        case Filing(accession=accession):
            return version.feed, accession
        case TapeMessage(message_id=number):
            return version.feed, number
        case Close(date=day) | CdsMark(date=day) if version.feed != "tape":
            return version.feed, f"{day}"
    return None
