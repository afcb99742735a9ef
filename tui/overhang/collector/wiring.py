"""From settings to sources, and to the collector that follows them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from overhang.bundled import bundled
from overhang.collector.began import Began
from overhang.collector.collector import Collector
from overhang.collector.reload import Plan, PlanFile, Reloader
from overhang.collector.shelf import Shelf
from overhang.collector.ticks import Clocks, Engine
from overhang.config.settings import Settings
from overhang.config.token import read_token
from overhang.config.universe import load_universe
from overhang.core.calendars import Calendars, load_calendars
from overhang.core.metrics.measure import measure
from overhang.core.problems import ConfigError
from overhang.core.rules.language import load_rules
from overhang.core.tables import TABLES
from overhang.delivery.channels import channels_of
from overhang.sources.base import Source
from overhang.sources.files import FileSource
from overhang.store.base import Store

if TYPE_CHECKING:
    from overhang.sources.web.shared import Shared


def collector_of(
    settings: Settings,
    store: Store,
    env: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    mishap: str = "",
) -> Collector:
    """Put a collector together; its store must be open to write.

    Args:
        settings: what to collect.
        store: where to.
        env: the environment, for the token.
        now: the time, UTC.
        mishap: what befell the store, to be told for as long as this one runs.

    Raises:
        ConfigError: universe, rules, a feed, an address or the token cannot be used.
    """
    issuers = PlanFile(settings.universe, settings.own_file("universe"))
    levels = PlanFile(settings.rules, settings.own_file("rules"))

    def load() -> Plan:
        universe = load_universe(issuers.find())
        return Plan(universe, load_rules(levels.find(), universe))

    home = Path(env["HOME"]) if env.get("HOME") else None
    began = Began(settings.files, home)
    files = (*issuers.watched, *levels.watched)
    befell = (mishap,) if mishap else ()
    reloader = Reloader(files, load, lambda: (*befell, *began.words()))
    calendars = load_calendars(bundled("data") / "calendars.toml")
    shelf = Shelf()
    network = Network()
    sources = sources_of(settings, env, now=now, network=network)
    if settings.sources:
        sources += _feeds(settings, env, reloader, shelf, calendars, now, network)
    return Collector(
        store,
        sources,
        reloader,
        Engine(measure, calendars),
        channels_of(settings.deliver, env, now=now),
        shipped=settings.shipped,
        clocks=Clocks(now, time.monotonic),
        shelf=shelf,
        at_end=network.aclose,
    )


class Network:
    """What all that goes over the network shares; made when something does."""

    def __init__(self) -> None:
        self._shared: Shared | None = None

    @property
    def shared(self) -> Shared:
        """The limits, breakers and cache of the whole process."""
        if self._shared is None:
            from overhang.sources.web.shared import Shared

            self._shared = Shared()
        return self._shared

    async def aclose(self) -> None:
        """Let go of what is shared, if it was ever made."""
        if self._shared is not None:
            await self._shared.aclose()


def _feeds(
    settings: Settings,
    env: Mapping[str, str],
    reloader: Reloader,
    shelf: Shelf,
    calendars: Calendars,
    now: Callable[[], datetime],
    network: Network,
) -> list[Source]:
    """Return who delivers each feed.

    What stands is looked up on the shelf, which is filled from the store before the
    first source is asked.

    Raises:
        ConfigError: a feed's settings do not fit the universe or its table.
    """
    # Here, and not above: a desk without feeds need not carry what they ask with.
    from overhang.collector.feed_checks import check_feeds
    from overhang.collector.feeds import World, feeds_of

    check_feeds(settings, reloader.plan.universe)
    world = World(
        universe=lambda: reloader.plan.universe,
        shelf=shelf,
        calendars=calendars,
        env=env,
        cache=settings.state_dir / "http",
        now=now,
        shared=network.shared,
    )
    return feeds_of(settings.sources, world)


def sources_of(
    settings: Settings,
    env: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    network: Network | None = None,
) -> list[Source]:
    """Return who delivers each table.

    The token goes to the host of `url`, or to the one host that tables name.

    Raises:
        ConfigError: an address or the token cannot be used.
    """
    files: dict[str, Path] = {}
    urls: dict[str, str] = {}
    for table in TABLES:
        own = settings.table.get(table)
        if own is not None and own.file is not None:
            files[table] = own.file
        elif own is not None and own.url is not None:
            urls[table] = own.url
        elif settings.url is not None:
            urls[table] = f"{settings.url}/{table}"
    rest = [each for each in TABLES if each not in files and each not in urls]
    sources: list[Source] = []
    if settings.data is not None and rest:
        sources.append(FileSource(settings.data, rest, clock=now))
    if files:
        sources.append(FileSource(files, tuple(files), clock=now))
    if urls:
        sources += _endpoints(settings, urls, env, now, network or Network())
    return sources


def _endpoints(
    settings: Settings,
    urls: Mapping[str, str],
    env: Mapping[str, str],
    now: Callable[[], datetime],
    network: Network,
) -> list[Source]:
    """Return one source for each host."""
    # Here, and not above: a desk with files alone need not carry an HTTP client.
    from overhang.sources.http import HttpSource
    from overhang.sources.web.reach import Reach

    hosts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for table, url in urls.items():
        hosts[_host(url)][table] = url
    token = read_token(settings, env)
    trusted = _host(settings.url) if settings.url else next(iter(hosts))
    if token and not settings.url and len(hosts) > 1:
        named = ", ".join(hosts)
        raise ConfigError([f"one token and several hosts: {named}; name one as url"])
    every = {table: own.every for table, own in settings.table.items() if own.every}
    try:
        # The desk named these addresses, private ones too.
        reach = Reach(timeout=settings.timeout, private=True)
        client = network.shared.clients(reach)
        return [
            HttpSource(
                tables,
                tuple(tables),
                clock=now,
                rng=Random(),
                client=client,
                token=token if token and host == trusted else "",
                read_token=partial(read_token, settings, env)
                if token and host == trusted
                else None,
                every={each: every.get(each, settings.every) for each in tables},
                deadline=settings.timeout,
            )
            for host, tables in hosts.items()
        ]
    except ValueError as error:
        raise ConfigError([str(error)]) from error
    except OSError as error:
        named = "SSL_CERT_FILE, SSL_CERT_DIR"
        raise ConfigError([f"{named}: no certificates there: {error}"]) from error


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
