"""The public tape, asked: the feed at each turn, a day's file once it is posted."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from overhang.config.feeds import TapeOptions
from overhang.core.calendars import Calendars, Market
from overhang.core.issuers import Universe
from overhang.core.records import Record
from overhang.core.rights import Rights
from overhang.core.tape.discounting import Discount
from overhang.core.tape.message import TapeMessage
from overhang.sources.base import SourceError
from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.tape.entities import Entities
from overhang.sources.tape.files import due, file_name, lateness
from overhang.sources.tape.holding import Derived, Holding
from overhang.sources.tape.tape import Tape as Read
from overhang.sources.tape.tape import read_daily, read_feed

if TYPE_CHECKING:
    from overhang.sources.web.web import Web

BASE = "https://pddata.dtcc.com/ppd/api/report/cumulative/sec"
"""Where the daily files are."""
FEED = "https://pddata.dtcc.com/ppd/api/ticker/SEC/CREDITS"
"""Where the feed through the day is."""
RIGHTS = Rights.INTERNAL

_DERIVED = ("cds_marks", "cds_activity")
_TABLES = ("tape", *_DERIVED)
_FILES_A_TURN = 10
_DAY = dt.timedelta(days=1)
_AGAIN = dt.timedelta(hours=1)
"""How long a file that should be there is left alone."""
_TOO_MANY = 429
_ABSENT = frozenset({Wait.MISSING, Wait.REFUSED})
"""What the service answers for a file that is not posted: 403 or 404."""
_FEED_NAME = "tape feed"
_UTC_MIN = dt.datetime.min.replace(tzinfo=dt.UTC)


class Tape:
    """DTCC's tape of single-name CDS, for the names that are watched."""

    def __init__(
        self,
        options: TapeOptions,
        universe: Callable[[], Universe],
        recall: Callable[[], Sequence[Record]],
        base: str,
        clock: Callable[[], dt.datetime],
        *,
        calendars: Calendars,
        rate: Discount | None = None,
        rights: Rights = RIGHTS,
    ) -> None:
        """Take what it needs of the world.

        Args:
            options: As set up.
            universe: Who is watched now.
            recall: The rows of table `tape` that this feed has in the store.
            base: Where the daily files are, without a slash at the end; empty: the
                public address.
            clock: The time, UTC.
            calendars: Business days of credit.
            rate: What upfronts are discounted at; none: they stay unpriced.
            rights: What may be done with the figures outside the desk.
        """
        self._options = options
        self._universe = universe
        self._recall = recall
        self._base = base or BASE
        self._clock = clock
        self._calendars = calendars
        self._rate = rate
        self._rights = rights
        self._watched: Universe | None = None
        self._entities = Entities({}, {})
        self._holding: Holding | None = None
        self._read: set[dt.date] = set()
        self._again: dict[dt.date, dt.datetime] = {}
        """When to ask for a file that was not there once more."""
        self._lacking: dict[dt.date, Found] = {}
        """By day, what is said of a file until it can be read."""
        self._none: set[dt.date] = set()
        """Days without business that have no file, as far as one can tell."""
        self._feed_read = False
        self._news = False
        """Whether there are prints that the levels which were told do not have."""
        self._told: Derived | None = None
        self._history = dt.date.min
        """The last day whose file is from before anything was gathered."""

    @property
    def tables(self) -> Sequence[str]:
        """The messages, and what they add up to."""
        return _TABLES

    @property
    def place(self) -> str:
        """The host of the daily files."""
        return urlsplit(self._base).hostname or self._base

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask for the feed, then for files that are due, newest first."""
        holding = await self._ready()
        fault = None
        async for found in self._feed(web, holding):
            self._news, fault = self._news or bool(found.vintages), found.fault
            yield found
        if not self._put_off(fault):
            async for found in self._files(web, holding):
                self._news = self._news or bool(found.vintages)
                yield found
        # Once: a turn's whole tables add up, and a level withdrawn would stay.
        if self._news or (self._told is None and fault is None):
            new = await self._derived(holding)
            for found in self._changed(new):
                yield found
            # Not before: of a turn that is cut short all is told again.
            self._told, self._news = new, False
        elif fault is not None:
            # Levels are as old as the prints they are made of.
            for table in _DERIVED:
                yield Found(table, fault=fault)

    async def _ready(self) -> Holding:
        """Recall what is stored; look everybody up anew when the universe changed."""
        if self._holding is None:
            rows = await asyncio.to_thread(self._recall)
            messages = [each for each in rows if isinstance(each, TapeMessage)]
            self._holding = Holding(messages)
            known = {each.issuer for each in messages}
            # A name without a print may be new, and no file was read for it: then each
            # is asked for once more, and a kept copy answers in a few bytes.
            if known.issuperset(self._universe().codes):
                self._read |= self._holding.files
            first = min(self._holding.files, default=None)
            posted = due(self._calendars, 1, self._clock(), ())
            self._history = first - _DAY if first else posted[0]
        universe = self._universe()
        if universe is not self._watched:
            options = self._options
            entities = Entities.of(universe, options.identifiers, options.aliases)
            added = self._watched and set(universe.codes) - set(self._watched.codes)
            self._watched, self._entities = universe, entities
            if added:
                # What the files say of the new names was passed over.
                self._read.clear()
                self._again.clear()
                self._feed_read = False
        return self._holding

    async def _feed(self, web: Web, holding: Holding) -> AsyncIterator[Found]:
        """Ask for the feed of the day."""
        try:
            page = await web.get(self._feed_url)
            if not page.changed and self._feed_read:
                return
            read = await asyncio.to_thread(
                read_feed, page.body, _FEED_NAME, self._entities
            )
        except (FetchError, SourceError) as error:
            yield Found("tape", fault=error)
            return
        self._feed_read = True
        yield self._found(holding, read, _FEED_NAME, history=not holding)

    async def _files(self, web: Web, holding: Holding) -> AsyncIterator[Found]:
        """Ask for some of the files that are due."""
        now = self._clock()
        days, calendars = self._options.days, self._calendars
        # The last file may still grow: its day is final when a later one is in.
        final = self._read - {max(self._read, default=dt.date.min)}
        wanted = due(calendars, days, now, final | self._none)
        asked = [each for each in wanted if self._again.get(each, _UTC_MIN) <= now]
        for day in asked[:_FILES_A_TURN]:
            self._again[day] = now + _AGAIN
            try:
                found = await self._file(web, holding, day)
            except SourceError as error:
                self._lacking[day] = Found("tape", fault=error)
            except FetchError as error:
                if error.wait not in _ABSENT:
                    self._again.pop(day)
                    yield Found("tape", fault=error)
                    break
                self._absent(day, error, now)
            else:
                self._lacking.pop(day, None)
                if found is not None:
                    yield found
        for day in wanted:
            if day in self._lacking:
                yield self._lacking[day]
        left = due(calendars, days, now, self._read)
        lacking = sum(calendars.is_open(Market.SIFMA, each) for each in left)
        if lacking:
            said = f"{days - lacking} of {days} daily files are read"
            yield Found("tape", notes=(said,))
        else:
            holding.forget_strays()

    async def _file(self, web: Web, holding: Holding, day: dt.date) -> Found | None:
        """Read a day's file; none: it is as it was.

        Raises:
            FetchError: It is not to be had.
            SourceError: It cannot be read.
        """
        name = file_name(day)
        page = await web.get(f"{self._base}/{name}")
        if day in self._read and not page.changed:
            return None
        read = await asyncio.to_thread(read_daily, page.body, name, self._entities)
        history = day <= self._history and day not in self._read
        self._read.add(day)
        return self._found(holding, read, name, day, history=history)

    def _absent(self, day: dt.date, error: FetchError, now: dt.datetime) -> None:
        """Take it that a file is not there: too early, late, or never to come."""
        taken = lateness(self._calendars, day, now)
        if not self._calendars.is_open(Market.SIFMA, day):
            # Nothing need be told on such a day. A door that is shut looks the same,
            # so one answer settles it only when the file is long overdue.
            self._again[day] = now + (_DAY if taken.late else _AGAIN)
            if taken.hopeless:
                self._none.add(day)
            return
        if not taken.late:
            self._again.pop(day)
            return
        found = f"HTTP {error.status}" if error.status else str(error)
        said = f"{file_name(day)}: found {found}, expected it by 06:00 New York"
        # The feed is well: it is asked no faster for the sake of a file.
        fault = None if taken.hopeless else FetchError(said, Wait.MISSING)
        notes = (said,) if taken.hopeless else ()
        self._lacking[day] = Found("tape", fault=fault, notes=notes)

    def _found(
        self,
        holding: Holding,
        read: Read,
        name: str,
        file: dt.date | None = None,
        *,
        history: bool,
    ) -> Found:
        """Keep what a delivery says about names that are watched."""
        rights = self._rights
        messages = [replace(each, file=file, rights=rights) for each in read.messages]
        vintages = holding.take(messages, self._clock(), history=history)
        notes = [f"{name}: no column {each}" for each in read.absent]
        if read.refused:
            notes.append(f"{name}: {len(read.refused)} of {read.rows} rows left out")
        refused = tuple(str(each) for each in read.refused)
        return Found("tape", vintages, refused=refused, notes=tuple(notes))

    def _put_off(self, fault: Exception | None) -> bool:
        """Whether the feed's host, which has the files too, asks to be left alone."""
        if not isinstance(fault, FetchError) or fault.wait is not Wait.ASKED:
            return False
        same = urlsplit(self._base).netloc == urlsplit(self._feed_url).netloc
        return same and (bool(fault.retry_after) or fault.status == _TOO_MANY)

    @property
    def _feed_url(self) -> str:
        return self._options.feed or FEED

    async def _derived(self, holding: Holding) -> Derived:
        """Return levels and sizes."""
        return await asyncio.to_thread(
            holding.derived, self._rate, self._rights, self._calendars
        )

    def _changed(self, new: Derived) -> list[Found]:
        """Return each table that differs from what was told of it last."""
        old, found = self._told, []
        if old is None or old.marks != new.marks:
            found.append(Found("cds_marks", rows=new.marks))
        if old is None or old.activity != new.activity:
            found.append(Found("cds_activity", rows=new.activity))
        return found
