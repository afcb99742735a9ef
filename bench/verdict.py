"""Whether what the program said of an entry is what its manifest asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bench.entries import Heard

LONGEST = 5.0
"""Seconds."""
MOST = 100.0
"""Megabytes more than for a good file."""

Entry = Mapping[str, Any]

_WORDS: Mapping[str, str] = {
    "empty": r"nothing|no header|a blank line|no rows",
    "encoding": r"UTF-8|UTF-16|NUL bytes",
    "column": r"columns|column|missing|:\d+:\d+: found",
    "column 4": r"columns? \w+ and D|4",
    "header": r"header|names the columns",
    "deep": r"deep",
    "object": r"a list of rows|a list",
    "list": r"list|expected a value",
    "rows": r"rows|list",
    "twice": r"twice|once",
    "finite": r"finite",
    "found": r"found|perhaps",
    "symbol": r"symbol",
    "bid": r"bid|number|sane length",
    "ask": r"ask|expected",
    "byte": r"byte 0x|not UTF-8",
    "footer": r"footer",
    "encrypted": r"encrypted",
    "cap": r"at most",
    "size": r"bytes",
    "ts": r"ts\b",
    "future": r"a day up to|ahead|came before|future",
    "not a regular file": r"regular file",
    "loop": r"symbolic links",
    "not found": r"no such file|No such file",
    "directory": r"folder",
    "permission": r"[Pp]ermission|not readable",
}
"""What the manifest calls it, and how this program says it."""
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")


def faults_of(
    entry: Entry, heard: Heard, usual: float, *, shift: int = 0, more: int = 0
) -> list[str]:
    """Return how an answer differs from what is asked for.

    Args:
        entry: What is asked for.
        heard: The answer.
        usual: Megabytes that a good file takes.
        shift: Lines put before those of the entry, but for its first.
        more: Good rows put among those of the entry.
    """
    found = always(heard, usual)
    expect = entry["expect"]
    if expect == "ok" and not heard.taken:
        found.append("refused")
    if expect in ("error", "refuse") and heard.taken:
        found.append("taken")
    if expect == "partial" and heard.taken != bool(more):
        found.append("taken" if heard.taken else "refused as a whole")
    rows = entry.get("rows")
    counted = expect == "ok" or (expect == "partial" and more)
    if counted and rows is not None and heard.rows != rows + more:
        found.append(f"{heard.rows} rows, not {rows + more}")
    if expect != "ok":
        found += missing(entry["says"], heard.said, shift)
    return found


def always(heard: Heard, usual: float) -> list[str]:
    """Return what no entry may do."""
    found: list[str] = []
    if heard.seconds > LONGEST:
        found.append(f"{heard.seconds:.1f} s")
    if heard.megabytes - usual > MOST:
        found.append(f"+{heard.megabytes - usual:.0f} MB")
    if _CONTROL.search(heard.raw):
        found.append("raw control bytes")
    if "Traceback" in heard.said:
        found.append("a traceback")
    return found


def missing(says: Sequence[str], said: str, shift: int = 0) -> list[str]:
    """Return which words are not said."""
    return [f"nothing of {word}" for word in says if not _spoken(word, said, shift)]


def _spoken(word: str, said: str, shift: int) -> bool:
    line = re.fullmatch(r"line (\d+)", word)
    if line is None:
        return re.search(_WORDS.get(word, word), said) is not None
    number = int(line[1]) + (shift if line[1] != "1" else 0)
    return (
        re.search(rf":{number}\b|row {number}\b|row {number - 1}\b", said) is not None
    )
