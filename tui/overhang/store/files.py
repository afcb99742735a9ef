"""The files of one SQLite store, and whether those that are open still lie there."""

from __future__ import annotations

import os
from pathlib import Path

WAL_KEPT_BYTES = 16 * 1024 * 1024
"""What is kept of the log once it was emptied: only a longer one is ever cut."""

_HELD_BYTES = 4 * WAL_KEPT_BYTES
"""No commit makes the log so long while nobody holds it back."""


def names(path: Path) -> tuple[Path, Path, Path]:
    """Return where a store's file, its log and the log's index lie."""
    return (
        path,
        path.with_name(f"{path.name}-wal"),
        path.with_name(f"{path.name}-shm"),
    )


def held_back(path: Path) -> str:
    """Say that somebody's read keeps the log from being emptied; empty: nobody's does.

    Whoever is stopped in the midst of a read, a matter of microseconds, reads on for
    as long as that lasts: the log keeps all that was written since.
    """
    size = _length(_look(names(path)[1]))
    if size <= _HELD_BYTES:
        return ""
    return (
        f"the store's log has grown to {size >> 20} MB: a board stands stopped as it"
        " reads, continue or end it"
    )


class Files:
    """The files as they were when this was made.

    Args:
        path: the store's file; nothing need lie there.
    """

    def __init__(self, path: Path) -> None:
        self._names = names(path)
        self._seen = [_look(each) for each in self._names]

    @property
    def replaced(self) -> bool:
        """Whether one of them was removed or replaced, or came only now."""
        return any(
            _id(now) != _id(before)
            for now, before in zip(map(_look, self._names), self._seen, strict=True)
        )

    @property
    def lost(self) -> bool:
        """Whether one was removed, replaced or cut short by somebody else."""
        return self.replaced or self.cut

    @property
    def cut(self) -> bool:
        """Whether one that still lies there was cut short by somebody else."""
        now = [_look(each) for each in self._names]
        if list(map(_id, now)) != list(map(_id, self._seen)):
            return False
        (file, was), (log, log_was) = (
            (_length(new), _length(old))
            for new, old in list(zip(now, self._seen, strict=True))[:2]
        )
        if file < was or log < min(log_was, WAL_KEPT_BYTES):
            return True
        self._seen = now
        return False

    def clear(self) -> None:
        """Remove the log and its index if their file is gone.

        They would be taken for those of the next file that comes to lie there.
        """
        if _id(_look(self._names[0])) == _id(self._seen[0]):
            return
        for each, before in list(zip(self._names, self._seen, strict=True))[1:]:
            if _id(_look(each)) == _id(before):
                each.unlink(missing_ok=True)


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _id(found: os.stat_result | None) -> tuple[int, int] | None:
    return found and (found.st_dev, found.st_ino)


def _length(found: os.stat_result | None) -> int:
    return found.st_size if found else 0
