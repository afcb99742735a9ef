"""What can be told of a feed's settings only beside the universe and the readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from overhang.config.feeds import (
    DropOptions,
    FeedSettings,
    Mapped,
    QuotesOptions,
    TapeOptions,
    TiingoOptions,
)
from overhang.config.kinds import terms_of
from overhang.config.settings import Settings
from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError, unknown
from overhang.core.tables import TABLES
from overhang.sources.base import SourceError

_Fault = tuple[str, str]
"""The key below the feed, empty for the feed itself, and what is wrong there."""


def check_feeds(settings: Settings, universe: Universe) -> None:
    """Hold every feed against the universe, and its mapping against its table.

    Raises:
        ConfigError: With every fault of every feed, its file, line and key.
    """
    problems = [
        _said(settings, feed, key, words)
        for feed in settings.sources
        for key, words in _faults(feed, universe)
    ]
    if problems:
        raise ConfigError(problems)


def _said(settings: Settings, feed: FeedSettings, key: str, words: str) -> str:
    what = f"source.{feed.name}"
    path = f"{what}.{key}" if key else what
    origins = settings.origins
    place = origins.get(path) or origins.get(path.rpartition(".")[0]) or origins[what]
    return f"{place}: {path}: {words}"


def _faults(feed: FeedSettings, universe: Universe) -> Iterator[_Fault]:
    options = feed.options
    if isinstance(options, TapeOptions):
        yield from _strangers("identifiers", options.identifiers, universe)
        yield from _strangers("aliases", options.aliases, universe)
        yield from _entities(options, universe)
    elif isinstance(options, TiingoOptions):
        yield from _strangers("symbols", options.symbols, universe)
    elif isinstance(options, Mapped):
        yield from _mapping(feed, options, universe)


def _strangers(
    key: str, codes: Iterable[str], universe: Universe, entry: str = ""
) -> Iterator[_Fault]:
    """Name every code that nobody of the universe has."""
    for code in codes:
        if code not in universe.issuer:
            yield f"{key}.{entry or code}", unknown("issuer", code, universe.issuer)


def _entities(options: TapeOptions, universe: Universe) -> Iterator[_Fault]:
    """Name what the tape's tables say of two issuers at once."""
    from overhang.sources.tape.entities import Entities

    try:
        Entities.of(universe, options.identifiers, options.aliases)
    except ConfigError as error:
        for problem in error.problems:
            yield "", problem


def _mapping(
    feed: FeedSettings, options: Mapped, universe: Universe
) -> Iterator[_Fault]:
    """Name what keeps rows from becoming rows of the table."""
    if isinstance(options, QuotesOptions):
        from overhang.sources.mapped.presets import PRESETS, filled

        if options.preset and options.preset not in PRESETS:
            yield "preset", unknown("preset", options.preset, PRESETS)
            return
        options = _one_by_one(filled(options), universe)
    if "issuer" in TABLES[options.table].__struct_fields__:
        for theirs, code in options.symbols.items():
            yield from _strangers("symbols", [code], universe, theirs)
    try:
        for each in _rows(options):
            _try(feed, each, universe)
    except SourceError as error:
        for problem in error.problems:
            found = f"found {problem.found}, " if problem.found else ""
            yield problem.place, f"{found}expected {problem.expected}"


def _one_by_one(options: QuotesOptions, universe: Universe) -> QuotesOptions:
    """Return the mapping of one issuer's answer, which need not name it."""
    if not options.each or "issuer" in options.fields:
        return options
    first = next(iter(universe.issuer), "")
    return replace(options, constants={**options.constants, "issuer": first})


def _rows(options: Mapped) -> Sequence[Mapped]:
    """Return the mapping of each row that a line becomes.

    Raises:
        SourceError: It cannot work.
    """
    if isinstance(options, DropOptions):
        from overhang.sources.drop.layout import layouts

        return [each.options for each in layouts(options)]
    return [options]


def _try(feed: FeedSettings, options: Mapped, universe: Universe) -> None:
    """Set the mapping up as its feed will.

    Raises:
        SourceError: It cannot work.
    """
    from overhang.sources.mapped.mapper import Mapper

    terms = terms_of(feed)
    Mapper(
        options,
        source=terms.source,
        quality=terms.quality,
        rights=terms.rights,
        codes=universe.codes,
    )
