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


class PlanFile:
    """Where the universe or the rules are: in the data folder, once they are there.

    A file that comes into the folder counts from then on, for good: when it goes
    again, that is a fault to be told, not a reason to judge by other levels.

    Args:
        path: the file in force now.
        own: the data folder's own one, whether it is there or not; none: no other
            file may take over.
    """

    def __init__(self, path: Path, own: Path | None) -> None:
        self._path = path
        self._own = own

    @property
    def watched(self) -> tuple[Path, ...]:
        """Every file whose change matters."""
        return (self._path,) if self._own is None else (self._path, self._own)

    def find(self) -> Path:
        """Return the file in force."""
        if self._own is not None and self._own.is_file():
            self._path, self._own = self._own, None
        return self._path


class Reloader:
    """Holds the plan in force. An invalid file keeps the old one and is named.

    The files are looked at, not watched: once a second costs next to nothing, and it
    sees through links and on network file systems.

    Args:
        files: the files that the plan is read from.
        load: reads them, and raises `ConfigError` with every fault.
        began: says what befell the store, and what else was changed and counts only
            from the next start.

    Raises:
        ConfigError: the files are invalid from the start, so there is no old plan.
    """

    def __init__(
        self,
        files: Sequence[Path],
        load: Callable[[], Plan],
        began: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self._files = files
        self._began = began
        self._load = load
        self._seen = self._look()
        self.plan = load()
        self._wrong: tuple[str, ...] = ()
        self._later = began()

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the files are not heeded, what befell, and what counts only later."""
        return (*self._wrong, *self._later)

    def look(self) -> bool:
        """Read the files again if they changed; return whether they did."""
        seen, later = self._look(), self._began()
        before, self._later = self._later, later
        if seen == self._seen:
            return later != before
        self._seen = seen
        try:
            self.plan = self._load()
            self._wrong = ()
        except ConfigError as error:
            self._wrong = error.problems
        return True

    def _look(self) -> list[object]:
        return [signature(each) for each in self._files]
