"""Any address that answers with JSON or CSV: a vendor's or the house's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from overhang.config.feeds import FeedSettings, QuotesOptions
from overhang.core.issuers import Universe
from overhang.core.records import Quality, Record, Vintage
from overhang.core.rights import Rights
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import unadjusted_splits
from overhang.sources.connector import Found
from overhang.sources.early import Present
from overhang.sources.fetching import FetchError
from overhang.sources.mapped.bodies import rows_of
from overhang.sources.mapped.keys import carried, without
from overhang.sources.mapped.mapping import MappedRows, mapped
from overhang.sources.mapped.presets import PRESETS, filled
from overhang.sources.mapped.sessions import unfinished
from overhang.sources.mapped.times import DESK
from overhang.sources.patience import Patience
from overhang.sources.web.page import Page
from overhang.sources.web.web import Web

ACCEPT = "application/json, text/csv;q=0.9"
_HISTORY = timedelta(days=800)
"""What `{from}` asks for: all of it each time, since a split changes all of it."""
_NAMED = 3
"""Names that a note lists."""


class _Ask(NamedTuple):
    """One request."""

    url: str
    place: str
    """The address without its query."""
    options: QuotesOptions
    codes: Collection[str]


class Quotes:
    """One feed of `kind = "quotes"`.

    Args:
        feed: Its settings; its options are `QuotesOptions`.
        key: Reads its key; empty: it needs none.
        universe: Who is watched.
        clock: Tells the time, UTC.
    """

    def __init__(
        self,
        feed: FeedSettings,
        *,
        key: Callable[[], str],
        universe: Callable[[], Universe],
        clock: Callable[[], datetime],
    ) -> None:
        assert isinstance(feed.options, QuotesOptions)
        preset = PRESETS.get(feed.options.preset)
        self._options = filled(feed.options)
        self._url = feed.reach.url or (preset.url if preset else "")
        self._source = feed.source or (preset.source if preset else feed.name)
        self._quality = feed.quality or Quality.COMPOSITE
        self._rights = feed.rights or (preset.rights if preset else Rights.INTERNAL)
        self._key = key
        self._universe = universe
        self._clock = clock
        self._read: dict[str, tuple[str, ...]] = {}
        """By address: the codes for which its newest answer was read to the end."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table it fills."""
        return (self._options.table,)

    @property
    def place(self) -> str:
        """Its host."""
        return urlsplit(self._url).hostname or self._url.partition("?")[0]

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask once, or once for each issuer."""
        key = self._key()
        headers, params = carried(self._options.key_name, key)
        asks = list(self._asks())
        patience = Patience(asks, "issuer", "issuers")
        for ask in asks:
            patience.asked()
            try:
                page = await web.get(
                    ask.url, params=params, headers=headers, accept=ACCEPT
                )
                patience.answered()
                if not page.changed and self._read.get(ask.url) == tuple(ask.codes):
                    continue
                # Off the loop: however much a host sends, nobody else waits for it.
                yield await asyncio.to_thread(self._read_page, ask, page, key)
            except SourceError as error:
                self._read.pop(ask.url, None)
                yield Found(self.tables[0], fault=_hidden(error, key))
            except FetchError as error:
                self._read.pop(ask.url, None)
                if patience.ends(error):
                    yield Found(self.tables[0], fault=patience.last(error))
                    return
                yield Found(self.tables[0], fault=error)

    def _asks(self) -> Iterator[_Ask]:
        """Yield what is to be asked now."""
        codes = tuple(self._universe().codes)
        today = self._clock().astimezone(DESK).date()
        days = {"{from}": str(today - _HISTORY), "{to}": str(today)}
        url = self._url
        for name, value in days.items():
            url = url.replace(name, value)
        if not self._options.each:
            yield _Ask(url, _place(url), self._options, codes)
            return
        theirs = {
            code: name for name, code in reversed([*self._options.symbols.items()])
        }
        for code in codes:
            own = url.replace("{symbol}", quote(theirs.get(code, code), safe=""))
            yield _Ask(own, _place(own), self._one(code), (code,))

    def _one(self, code: str) -> QuotesOptions:
        """Return the options for an answer about one issuer, which it need not name."""
        if "issuer" in self._options.fields:
            return self._options
        constants = {**self._options.constants, "issuer": code}
        return replace(self._options, constants=constants)

    def _read_page(self, ask: _Ask, page: Page, key: str) -> Found:
        """Return what an answer came to.

        Raises:
            SourceError: It cannot be used.
        """
        rows = rows_of(page.body, page.media, ask.options.rows, ask.place)
        now = self._clock()
        read = mapped(
            rows,
            ask.options,
            source=self._source,
            quality=self._quality,
            rights=self._rights,
            codes=ask.codes,
        )
        records, future = _past(read.records, now, ask.place)
        early = [each for each in records if unfinished(each, now)]
        splits = list(unadjusted_splits([(ask.place, each) for each in records]))
        if splits:
            raise SourceError(splits)
        refused = [*read.refused, *future]
        if (refused or read.empty) and not records:
            raise SourceError([*refused, *read.empty])
        # The same answer may hold more once its day has come, or is over; and what is
        # at fault in it is told as long as it is.
        if not early and not refused:
            self._read[ask.url] = tuple(ask.codes)
        return Found(
            self.tables[0],
            vintages=[Vintage(now, each) for each in records if each not in early],
            refused=[without(str(each), key) for each in refused],
            notes=[
                *(without(str(each), key) for each in read.empty),
                *_notes(read, early=bool(early)),
            ],
        )


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}"


def _past(
    records: tuple[Record, ...], now: datetime, place: str
) -> tuple[list[Record], list[Problem]]:
    """Split rows into those that can be, and those that are from the future."""
    kept: list[Record] = []
    future: list[Problem] = []
    present = Present(now)
    for each in records:
        early = present.early(each)
        if early is None:
            kept.append(each)
        else:
            future.append(Problem(place, early.found, early.expected))
    return kept, future


def _notes(read: MappedRows, *, early: bool) -> list[str]:
    """Say whose rows were left out, and which wait."""
    notes = []
    if early:
        notes.append("today's bar is no close before 16:15 New York: left out")
    if read.unknown:
        more = " and others" if len(read.unknown) > _NAMED else ""
        named = ", ".join(read.unknown[:_NAMED])
        count = len(read.unknown)
        notes.append(f"left out, nobody watches them ({count}): {named}{more}")
    return notes


def _hidden(error: SourceError, key: str) -> SourceError:
    """Return a fault without the key in it."""
    return SourceError(
        [each._replace(found=without(each.found, key)) for each in error.problems]
    )
