"""From `[source.NAME]` to sources: each kind is loaded only when a desk has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

from overhang.collector.feed_keys import Key, Keyed
from overhang.collector.feed_terms import Stamped, terms, with_terms
from overhang.collector.shelf import Shelf
from overhang.config.feeds import (
    EdgarOptions,
    FeedSettings,
    FredOptions,
    QuotesOptions,
    SourceKind,
    TapeOptions,
    TiingoOptions,
)
from overhang.config.kinds import USUAL
from overhang.core.calendars import Calendars
from overhang.core.issuers import Universe
from overhang.core.observations import Rate
from overhang.core.rights import Rights
from overhang.core.snapshot import SourceHealth
from overhang.core.tape.discounting import Discount, discount_of
from overhang.sources.base import Source
from overhang.sources.connector import Connector
from overhang.sources.off import Off
from overhang.sources.pacing import Pace
from overhang.sources.polled import Label, Polled
from overhang.sources.web.reach import Reach
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web

_ICE = (
    "ICE BofA indices need ICE's permission: ice = true if the desk has it; Treasury "
    "and SOFR come without"
)


class World(NamedTuple):
    """What all feeds of a collector share."""

    universe: Callable[[], Universe]
    """Who is watched now: it may change while they run."""
    shelf: Shelf
    """What stands. It is full before the first feed is asked."""
    calendars: Calendars
    env: Mapping[str, str]
    cache: Path
    """The folder that answers are kept in."""
    now: Callable[[], datetime]
    """UTC."""
    shared: Shared
    """The limits, breakers and cache of the whole process."""


def feeds_of(feeds: tuple[FeedSettings, ...], world: World) -> list[Source]:
    """Return what each feed stands for, in their order.

    A key that cannot be read, and whatever else a feed runs into, is that feed's own
    fault, told by its health; none keeps the others from running.
    """
    return [source for feed in feeds for source in _sources(feed, world)]


def _sources(feed: FeedSettings, world: World) -> Iterator[Source]:
    """Yield the sources of one feed; a part that may not run is one that is off."""
    options = feed.options
    if isinstance(options, QuotesOptions):
        from overhang.sources.mapped.presets import TABLE, off

        if reason := off(options):
            yield _off(feed, options.table or TABLE, reason)
            return
    if feed.kind is SourceKind.DROP:
        from overhang.sources.drop.source import DropSource

        yield DropSource(with_terms(feed), world.universe, world.now)
    elif feed.kind is SourceKind.PUSH:
        yield _push(feed, world)
    else:
        yield _polled(feed, world)
    if isinstance(options, FredOptions) and not options.ice:
        yield _off(feed, "indices", _ICE)


def _off(feed: FeedSettings, table: str, reason: str) -> Source:
    said = terms(feed)
    health = SourceHealth(
        table=table,
        kind=feed.kind,
        place="not asked",
        feed=feed.name,
        rights=said.rights,
        licence=said.licence,
    )
    return Off([table], health, reason)


def _polled(feed: FeedSettings, world: World) -> Source:
    usual, said = USUAL[feed.kind], terms(feed)
    every = feed.reach.every or usual.every
    key = Key(feed.reach.key, world.env)
    return Polled(
        _connector(feed, key, world),
        Web(world.shared, _reach(feed, world), key),
        Label(feed.name, feed.kind, said.rights, said.licence, _own_terms(feed)),
        clock=world.now,
        rng=Random(),
        pace=Pace(every),
        renewed=key.renewed,
    )


def _own_terms(feed: FeedSettings) -> Mapping[str, tuple[Rights, str]]:
    """Return by table the terms that are not those of its feed."""
    if isinstance(feed.options, FredOptions) and feed.rights is None:
        return {"indices": (Rights.DISPLAY, "ICE's, with its permission")}
    return {}


def _push(feed: FeedSettings, world: World) -> Source:
    from overhang.sources.mapped.push import PushSource

    key = Key(feed.reach.key, world.env)
    return PushSource(
        with_terms(feed),
        key=key.read,
        web=Web(world.shared, _reach(feed, world), key),
        universe=world.universe,
        clock=world.now,
        rng=Random(),
    )


def _reach(feed: FeedSettings, world: World) -> Reach:
    """Return how a feed goes about asking; its connector sends the key by itself."""
    reach = feed.reach
    return Reach(
        timeout=reach.timeout,
        rate=reach.rate or USUAL[feed.kind].rate,
        proxy=reach.proxy,
        ca=reach.ca,
        private=reach.private,
        cache=world.cache,
    )


def _connector(feed: FeedSettings, key: Key, world: World) -> Connector:
    """Return what asks, with a key that is read before each turn."""
    made = _bare(feed, key, world)
    if isinstance(feed.options, TiingoOptions) and feed.rights is not None:
        made = Stamped(made, feed.rights)
    return Keyed(made, key) if feed.reach.key else made


def _bare(feed: FeedSettings, key: Key, world: World) -> Connector:
    """Return what asks and reads, by kind."""
    base = feed.reach.url
    match feed.options:
        case EdgarOptions(contact=contact):
            from overhang.sources.edgar.connector import Edgar

            return Edgar(world.universe, contact, base, world.now)
        case TapeOptions() as options:
            from overhang.sources.tape.connector import Tape

            return Tape(
                options,
                world.universe,
                lambda: world.shelf.recall(feed.name, "tape"),
                base,
                world.now,
                calendars=world.calendars,
                rate=_Curve(world.shelf),
                rights=terms(feed).rights,
            )
        case FredOptions() as options:
            from overhang.sources.fred import Fred

            return Fred(options, key, base, world.now)
        case TiingoOptions() as options:
            from overhang.sources.tiingo import Tiingo

            return Tiingo(options, key, base, world.universe, world.now)
        case _:
            from overhang.sources.mapped.quotes import Quotes

            return Quotes(
                with_terms(feed), key=key, universe=world.universe, clock=world.now
            )


class _Curve:
    """What an upfront is discounted at, by the rates that stand when it is asked."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._seen: object = None
        self._rate: Discount | None = None

    def __call__(self, traded: date, maturity: date) -> float | None:
        """Return the rate from a day to a maturity; none: no curve of that day."""
        rows = self._shelf.tables.get("rates", ())
        if rows is not self._seen:
            records = [each.record for each in rows]
            rates = [each for each in records if isinstance(each, Rate)]
            self._rate, self._seen = discount_of(rates), rows
        return self._rate(traded, maturity) if self._rate else None
