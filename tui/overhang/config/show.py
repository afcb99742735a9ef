"""Settings as `config show` prints them: key, value, origin; never a secret."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from overhang.config.fields import FIELDS, masked, place_of
from overhang.config.settings import DeliverTo, Settings, TableSource
from overhang.core.safe_text import safe_text


class Shown(NamedTuple):
    """One setting in words."""

    key: str
    value: str
    origin: str


def shown(settings: Settings) -> list[Shown]:
    """List every setting with its value and where it came from, in file order."""
    rows = [
        Shown(key, _words(key, getattr(settings, key)), _origin(settings, key))
        for key in FIELDS
    ]
    rows += (
        Shown(f"table.{name}", _source(each), _origin(settings, f"table.{name}"))
        for name, each in settings.table.items()
    )
    rows += (
        Shown(
            f"deliver.{each.name}",
            _way(each),
            _origin(settings, f"deliver.{each.name}"),
        )
        for each in settings.deliver
    )
    if settings.sources:
        from overhang.config.feed_words import words_of

        rows += (
            Shown(
                f"source.{each.name}",
                words_of(each),
                _origin(settings, f"source.{each.name}"),
            )
            for each in settings.sources
        )
    return rows


def _origin(settings: Settings, key: str) -> str:
    return safe_text(settings.origins.get(key, "not set"))


def _words(key: str, value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}s"
    if isinstance(value, Path):
        return safe_text(str(value))
    return safe_text(str(masked(key, value)))


def _source(source: TableSource) -> str:
    """Say where a table comes from."""
    words = [_words("", each) for each in (source.file, source.url) if each]
    if source.every is not None:
        words.append(f"every {source.every:g}s")
    return ", ".join(words)


def _way(to: DeliverTo) -> str:
    """Say where alerts go; an argument or an address may hold a secret."""
    where = to.argv[0] if to.argv else place_of(to.url)
    words = [f"{to.kind} {safe_text(where)}", f"{to.at_least.name.lower()} and worse"]
    if not to.resolved:
        words.append("not what is over")
    if to.secret:
        words.append(f"signed by {safe_text(to.secret)}")
    return ", ".join([*words, f"{to.timeout:g}s", f"{to.rate} in 10m"])
