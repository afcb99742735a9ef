"""Tables from files on this machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, SourceError
from overhang.sources.formats import FILES
from overhang.sources.hand import Hand
from overhang.sources.ledger import Ledger
from overhang.sources.reading import Signature, read_file, signature
from overhang.sources.stillness import HOLD, Stillness
from overhang.sources.watching import watch

_LOOK = 1.0
"""Seconds between looks at every file, for the changes that no watch tells of: on a
network file system, behind a symbolic link, where watches have run out."""

_ENDS = (b"\n", b"\r", b"PAR1")
"""How a table ends that is no torn one."""
_PATIENCE = 5.0
"""Seconds for one look or one file, after which a disk gives no answer."""

_Seen = tuple[tuple[Path, Signature | int], ...]
"""The files that may hold one table, and what they look like."""


class FileSource:
    """Tables kept as `closes.csv`, `closes.ndjson` or `closes.parquet`.

    A table is read whole when its file has changed and rests; one with too many faults
    is refused whole, and the last good rows stay with whoever took them.
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
        self._hands = {
            folders: Hand(_PATIENCE) for folders in map(self._home, self._tables)
        }
        self._stillness = Stillness(clock, time.monotonic)
        self._sizes: dict[str, int] = {}
        """By table: bytes of the last good file."""
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
                moving = False
                for folders, hand in self._hands.items():
                    tables = [
                        each for each in self._tables if self._home(each) == folders
                    ]
                    try:
                        now = await hand.do(self._look, tables)
                    except TimeoutError:
                        for table in tables:
                            if silent := self._no_answer(table):
                                yield silent
                        continue
                    for table, seen in now.items():
                        if self._stands(table, seen):
                            continue
                        if not (
                            self._stillness.is_still(table, seen)
                            or await self._is_whole(table, seen, hand)
                        ):
                            moving = True
                            if restless := self._restless(table):
                                yield restless
                            continue
                        self._seen[table] = seen
                        delivery = await self._read(table, seen, hand)
                        if delivery is not None:
                            yield delivery
                with suppress(TimeoutError):
                    await asyncio.wait_for(
                        self._changed.wait(), HOLD / 2 if moving else _LOOK
                    )
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
                self._stillness.moved(table)
        self._changed.set()

    def _folders(self) -> dict[Path, set[str]]:
        """Return the folders to watch and the names that matter in each."""
        folders: dict[Path, set[str]] = {}
        for paths in self._candidates.values():
            for path in paths:
                folders.setdefault(path.parent, set()).add(path.name)
        return folders

    def _home(self, table: str) -> frozenset[Path]:
        """Return the folders that one table may be in."""
        return frozenset(path.parent for path in self._candidates[table])

    def _look(self, tables: Sequence[str]) -> dict[str, _Seen]:
        """Return what the files of each table look like now."""
        return {
            table: tuple(
                (path, found)
                for path in self._candidates[table]
                if (found := signature(path)) is not None
            )
            for table in tables
        }

    def _stands(self, table: str, seen: _Seen) -> bool:
        """Whether there is nothing to read: all is as it was read last."""
        return (
            self._seen.get(table) == seen
            and table not in self._trouble
            and not self._ledgers[table].is_ripe
        )

    async def _is_whole(self, table: str, seen: _Seen, hand: Hand) -> bool:
        """Whether a file that just changed shows its end, and is as long as before.

        Most saves are whole at once, and need not wait until the file rests.
        """
        least = self._sizes.get(table)
        if least is None or len(seen) != 1:
            return False
        try:
            data = await hand.do(read_file, seen[0][0])
        except (OSError, SourceError):
            return False
        if len(data) < least or not data.endswith(_ENDS):
            return False
        self._stillness.settle(table, seen)
        return True

    def _no_answer(self, table: str) -> Delivery | None:
        """Say that the disk is silent; none: that was told."""
        words = f"{self._candidates[table][0]}: no answer within {_PATIENCE:g} s"
        return self._told(table, words)

    def _restless(self, table: str) -> Delivery | None:
        """Say that a file never holds still; none: it may yet, or that was told."""
        if not self._stillness.is_restless(table):
            return None
        expected = "expected one that holds still, or is renamed into place"
        name = self._candidates[table][0].name
        return self._told(table, f"{name}: written without a pause, {expected}")

    def _told(self, table: str, trouble: str) -> Delivery | None:
        """Tell a trouble that may pass without a trace; none: it was told."""
        if self._trouble.get(table) == trouble:
            return None
        self._trouble[table] = trouble
        self._ledgers[table].begin()
        return self._ledgers[table].failed(trouble)

    async def _read(self, table: str, seen: _Seen, hand: Hand) -> Delivery | None:
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
            data = await hand.do(read_file, home)
            name = safe_text(home.name)
            delivery = await asyncio.to_thread(ledger.read, data, reader, name)
            if delivery.health.state in (SourceState.OK, SourceState.PART):
                self._sizes[table] = len(data)
            return delivery
        except TimeoutError:
            return self._no_answer(table)
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
