"""A tape connector at work: on a twin, into a store, with a clock that a test sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import httpx

from overhang.bundled import bundled
from overhang.collector.changes import Slot, add, compare, standing_rows
from overhang.config.feeds import TapeOptions
from overhang.core.calendars import load_calendars
from overhang.core.issuers import Issuer, Universe
from overhang.core.observations import CdsActivity, CdsMark
from overhang.core.records import Record, Version
from overhang.core.tape.message import TapeMessage
from overhang.sources.connector import Found
from overhang.sources.fetching import CAP, Question, Validators, fetch
from overhang.sources.tape.connector import Tape
from overhang.store.base import Store
from overhang.store.memory import MemoryStore
from support.tape import at
from support.twins.tape import TapeTwin

NAME = "ppd"
EVENING = at("2026-02-14T01:30:00Z")
"""Friday 13 February 2026, 20:30 in New York: its file may be asked for."""


def watched(**names: str) -> Universe:
    """Return a universe of codes and their legal names."""
    return Universe(
        issuer={
            code: Issuer(name=code, entity=name, cik=1, fiscal_year_end="12-31")
            for code, name in names.items()
        }
    )


class _Page(NamedTuple):
    body: bytes
    media: str
    changed: bool


class _PlainWeb:
    """Asks without limits or a cache on disk, conditionally."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Validators, bytes]] = {}

    async def get(self, url: str, *, cap: int = CAP) -> _Page:
        validators, body = self._known.get(url, (Validators(), b""))
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            answer = await fetch(client, Question(httpx.URL(url), "", cap), validators)
        if answer is None:
            return _Page(body, "", False)
        self._known[url] = (answer.validators, answer.body)
        return _Page(answer.body, answer.media, True)


class Taping:
    """One desk that gathers the tape; `again` starts its connector anew."""

    def __init__(self, twin: TapeTwin, days: int = 5) -> None:
        self.store: Store = MemoryStore()
        self.now = EVENING
        self.universe = watched(ORCL="Oracle Corporation")
        self.found: list[Found] = []
        """What the last turn found."""
        self._twin = twin
        self._days = days
        self._web = _PlainWeb()
        self.again()

    def again(self) -> None:
        """Start the connector anew on what is stored."""
        options = TapeOptions(feed=self._twin.feed, days=self._days)
        self._tape = Tape(
            options,
            lambda: self.universe,
            lambda: [each.record for each in self.store.standing("tape")],
            self._twin.base,
            lambda: self.now,
            calendars=load_calendars(bundled("data") / "calendars.toml"),
        )

    async def turn(self, now: dt.datetime | None = None) -> list[Found]:
        """Take a turn, write what it finds into the store, return it."""
        self.now = now or self.now
        self.found = []
        async for each in self._tape.turn(cast("Any", self._web)):
            self.found.append(each)
            self._write(each)
        return self.found

    def _write(self, found: Found) -> None:
        slot = Slot(NAME, found.table)
        standing = standing_rows(self.store, found.table).get(slot, {})
        last_id = len(self.store.since(0))
        given: dict[str, Any] = {"known_at": self.now, "last_id": last_id}
        if found.rows is not None:
            change = compare(slot, standing, found.rows, **given)
        else:
            change = add(slot, standing, found.vintages, **given)
        if change is not None:
            self.store.append(change.batches, known_at=self.now)

    @property
    def faults(self) -> list[str]:
        """What went wrong in the last turn."""
        return [str(each.fault) for each in self.found if each.fault is not None]

    @property
    def notes(self) -> list[str]:
        """What the last turn had to remark."""
        return [note for each in self.found for note in each.notes]

    def messages(self, known_at: dt.datetime | None = None) -> list[TapeMessage]:
        """Return the messages that stand, as known at a moment (none: now)."""
        rows = _records(self.store.read("tape", known_at=known_at))
        return [each for each in rows if isinstance(each, TapeMessage)]

    def ids(self) -> list[str]:
        """Return the identifiers of the messages that stand."""
        return sorted(each.message_id for each in self.messages())

    def marks(self) -> list[CdsMark]:
        """Return the marks that stand."""
        rows = _records(self.store.latest("cds_marks"))
        return [each for each in rows if isinstance(each, CdsMark)]

    def activity(self) -> list[CdsActivity]:
        """Return what was traded, as it stands."""
        rows = _records(self.store.latest("cds_activity"))
        return [each for each in rows if isinstance(each, CdsActivity)]


def _records(versions: Sequence[Version]) -> list[Record]:
    return [each.record for each in versions]
