"""The universe and the rules in force, read again when their files change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError
from overhang.core.rules.book import RuleBook
from overhang.sources.reading import signature


class Plan(NamedTuple):
    """Who is watched, and what counts as a breach."""

    universe: Universe
    rules: RuleBook


class Reloader:
    """Holds the plan in force. An invalid file keeps the old one and is named.

    The files are looked at, not watched: once a second costs next to nothing, and it
    sees through links and on network file systems.

    Args:
        files: the files that the plan is read from.
        load: reads them, and raises `ConfigError` with every fault.

    Raises:
        ConfigError: the files are invalid from the start, so there is no old plan.
    """

    def __init__(self, files: Sequence[Path], load: Callable[[], Plan]) -> None:
        self._files = files
        self._load = load
        self._seen = self._look()
        self.plan = load()
        self.problems: tuple[str, ...] = ()

    def look(self) -> bool:
        """Read the files again if they changed; return whether they did."""
        seen = self._look()
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            self.plan = self._load()
            self.problems = ()
        except ConfigError as error:
            self.problems = error.problems
        return True

    def _look(self) -> list[object]:
        return [signature(each) for each in self._files]
