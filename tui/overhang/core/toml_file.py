"""A TOML file that a person edits: its tables, and every fault with its line."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from overhang.core.problems import ConfigError, fault, unknown
from overhang.core.safe_text import safe_text
from overhang.core.toml_lines import Lines
from overhang.core.toml_lines import Path as Keys

Table = dict[str, Any]

_LIMIT = 5_000_000
"""Bytes. No file that a person edits is larger."""
_DEEP = re.compile(r"(?<![\w.'\"-])(?:[\w'\"-]++\s*+\.\s*+){64}")
"""A dotted key of so many parts: the parser takes the square of their number."""
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class TomlFile:
    """Tables and the faults found in them while they are read."""

    def __init__(self, text: str, name: str) -> None:
        """Parse a text; raise `ConfigError` when it is not TOML."""
        self.name = safe_text(name)
        self._text = text
        self._faults: list[tuple[int, str]] = []
        self.top: Table = _parsed(text, self.name)

    def line(self, *keys: str | int) -> int:
        """Return the line on which a table or key stands."""
        return self._lines.of(keys).line

    def say(self, keys: Keys, words: str, *, column: bool = False) -> None:
        """Note a fault in words, at the line of `keys`; if wanted, at their column."""
        place = self._lines.of(keys)
        at = f", column {place.column}" if column else ""
        self._faults.append((place.line, f"{self.name}:{place.line}{at}: {words}"))

    def fault(self, keys: Keys, what: str, found: object, expected: str) -> None:
        """Note what was found at `keys` and what was expected."""
        self.say(keys, fault(what, found, expected))

    def refuse_unknown(
        self, keys: Keys, table: Mapping[str, object], known: Iterable[str], what: str
    ) -> bool:
        """Note each unknown key with the nearest name; return whether there was one."""
        names = tuple(known)
        strange = [key for key in table if key not in names]
        for key in strange:
            prefix = f"{safe_text(what)}: " if what else ""
            self.say((*keys, key), prefix + unknown("key", key, names), column=True)
        return bool(strange)

    @property
    def problems(self) -> tuple[str, ...]:
        """All faults so far, in the order of the file."""
        return tuple(words for _, words in sorted(self._faults, key=lambda it: it[0]))

    def finish(self) -> None:
        """Raise `ConfigError` with all faults, if there are any."""
        if self._faults:
            raise ConfigError(self.problems)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)


def read_toml(path: Path) -> TomlFile:
    """Read and parse a file; raise `ConfigError` with the reason when it cannot be."""
    return TomlFile(read_text(path), path.name)


def read_text(path: Path) -> str:
    """Read a small UTF-8 file; raise `ConfigError` with the reason otherwise.

    Opened without blocking and checked before reading, so a pipe, a device or a huge
    file under this name is an error and not a hang.
    """
    try:
        data = _bytes(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError([f"{safe_text(str(path))}: {reason}"]) from error
    except ValueError as error:
        raise ConfigError([f"{safe_text(str(path))}: {error}"]) from error
    if len(data) > _LIMIT:
        raise ConfigError([f"{safe_text(str(path))}: over {_LIMIT:,} bytes"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    # Not from within: that error holds all that was read, which may be a secret.
    raise ConfigError([f"{safe_text(path.name)}:{line}: a byte that is not UTF-8"])


def _bytes(path: Path) -> bytes:
    """Return at most one byte over the limit of a plain file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("not a plain file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(_LIMIT + 1)
    finally:
        os.close(descriptor)


def _parsed(text: str, name: str) -> Table:
    """Parse TOML, or raise `ConfigError` with the line of the syntax error."""
    import tomllib

    if deep := _DEEP.search(text):
        before = text.count("\n", 0, deep.start())
        raise ConfigError([f"{name}:{before + 1}: nested too deeply"])
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError([f"{name}: nested too deeply"]) from error
    except ValueError as error:
        words = str(error)
        where = _WHERE.search(words)
        if where is None:
            raise ConfigError([f"{name}: {safe_text(words)}"]) from error
        line = where[1] or str(text.count("\n") + 1)
        at = f", column {where[2]}" if where[2] else ""
        reason = safe_text(words[: where.start()])
        raise ConfigError([f"{name}:{line}{at}: not TOML: {reason}"]) from error
