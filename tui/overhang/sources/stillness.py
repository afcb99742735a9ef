"""Whether a file is done being written."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime

from overhang.sources.reading import Signature

HOLD = 0.35
"""Seconds without a change after which a file that was written in place is whole."""
RESTLESS = 5.0
"""Seconds of changes without such a pause after which that is told."""

Seen = tuple[tuple[Hashable, Signature | int], ...]
"""The files in question, and what they look like."""


class Stillness:
    """Tells of each table when its files may be read.

    What was renamed into place is whole. What is written in place is whole when it has
    looked the same for a while. What was there at the first look is, too, when it was
    last changed long enough ago; later than that no clock is asked, as the disk's may
    be another one, and ours may be wrong.

    Args:
        clock: Tells the time, in UTC, as the file system does.
        monotonic: Seconds on a clock that nobody sets.
    """

    def __init__(
        self, clock: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._moving: dict[str, tuple[Seen, float, float]] = {}
        """By table: what it looks like, since when, and when it began to change."""
        self._inodes: dict[str, frozenset[int]] = {}
        """By table: the files that were read last."""
        self._settled: dict[str, Seen] = {}
        """By table: what they looked like."""

    def moved(self, table: str) -> None:
        """Note that a file changed, whatever it looks like."""
        if table in self._moving:
            seen, _, began = self._moving[table]
            self._moving[table] = (seen, self._monotonic(), began)

    def is_still(self, table: str, seen: Seen) -> bool:
        """Return whether a table's files may be read as they look now."""
        now = self._monotonic()
        before = self._moving.get(table)
        if before is not None and before[0]:
            # What was seen and not read yet tells what is renamed over it, too.
            self._inodes.setdefault(table, _inodes(before[0]))
        if before is None or before[0] != seen:
            began = now if before is None else before[2]
            before = self._moving[table] = (seen, now, began)
        if self._is_whole(table, seen) or now - before[1] >= HOLD:
            self.settle(table, seen)
            return True
        return False

    def settle(self, table: str, seen: Seen) -> None:
        """Note that a table's files are read as they look."""
        self._moving.pop(table, None)
        self._inodes[table] = _inodes(seen)
        self._settled[table] = seen

    def is_restless(self, table: str) -> bool:
        """Return whether a table's files never hold still."""
        moving = self._moving.get(table)
        return moving is not None and self._monotonic() - moving[2] >= RESTLESS

    def _is_whole(self, table: str, seen: Seen) -> bool:
        """Return whether each file was renamed into place or has rested."""
        before = self._inodes.get(table, frozenset())
        dated = self._settled.get(table, seen) == seen
        now = self._clock()
        for _, each in seen:
            if not isinstance(each, Signature):
                continue
            changed = max(each.modified, each.changed) / 1e9
            rested = (now - datetime.fromtimestamp(changed, UTC)).total_seconds()
            renamed = bool(before) and each.inode not in before
            if not renamed and not (dated and rested >= HOLD):
                return False
        return True


def _inodes(seen: Seen) -> frozenset[int]:
    return frozenset(each.inode for _, each in seen if isinstance(each, Signature))
