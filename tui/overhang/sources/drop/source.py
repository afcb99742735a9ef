"""A folder that sheets are dropped into, as a source."""

from __future__ import annotations

import asyncio
import os
from collections.abc import (
    AsyncGenerator,
    Callable,
    Collection,
    Sequence,
)
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from overhang.config.feeds import DropOptions, FeedSettings
from overhang.config.kinds import terms_of
from overhang.core.issuers import Universe
from overhang.core.records import Vintage
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery
from overhang.sources.drop.brought import rows_of, vintages_of
from overhang.sources.drop.file import Dropped, read_dropped
from overhang.sources.drop.names import Wanted
from overhang.sources.hand import Hand
from overhang.sources.ledger import told
from overhang.sources.reading import Signature, signature
from overhang.sources.watching import watch

_LOOK = 1.0
"""Seconds between looks at the folder, for the changes that no watch tells of; and how
long a file that cannot be read must hold still before that is told."""
_PATIENCE = 30.0
"""Seconds that one file may take."""
_FAULTS = 5
"""Faults of one file that are told; `overhang preview` tells them all."""
_MOST_FILES = 2000
"""The newest files that are read."""

_Seen = Signature | int


class DropSource:
    """One table out of the CSV and XLSX files of a folder.

    Files stay as they are. One with too many faults is refused whole and named, the
    others stand; of two files about the same day the one that came last counts. What a
    file brought stands when it is taken away.
    """

    def __init__(
        self,
        feed: FeedSettings,
        universe: Callable[[], Universe],
        clock: Callable[[], datetime],
    ) -> None:
        """Watch the folder of a feed of the kind `drop`.

        Args:
            feed: The feed.
            universe: Who is watched now.
            clock: Tells the time, in UTC.
        """
        assert isinstance(feed.options, DropOptions)
        self._feed, self._options = feed, feed.options
        self._universe, self._clock = universe, clock
        self._wanted = Wanted(feed.options.files)
        self._files: dict[Path, Dropped] = {}
        self._seen: dict[Path, _Seen] = {}
        self._doubts: dict[Path, tuple[_Seen, float]] = {}
        self._codes: Collection[str] = ()
        self._changed = asyncio.Event()
        self._asked = self._blind = False
        self._hand = Hand(_PATIENCE)
        terms = terms_of(feed)
        self._health = SourceHealth(
            table=feed.options.table,
            kind=feed.kind,
            place=safe_text(str(feed.options.folder)),
            feed=feed.name,
            rights=terms.rights,
            licence=terms.licence,
        )

    @property
    def feed(self) -> str:
        """Its name under `[source]`."""
        return self._feed.name

    @property
    def tables(self) -> Sequence[str]:
        """The one table."""
        return (self._options.table,)

    def refresh(self) -> None:
        """Read every file again now; what is the same adds nothing."""
        self._asked = True
        self._changed.set()

    async def deliveries(self) -> AsyncGenerator[Delivery, None]:
        """Yield what the folder holds, then what every change adds, until cancelled."""
        self.refresh()
        self._files.clear()
        watching = asyncio.create_task(
            watch(self._options.folder, self._wanted, self._touch)
        )
        try:
            while True:
                self._changed.clear()
                delivery = await self._turn()
                if delivery is not None:
                    yield delivery
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    def _touch(self, names: set[str]) -> None:
        """Read files of these names again, whatever they look like."""
        for path in self._files:
            if path.name in names:
                self._seen.pop(path, None)
        self._changed.set()

    async def _turn(self) -> Delivery | None:
        """Look once; none: all is as it was told."""
        began, asked, self._asked = self._clock(), self._asked, False
        codes = self._universe().codes
        if codes != self._codes:
            self._codes = codes
            self._files.clear()
        if asked:
            self._seen.clear()
            self._doubts.clear()
        try:
            found = await self._hand.do(_look, self._options.folder, self._wanted)
        except OSError as error:
            return self._no_folder(error, began, asked)
        back, self._blind = self._blind, False
        gone = self._files.keys() - found.keys()
        for path in gone:
            del self._files[path]
        fresh = []
        for path, seen in found.items():
            held = self._files.get(path)
            if held and held.digest and self._seen.get(path) == seen:
                continue
            file = await self._read(path, seen, held)
            if file is None or (file.faults and not (asked or self._still(path, seen))):
                continue
            self._seen[path] = seen
            # A disk may come back without the file looking any different, so what
            # cannot be opened is tried at every look, and told once.
            told_before = held and not file.digest and held.faults == file.faults
            if file != held and not told_before:
                self._files[path] = file
                fresh.append(path)
        if not (asked or back or gone or fresh):
            return None
        return self._deliver(fresh, began)

    async def _read(
        self, path: Path, seen: _Seen, held: Dropped | None
    ) -> Dropped | None:
        """Read one file, which is not waited for without end."""
        now = self._clock()
        try:
            return await self._hand.do(
                read_dropped,
                path,
                seen,
                self._feed,
                self._codes,
                now=now,
                held=held,
            )
        except FileNotFoundError:
            return None
        except TimeoutError:
            name = safe_text(path.name)
            return Dropped(now, faults=[f"{name}: not read within {_PATIENCE:g} s"])

    def _still(self, path: Path, seen: _Seen) -> bool:
        """Whether a file that cannot be read has held still: it may be half written."""
        now = asyncio.get_running_loop().time()
        before = self._doubts.get(path)
        if before is None or before[0] != seen:
            self._doubts[path] = (seen, now)
            return False
        return now - before[1] >= _LOOK / 2

    def _no_folder(
        self, error: OSError, began: datetime, asked: bool
    ) -> Delivery | None:
        """Say why the folder cannot be looked at; what it brought stands."""
        self._blind = True
        missing = isinstance(error, FileNotFoundError)
        words = "no such folder" if missing else (error.strerror or "no answer")
        errors = told([f"{self._health.place}: {words}"])
        if not asked and errors == self._health.errors:
            return None
        state = SourceState.MISSING if missing else SourceState.FAILED
        self._health = replace(self._health, state=state, errors=errors, notes=())
        return self._told((), began)

    def _deliver(self, fresh: Sequence[Path], began: datetime) -> Delivery:
        """Hand on the rows of files that are new, and say how all of them are."""
        files = sorted((each.arrived, path) for path, each in self._files.items())
        faults = [
            each for _, path in files[::-1] for each in _few(self._files[path].faults)
        ]
        good = [path for _, path in files if self._files[path].good]
        state = SourceState.FAILED if faults else SourceState.OK
        health = replace(
            self._health,
            state=state,
            errors=told(faults),
            rows=len({key for path in good for key, _ in rows_of(self._files[path])}),
            last_success=self._clock() if good else self._health.last_success,
        )
        if good:
            last = self._files[good[-1]]
            notes = told(last.notes(safe_text(good[-1].name)))
            refused = last.run.refused if last.run else 0
            health = replace(health, refused=refused, notes=notes)
            if not faults and last.run and last.run.wrong:
                health = replace(health, state=SourceState.PART, errors=notes)
        if not files:
            words = f"{health.place}: no file named {safe_text(self._options.files)}"
            health = replace(health, state=SourceState.MISSING, errors=told([words]))
        self._health = health
        new = [self._files[path] for _, path in files if path in fresh]
        return self._told(vintages_of(new), began)

    def _told(self, vintages: Sequence[Vintage], began: datetime) -> Delivery:
        """Note when this was, and how long it took."""
        took = (self._clock() - began).total_seconds() * 1000
        self._health = replace(self._health, last_try=began, latency_ms=max(took, 0.0))
        table, feed = self._options.table, self._feed.name
        return Delivery(table, None, self._health, vintages, feed)


def _look(folder: Path, wanted: Wanted) -> dict[Path, _Seen]:
    """Return the files that count and what they look like, the newest if too many."""
    found: dict[Path, _Seen] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name not in wanted or _is_folder(entry):
                continue
            path = folder / entry.name
            seen = signature(path)
            if seen is not None:
                found[path] = seen
    if len(found) <= _MOST_FILES:
        return found
    newest = sorted(found, key=lambda each: _modified(found[each]), reverse=True)
    return {path: found[path] for path in newest[:_MOST_FILES]}


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _few(faults: Sequence[str]) -> Sequence[str]:
    """Return a file's faults, cut so that every bad file is named."""
    more = len(faults) - _FAULTS
    return (*faults[:_FAULTS], *([f"and {more} more in it"] if more > 0 else []))


def _modified(seen: _Seen) -> int:
    return seen.modified if isinstance(seen, Signature) else 0
