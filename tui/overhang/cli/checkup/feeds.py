"""The sources: each is asked once, as a collector would, and nothing is stored."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from overhang.bundled import bundled
from overhang.cli.checkup.advice import advice
from overhang.cli.checkup.finding import Finding, fail, ok, warn
from overhang.config.feeds import FeedSettings, SourceKind
from overhang.config.secret import read_key
from overhang.config.settings import Settings
from overhang.config.universe import load_universe
from overhang.core.calendars import load_calendars
from overhang.core.issuers import Universe
from overhang.core.outward import outward_source
from overhang.core.problems import ConfigError
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Source
from overhang.sources.probe import Way, first_answers, way_to

_DAYS = 5
"""Days of history that a feed is asked for: enough to see that it answers."""
_SOON = timedelta(days=14)
_READ = (SourceState.OK, SourceState.PART)
_EACH = (SourceKind.EDGAR, SourceKind.TIINGO)
"""Kinds that ask for one issuer after the other."""


async def own_tables(
    settings: Settings, env: Mapping[str, str], now: datetime, within: float
) -> AsyncIterator[Finding]:
    """Read the desk's own folder and interface once."""
    from overhang.collector.wiring import sources_of

    found: dict[str, SourceHealth] = {}
    try:
        sources = sources_of(settings, env, now=lambda: now)
    except ConfigError as error:
        yield fail("tables", str(error), "mend the settings")
        return
    for each in sources:
        found |= await first_answers(each, within)
    read = [each for each in found.values() if each.state in _READ]
    missing = [k for k, each in found.items() if each.state is SourceState.MISSING]
    words = f"{len(read)} of {len(found)} read, {sum(e.rows for e in read):,} rows"
    if missing:
        words += f"; not there: {', '.join(missing)}"
    if read:
        yield ok("tables", words)
    elif settings.sources:
        yield warn("tables", words, "no own files: only what the feeds bring is shown")
    else:
        yield fail("tables", words, "check data or url: no table was read")
    for table, health in found.items():
        for finding in _unread(f"table {table}", health, "data or url", within):
            yield finding


async def feed(
    settings: Settings,
    one: FeedSettings,
    env: Mapping[str, str],
    now: datetime,
    within: float,
) -> AsyncIterator[Finding]:
    """Check one feed: its key, the way to its host, its first answer."""
    section = f"[source.{one.name}]"
    if one.reach.key:
        try:
            read_key(one.reach.key, env)
        except ConfigError as error:
            words = f"put the key there, or set key in {section}"
            yield fail(f"{one.name} key", str(error), words)
        else:
            yield ok(f"{one.name} key", f"{one.reach.key}: there")
    try:
        universe = load_universe(settings.universe)
    except ConfigError:
        # It is told above; without it nobody knows what to ask for.
        return
    with tempfile.TemporaryDirectory() as cache:
        try:
            sources = _sources(settings, one, env, now, universe, Path(cache))
        except (ConfigError, ValueError, OSError) as error:
            yield fail(f"{one.name} settings", str(error), f"mend {section}")
            return
        for source in sources:
            async for finding in _asked(source, one, section, now, within):
                yield finding


async def _asked(
    source: Source,
    one: FeedSettings,
    section: str,
    now: datetime,
    within: float,
) -> AsyncIterator[Finding]:
    answers = await first_answers(source, within)
    healths = [outward_source(each) for each in answers.values()]
    off = [each for each in healths if each.state is SourceState.OFF]
    for each in off:
        yield warn(f"{one.name} {each.table}", f"off: {'; '.join(each.errors)}")
    asked = [each for each in healths if each not in off]
    if not asked:
        return
    url = _url(one, asked[0])
    if url:
        way = await way_to(
            url,
            proxy=one.reach.proxy,
            ca=one.reach.ca,
            private=one.reach.private,
            within=within,
        )
        for finding in _network(f"{one.name} network", way, one, section, now):
            yield finding
    well = [each for each in asked if each.state in _READ]
    if well:
        rows = sum(each.rows for each in well)
        # A turn that is broken off once it has answered was not timed.
        slow = max((each.latency_ms or 0.0 for each in well), default=0.0)
        took = f", {slow:,.0f} ms" if slow else ""
        names = ", ".join(each.table for each in well)
        words = f"{names}: {rows:,} rows{took}; {well[0].rights.value}"
        yield ok(f"{one.name} answer", words)
    said: dict[Finding, list[str]] = {}
    for each in asked:
        for finding in _unread("", each, section, within, quiet=bool(well)):
            said.setdefault(finding, []).append(each.table)
    for finding, tables in said.items():
        # What several tables run into alike is told once.
        more = f" and {len(tables) - 1} more" if len(tables) > 1 else ""
        yield finding._replace(what=f"{one.name} {tables[0]}{more}")


def _unread(
    what: str, health: SourceHealth, section: str, within: float, *, quiet: bool = False
) -> Sequence[Finding]:
    """Say why a table was not read, or not whole; nothing when it need not be."""
    remote = health.kind not in ("files", "drop")
    if health.state is SourceState.FAILED:
        words = "; ".join(health.errors[:3])
        if words.startswith("no key"):
            # Told already, where its key is.
            return ()
        kind = health.kind
        return (fail(what, words, advice(words, kind, section), remote=remote),)
    if health.state is SourceState.PART:
        words = "; ".join(health.errors[:3])
        count = f"{health.refused} row" + ("s" if health.refused != 1 else "")
        advised = "mend what is named where it comes from"
        return (warn(what, f"{count} left out: {words}", advised),)
    if health.state is SourceState.MISSING and health.feed:
        words = "; ".join(health.errors) or "not found"
        return (fail(what, words, advice(words, health.kind, section), remote=remote),)
    if health.state is SourceState.WAITING:
        words = f"no answer within {within:g} s"
        if quiet:
            return (warn(what, words, "--timeout waits longer"),)
        return (fail(what, words, advice(words, health.kind, section), remote=remote),)
    return ()


def _network(
    what: str, way: Way, one: FeedSettings, section: str, now: datetime
) -> Sequence[Finding]:
    through = f"through proxy {way.host}" if way.proxy else way.host
    if way.fault:
        words = f"{through}: {way.step}: {way.fault}"
        fault = f"{way.step} {way.fault}"
        return (fail(what, words, advice(fault, one.kind, section), remote=True),)
    words = f"{through} at {way.address}"
    if way.until is None:
        return (ok(what, words),)
    words += f", certificate to {way.until:%d %b %Y}"
    if way.until < now + _SOON:
        return (warn(what, words, "it ends soon: tell whoever runs that host"),)
    return (ok(what, words),)


def _url(one: FeedSettings, health: SourceHealth) -> str:
    """Return the address a feed asks; empty: it asks over no network."""
    if one.kind is SourceKind.DROP:
        return ""
    place = one.reach.url or health.place
    return place if urlsplit(place).netloc else f"https://{place}"


def _sources(
    settings: Settings,
    one: FeedSettings,
    env: Mapping[str, str],
    now: datetime,
    universe: Universe,
    cache: Path,
) -> Sequence[Source]:
    """Build a feed as a collector does, to ask for little: one issuer, a few days."""
    from overhang.collector.feed_checks import check_feeds
    from overhang.collector.feeds import World, feeds_of
    from overhang.collector.shelf import Shelf
    from overhang.sources.web.shared import Shared

    check_feeds(replace(settings, sources=(one,)), universe)
    watched = universe
    if one.kind in _EACH:
        code = next(iter(universe.issuer))
        watched = replace(universe, issuer={code: universe.issuer[code]}, group={})
    world = World(
        universe=lambda: watched,
        shelf=Shelf(),
        calendars=load_calendars(bundled("data") / "calendars.toml"),
        env=env,
        cache=cache,
        now=lambda: now,
        shared=Shared(),
    )
    return feeds_of((replace(one, options=_brief(one.options)),), world)


def _brief(options: msgspec.Struct) -> msgspec.Struct:
    days = getattr(options, "days", None)
    return options if days is None else replace(options, days=min(days, _DAYS))
