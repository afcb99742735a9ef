"""A desk's folder in which every text of every table is a payload."""

from __future__ import annotations

import csv
import re
import shutil
from itertools import count
from pathlib import Path

from support.payloads import WORDS, storable
from support.shipped import DATA

_FREE = frozenset(
    [
        "note",
        "source",
        "quote",
        "words",
        "label",
        "definition",
        "vehicle",
        "title",
        "coupon",
        "entity",
        "longest",
        "outlook",
        "topic",
        "unit",
        "platform",
        "name",
    ]
)
"""Columns that take whatever a vendor writes."""
_LONGEST = 2000
_REFUSED = 25
"""Every row of so many holds a payload where a table takes none: it is refused."""
_TAKEN = [
    words
    for words in (storable(each)[:_LONGEST] for each in WORDS)
    if words.strip() and "\0" not in words
]
"""A table with a NUL byte in it is refused as a whole."""
_turn = count()


def poisoned_folder(path: Path) -> Path:
    """Copy the shipped data to `path`, with payloads for words."""
    shutil.copytree(DATA, path)
    for table in sorted(path.glob("*.csv")):
        _poison_table(table)
    universe = path / "universe.toml"
    universe.write_text(
        re.sub(
            r'^(name|entity|title|note|source) = ".*"',
            lambda found: f'{found[1]} = "{escaped(_next())}"',
            universe.read_text("utf-8"),
            flags=re.MULTILINE,
        ),
        "utf-8",
    )
    return path


def escaped(words: str) -> str:
    """Write words as TOML does."""
    return "".join(f"\\U{ord(each):08x}" for each in storable(words))


def _next() -> str:
    return _TAKEN[next(_turn) % len(_TAKEN)]


def _poison_table(table: Path) -> None:
    with table.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    for number, row in enumerate(rows):
        for at, name in enumerate(head):
            if name in _FREE and row[at]:
                row[at] = _next()
        if number % _REFUSED == _REFUSED - 1:
            row[number // _REFUSED % len(head)] = _next()
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
