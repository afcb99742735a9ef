"""Finding one's way in a rule file while it is read."""

from __future__ import annotations

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


def called(table: Table, index: int) -> str:
    """Name a rule by its id, or by its place."""
    name = table.get("id")
    if isinstance(name, str) and name:
        return f"rule {safe_text(name, ID_LENGTH)}"
    return f"rule number {index + 1}"


def rule_tables(file: TomlFile) -> list[Table]:
    """Return the `[[rule]]` tables."""
    rules = file.top.get("rule", [])
    if isinstance(rules, list) and all(isinstance(each, dict) for each in rules):
        return rules
    file.fault(("rule",), "rule", rules, "tables headed [[rule]]")
    return []


def table_at(file: TomlFile, keys: Keys, value: object, what: str = "") -> Table:
    """Return a table, or note that it is none."""
    if isinstance(value, dict):
        return value
    prefix = f"{what}: " if what else ""
    file.say(keys, prefix + fault(str(keys[-1]), value, "a table"))
    return {}


def length(value: object) -> int:
    """How many tables a key holds; one when it holds anything else."""
    if value is None:
        return 0
    return len(value) if isinstance(value, list) else 1
