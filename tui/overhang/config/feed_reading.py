"""`[source.NAME]`: where live figures come from, with the line of every fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from overhang.config.feed_fields import COMMON, OWN, REACH, SECRET, TERMS, known
from overhang.config.feed_fits import misfits
from overhang.config.feed_values import EntryError
from overhang.config.feeds import (
    DropOptions,
    EdgarOptions,
    FeedSettings,
    FredOptions,
    Options,
    PushOptions,
    QuotesOptions,
    Reach,
    SourceKind,
    TapeOptions,
    TiingoOptions,
)
from overhang.config.fields import masked
from overhang.config.values import ExpectedError, From, Reader
from overhang.core.problems import unknown
from overhang.core.toml_file import TomlFile
from overhang.core.toml_lines import Path as Keys

_NAME = r"[a-z][a-z0-9-]{0,31}"
_OPTIONS: Mapping[SourceKind, type[Options]] = {
    SourceKind.EDGAR: EdgarOptions,
    SourceKind.TAPE: TapeOptions,
    SourceKind.FRED: FredOptions,
    SourceKind.TIINGO: TiingoOptions,
    SourceKind.QUOTES: QuotesOptions,
    SourceKind.PUSH: PushOptions,
    SourceKind.DROP: DropOptions,
}


class Placed(NamedTuple):
    """A feed, and the line of each of its keys."""

    settings: FeedSettings
    lines: Mapping[str, int]
    """By path: `source.prices`, `source.prices.symbols.MSFT`."""


def read_feeds(file: TomlFile, origin: From) -> dict[str, Placed]:
    """Read every `[source.NAME]` by name, noting each fault."""
    raw = file.top.get("source", {})
    if not isinstance(raw, dict):
        file.fault(("source",), "source", raw, "tables headed [source.NAME]")
        return {}
    found: dict[str, Placed] = {}
    for name, table in raw.items():
        keys = ("source", name)
        if re.fullmatch(_NAME, name) is None:
            expected = "a name of a-z, 0-9 and -, 32 at most"
            file.fault(keys, "source", name, expected)
        elif not isinstance(table, dict):
            file.fault(keys, f"source.{name}", table, f"a table headed [source.{name}]")
        elif feed := _feed(file, name, table, origin):
            found[name] = Placed(feed, _lines(file, keys, table))
    return found


def _feed(
    file: TomlFile, name: str, table: Mapping[str, object], origin: From
) -> FeedSettings | None:
    """Read one feed; none when there is any fault in it."""
    keys = ("source", name)
    kind = _kind(file, name, table, origin)
    if kind is None:
        return None
    readers = known(kind)
    sound = not _strange(file, name, kind, table, readers)
    values: dict[str, Any] = {}
    for key, read in readers.items():
        if key not in table:
            continue
        try:
            values[key] = read(table[key], origin)
        except ExpectedError as error:
            entry: tuple[str, ...] = ()
            found = _shown(key, table[key])
            if isinstance(error, EntryError):
                entry, found = (error.entry,), error.found
            at = (*keys, key, *entry)
            file.fault(at, ".".join(at), found, str(error))
            sound = False
    for inner, words in misfits(kind, values, table):
        place = (*keys, *inner)
        file.say(place, f"{'.'.join(place)}: {words}")
        sound = False
    return _made(name, kind, values) if sound else None


def _kind(
    file: TomlFile, name: str, table: Mapping[str, object], origin: From
) -> SourceKind | None:
    """Return what a feed is: as it says, or as it is called."""
    keys = ("source", name)
    if "kind" not in table:
        if name in list(SourceKind):
            return SourceKind(name)
        kinds = ", ".join(SourceKind)
        file.say(keys, f"source.{name}: no kind, expected one of {kinds}")
        return None
    try:
        return SourceKind(str(COMMON["kind"](table["kind"], origin)))
    except ExpectedError as error:
        what = f"source.{name}.kind"
        file.fault((*keys, "kind"), what, table["kind"], str(error))
        return None


def _strange(
    file: TomlFile,
    name: str,
    kind: SourceKind,
    table: Mapping[str, object],
    readers: Mapping[str, Reader],
) -> bool:
    """Note each key that nobody or only another kind knows; say if there was one."""
    strange = [key for key in table if key not in readers]
    for key in strange:
        others = [each for each in SourceKind if key in known(each)]
        if others:
            words = f"means nothing to {kind}, only to {', '.join(others)}"
            file.say(("source", name, key), f"source.{name}.{key}: {words}")
        else:
            words = unknown("key", key, readers)
            where = ("source", name, key)
            file.say(where, f"source.{name}: {words}", column=True)
    return bool(strange)


def _shown(key: str, value: object) -> object:
    """Return what may be shown of a value that is wrong."""
    return "***" if key in SECRET else masked(key, value)


def _made(name: str, kind: SourceKind, values: Mapping[str, Any]) -> FeedSettings:
    """Build a feed of sound values; what a vendor's preset says stays empty here."""
    own = {key: values[key] for key in OWN[kind] if key in values}
    if "table" in OWN[kind]:
        own = {"table": "", "fields": {}, **own}
    reach = {key: values[key] for key in REACH[kind] if key in values}
    said = (*TERMS[kind], *(key for key in COMMON if key != "kind"))
    return FeedSettings(
        name=name,
        kind=kind,
        options=_OPTIONS[kind](**own),
        reach=Reach(**reach),
        **{key: values[key] for key in said if key in values},
    )


def _lines(file: TomlFile, keys: Keys, table: Mapping[str, object]) -> dict[str, int]:
    """Return the line of a table, of its keys and of what is in those."""
    lines = {".".join(map(str, keys)): file.line(*keys)}
    for key, value in table.items():
        if isinstance(value, dict):
            lines |= _lines(file, (*keys, key), value)
        else:
            lines[".".join(map(str, (*keys, key)))] = file.line(*keys, key)
    return lines
