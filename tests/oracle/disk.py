"""A disk without room, now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from overhang.store.base import AlertTurn, Batch, Store, StoreError


class FullDisk:
    """A store that cannot always be written.

    Args:
        store: the store.
        is_full: whether there is no room.
    """

    def __init__(self, store: Store, is_full: Callable[[], bool]) -> None:
        self._store = store
        self._is_full = is_full

    def append(
        self,
        batches: Iterable[Batch],
        *,
        known_at: datetime,
        snapshot: bytes | None = None,
        turn: AlertTurn | None = None,
    ) -> int:
        """Write, or fail as SQLite does."""
        held: Sequence[Batch] = list(batches)
        if (held or turn or snapshot) and self._is_full():
            raise StoreError("database or disk is full")
        return self._store.append(held, known_at=known_at, snapshot=snapshot, turn=turn)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
