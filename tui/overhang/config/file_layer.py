"""Settings that are written in a file, each fault with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from overhang.config.fields import FIELDS, TABLE_FIELDS, masked, table_source
from overhang.config.layers import EXCLUSIVE, Layer, Read
from overhang.config.ownership import open_to_others
from overhang.config.secret import is_reference
from overhang.config.settings import DeliverTo, TableSource
from overhang.config.values import ExpectedError, From
from overhang.core.problems import unknown
from overhang.core.toml_file import TomlFile, read_text
from overhang.core.toml_lines import Path as Keys

if TYPE_CHECKING:
    from overhang.config.feeds import FeedSettings


def file_layer(path: Path, home: Path | None) -> Read:
    """Read a configuration file; raise `ConfigError` when it is not TOML at all."""
    file = TomlFile(read_text(path), path.name)
    origin = From(path.parent, home)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    file.refuse_unknown((), file.top, ("table", "source", "deliver", *FIELDS), "")
    for key, read in FIELDS.items():
        if key in file.top:
            try:
                values[key] = read(file.top[key], origin)
                origins[key] = f"{path}:{file.line(key)}"
            except ExpectedError as error:
                file.fault((key,), key, masked(key, file.top[key]), str(error))
    for first, second in EXCLUSIVE:
        if first in file.top and second in file.top:
            last = max(first, second, key=lambda key: file.line(key))
            file.say((last,), f"{first} and {second}: name one of them")
    tables = _tables(file, origin)
    for name in tables:
        origins[f"table.{name}"] = f"{path}:{file.line('table', name)}"
    deliver: dict[str, DeliverTo] = {}
    if "deliver" in file.top:
        from overhang.config.deliver import read_deliver

        deliver = read_deliver(file, path, origin)
    for number, each in enumerate(deliver.values()):
        origins[f"deliver.{each.name}"] = f"{path}:{file.line('deliver', number)}"
    sources: dict[str, FeedSettings] = {}
    if "source" in file.top:
        from overhang.config.feed_reading import read_feeds

        for name, feed in read_feeds(file, origin).items():
            sources[name] = feed.settings
            origins |= {key: f"{path}:{line}" for key, line in feed.lines.items()}
    open_to = ""
    if (
        sources
        or deliver
        or "url" in values
        or any(each.url for each in tables.values())
    ):
        open_to = open_to_others(path.resolve())
    if open_to:
        for keys in _named(values, deliver, sources):
            file.say(keys, f"{'.'.join(map(str, keys))}: no secret is read: {open_to}")
    layer = Layer(values, origins, tables, deliver, sources, open_to)
    return Read(layer, file.problems)


def _named(
    values: Mapping[str, object],
    deliver: Mapping[str, DeliverTo],
    sources: Mapping[str, FeedSettings],
) -> Iterator[Keys]:
    """Yield where a file names a secret."""
    yield from ((key,) for key in ("token_env", "token_file") if key in values)
    for number, to in enumerate(deliver.values()):
        if to.secret or is_reference(to.url):
            yield ("deliver", number)
    for name, feed in sources.items():
        if feed.reach.key:
            yield ("source", name, "key")


def _tables(file: TomlFile, origin: From) -> dict[str, TableSource]:
    """Read `[table.NAME]`, noting each fault."""
    from overhang.core.tables import TABLES

    raw = file.top.get("table", {})
    if not isinstance(raw, dict):
        file.fault(("table",), "table", raw, "tables headed [table.NAME]")
        return {}
    found: dict[str, TableSource] = {}
    for name, each in raw.items():
        keys = ("table", name)
        if name not in TABLES:
            file.say(keys, unknown("table", name, TABLES))
            continue
        if not isinstance(each, dict):
            file.fault(keys, f"table.{name}", each, "a table")
            continue
        file.refuse_unknown(keys, each, TABLE_FIELDS, f"table.{name}")
        values, sound = _fields(file, keys, each, origin)
        try:
            source = table_source(values) if sound else None
        except ExpectedError as error:
            file.say(keys, f"table.{name}: expected {error}")
        else:
            if source is not None:
                found[name] = source
    return found


def _fields(
    file: TomlFile, keys: tuple[str, str], table: Mapping[str, object], origin: From
) -> tuple[dict[str, object], bool]:
    """Read one table's fields; say whether all were sound."""
    values: dict[str, object] = {}
    sound = all(key in TABLE_FIELDS for key in table)
    for key, read in TABLE_FIELDS.items():
        if key not in table:
            continue
        try:
            values[key] = read(table[key], origin)
        except ExpectedError as error:
            what = f"{'.'.join(keys)}.{key}"
            file.fault((*keys, key), what, masked(key, table[key]), str(error))
            sound = False
    return values, sound
