"""Finding one's way in a rule file while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from overhang.core.problems import fault
from overhang.core.safe_text import safe_text
from overhang.core.toml_file import Table, TomlFile
from overhang.core.toml_lines import Path as Keys

ID_LENGTH = 64
"""Characters of a rule's id."""


class Place(NamedTuple):
    """One rule in its file."""

    file: TomlFile
    keys: Keys
    what: str
    """What a person calls it: `rule cds-5y-level`."""

    def say(self, key: str, words: str) -> None:
        """Note a fault at one of the rule's keys."""
        self.file.say((*self.keys, key), f"{self.what}: {words}")

    def fault(self, key: str, found: object, expected: str) -> None:
        """Note what was found at one of the rule's keys and what was expected."""
        self.say(key, fault(key, found, expected))


def is_id(name: str) -> bool:
    """Whether a name can be typed in a shell and shown anywhere."""
    plain = name.replace("-", "").replace("_", "").replace(".", "")
    return plain.isascii() and plain.isalnum() and len(name) <= ID_LENGTH


def called(table: Table, index: int, kind: str) -> str:
    """Name a rule by its id, or by its place; `kind` is `rule` or `limit`."""
    name = table.get("id")
    if isinstance(name, str) and name:
        return f"{kind} {safe_text(name, ID_LENGTH)}"
    return f"{kind} number {index + 1}"


def places(file: TomlFile, kind: str) -> Iterator[tuple[Place, Table]]:
    """Yield the tables headed `[[kind]]`, each with its place."""
    found = file.top.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(it, dict) for it in found):
        file.fault((kind,), kind, found, f"tables headed [[{kind}]]")
        return
    for index, table in enumerate(found):
        yield Place(file, (kind, index), called(table, index, kind)), table


def table_at(file: TomlFile, keys: Keys, value: object, what: str = "") -> Table:
    """Return a table, or note that it is none."""
    if isinstance(value, dict):
        return value
    prefix = f"{what}: " if what else ""
    file.say(keys, prefix + fault(str(keys[-1]), value, "a table"))
    return {}


def text_at(place: Place, table: Table, key: str, limit: int) -> str:
    """Return the text of a key, made safe; empty when there is none or it is none."""
    text = table.get(key, "")
    if not isinstance(text, str):
        place.fault(key, text, "text")
        return ""
    return safe_text(text, limit)
