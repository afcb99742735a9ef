"""Tables from files on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from overhang.core.safe_text import safe_text
from overhang.sources.base import Delivery, SourceError
from overhang.sources.formats import FILES
from overhang.sources.ledger import Ledger
from overhang.sources.reading import Signature, read_file, signature
from overhang.sources.watching import watch

_LOOK = 1.0
"""Seconds between looks at every file, for the changes that no watch tells of: on a
network file system, behind a symbolic link, where watches have run out."""

_Seen = tuple[tuple[Path, Signature | int], ...]
"""The files that may hold one table, and what they look like."""


class FileSource:
    """Tables kept as `closes.csv`, `closes.ndjson` or `closes.parquet`.

    A table is read whole when its file changes and refused whole for any fault in it;
    the last good rows stay with whoever took them.
    """

    def __init__(
        self,
        place: Path | Mapping[str, Path],
        tables: Sequence[str],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """Watch a folder, or one file a table.

        Args:
            place: A folder that holds the tables under their names, or the path of
                each table's file.
            tables: The tables to deliver.
            clock: Tells the time, in UTC.
        """
        self._tables = tuple(tables)
        self._candidates = {table: _candidates(place, table) for table in tables}
        self._ledgers = {
            table: Ledger(
                table, kind="files", place=str(self._candidates[table][0]), clock=clock
            )
            for table in tables
        }
        self._seen: dict[str, _Seen] = {}
        self._trouble: dict[str, str] = {}
        self._changed = asyncio.Event()

    feed = ""

    @property
    def tables(self) -> Sequence[str]:
        """The tables this source is responsible for."""
        return self._tables

    def refresh(self) -> None:
        """Read every file again now; contents that are the same deliver no rows."""
        self._seen.clear()
        self._trouble.clear()
        self._changed.set()

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Yield every table's delivery, then one for each change, until cancelled."""
        self.refresh()
        watches = [
            asyncio.create_task(watch(folder, names, self._touch))
            for folder, names in self._folders().items()
        ]
        try:
            while True:
                self._changed.clear()
                now = await asyncio.to_thread(self._look)
                for table, seen in now.items():
                    if self._seen.get(table) == seen and table not in self._trouble:
                        continue
                    self._seen[table] = seen
                    delivery = await asyncio.to_thread(self._read, table, seen)
                    if delivery is not None:
                        yield delivery
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK)
        finally:
            for each in watches:
                each.cancel()
            await asyncio.gather(*watches, return_exceptions=True)

    def _touch(self, names: set[str]) -> None:
        """Read the tables in files of these names again, whatever they look like.

        Two saves of one size within a tick of the file system's clock look the same.
        """
        for table, paths in self._candidates.items():
            if any(path.name in names for path in paths):
                self._seen.pop(table, None)
        self._changed.set()

    def _folders(self) -> dict[Path, set[str]]:
        """Return the folders to watch and the names that matter in each."""
        folders: dict[Path, set[str]] = {}
        for paths in self._candidates.values():
            for path in paths:
                folders.setdefault(path.parent, set()).add(path.name)
        return folders

    def _look(self) -> dict[str, _Seen]:
        """Return what the files of each table look like now."""
        return {
            table: tuple(
                (path, found)
                for path in paths
                if (found := signature(path)) is not None
            )
            for table, paths in self._candidates.items()
        }

    def _read(self, table: str, seen: _Seen) -> Delivery | None:
        """Read one table from the one file that holds it; none: same trouble again."""
        ledger = self._ledgers[table]
        paths = [path for path, _ in seen]
        home = paths[0] if paths else self._candidates[table][0]
        before = self._trouble.pop(table, None)
        ledger.begin(str(home))
        if len(paths) > 1:
            names = " and ".join(path.name for path in paths)
            return ledger.failed(f"{names}: keep one of them, which one is right?")
        reader = FILES.get(home.suffix)
        if reader is None:
            return ledger.failed(f"{home.name}: the name must end in {_endings()}")
        try:
            return ledger.read(read_file(home), reader, safe_text(home.name))
        except FileNotFoundError:
            return ledger.missing(f"no {home.name} in {home.parent}")
        except SourceError as error:
            # A disk may come back without the file looking any different, so this is
            # tried at every look, and told once.
            trouble = self._trouble[table] = str(error)
            return None if trouble == before else ledger.failed(trouble)


def _candidates(place: Path | Mapping[str, Path], table: str) -> tuple[Path, ...]:
    """Return the paths where a table may be."""
    if isinstance(place, Path):
        return tuple(place / f"{table}{ending}" for ending in FILES)
    return (place[table],)


def _endings() -> str:
    return ", ".join(FILES)
