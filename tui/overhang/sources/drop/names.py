"""Which files of a folder are meant to be read."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import PurePath

from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown

READ = (".csv", ".xlsx")
"""Endings of the files that can be read."""
OTHER = (".xls", ".xlsb", ".xlsm", ".ods", ".numbers")
"""Endings of sheets that cannot: whoever drops one is told."""

_AWAY = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~")
_HIDDEN = (".", "~$")
_COPY = re.compile(r" ?\([0-9]{1,3}\)$")
"""What a browser puts behind the name of a file that it had before."""


class Wanted(Container[str]):
    """The names of files that count: `*_run.xlsx`, no half-written or hidden ones."""

    def __init__(self, files: str) -> None:
        self._files = files.lower()

    def __contains__(self, name: object) -> bool:
        """Return whether a file of this name is meant to be read."""
        if not isinstance(name, str) or name.startswith(_HIDDEN):
            return False
        low = name.lower()
        readable = low.endswith((*READ, *OTHER)) and not low.endswith(_AWAY)
        return readable and fnmatchcase(low, self._files)


def day_of(name: str, pattern: str) -> date:
    """Return the day that a file's name says.

    Args:
        name: The file's name. Its ending, and the `(1)` of a second download, are not
            looked at.
        pattern: As for `strptime`: `run_%Y%m%d`.

    Raises:
        SourceError: The name does not fit the pattern.
    """
    stem = _COPY.sub("", PurePath(name).stem)
    try:
        found = datetime.strptime(stem, pattern)  # noqa: DTZ007 - only its day is taken
    except ValueError:
        expected = f"a name such as {shown(pattern)}, with a day that exists"
        problem = Problem(safe_text(name), shown(stem), expected)
        raise SourceError([problem]) from None
    return found.date()
