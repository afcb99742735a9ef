"""A store whose log was torn, as a power cut tears it, and what must still be there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import apsw

from overhang.core.alerts.journal import verify
from overhang.store import open_store
from support.crashes import integrity
from support.stored import T0
from support.turns import numbered_turn

_TURNS = 24
_HEADER_BYTES = 32
_FRAME_BYTES = 24 + 4096

Damage = Callable[[bytes, int, Random], bytes]
DAMAGES: Mapping[str, Damage] = {
    "cut": lambda log, place, _: log[:place],
    "zeros": lambda log, place, _: log[:place] + bytes(len(log) - place),
    "garbage": lambda log, place, random: (
        log[:place] + random.randbytes(len(log) - place)
    ),
    "bit": lambda log, place, random: (
        log[:place] + bytes([log[place] ^ 1 << random.randrange(8)]) + log[place + 1 :]
    ),
}
"""What happens to a log from a place on, or just there."""

INDEXES = ("as it was", "missing", "empty", "of another moment", "garbage")
"""What becomes of the index of the log (the `-shm` file)."""


class Wreck:
    """A store at the moment of the cut: file, log and index, and what is in them.

    Args:
        folder: where it is made.
        emptied_after: turns after which the log was emptied into the file, so that
            what follows overwrites older frames; 0: never.
    """

    def __init__(self, folder: Path, *, emptied_after: int = 0) -> None:
        folder.mkdir()
        path = folder / "store.db"
        self.at_least = emptied_after
        ends: list[tuple[int, int]] = []
        store = open_store(f"sqlite://{path}", write=True)
        for number in range(1, _TURNS + 1):
            if number - 1 == emptied_after:
                _empty(path)
                self._index_before = (folder / "store.db-shm").read_bytes()
            store.append((), known_at=T0, turn=numbered_turn(number))
            ends.append((number, _end(folder / "store.db-shm")))
        self._ends = [each for each in ends if each[0] > emptied_after]
        self._file = path.read_bytes()
        self._log = (folder / "store.db-wal").read_bytes()
        self._index = (folder / "store.db-shm").read_bytes()
        store.close()

    def tear(self, folder: Path, damage: str, index: str, random: Random) -> int:
        """Tear a copy; return how many of its turns survived, all that could.

        Raises:
            AssertionError: another number of turns is there than must be.
            StoreError: the store does not open, or the file is not whole.
        """
        folder.mkdir()
        path = folder / "store.db"
        place = random.randrange(len(self._log))
        torn = DAMAGES[damage](self._log, place, random)
        path.write_bytes(self._file)
        (folder / "store.db-wal").write_bytes(torn)
        indexes = {
            "as it was": self._index,
            "empty": b"",
            "of another moment": self._index_before,
            "garbage": random.randbytes(len(self._index)),
        }
        if index in indexes:
            (folder / "store.db-shm").write_bytes(indexes[index])
        unhurt = [
            number for number, end in self._ends if end <= _first_hurt(self, torn)
        ]
        whole = max(unhurt, default=self.at_least)
        if random.random() < 0.5:
            # The first to come may be a viewer.
            viewer = open_store(f"sqlite://{path}", write=False)
            assert len(viewer.log()) == 2 * whole
            viewer.close()
        store = open_store(f"sqlite://{path}", write=True)
        assert len(store.log()) == 2 * whole
        # It goes on from there.
        store.append((), known_at=T0, turn=numbered_turn(whole + 1))
        verdict = verify(store.log())
        assert (verdict.count, verdict.broken) == (2 * whole + 2, None)
        store.close()
        integrity(path)
        return whole

    @property
    def log(self) -> bytes:
        """The log as it was."""
        return self._log


def _first_hurt(wreck: Wreck, torn: bytes) -> int:
    """Return the first place at which a torn log differs from the true one."""
    lengths = range(1, len(torn) + 1)
    return bisect_left(lengths, True, key=lambda n: torn[:n] != wreck.log[:n])


def _empty(path: Path) -> None:
    connection = apsw.Connection(str(path))
    # It knows of no log before it has read.
    connection.pragma("user_version")
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_RESTART)
    connection.close()


def _end(index: Path) -> int:
    """Return where the last commit ends in the log, as its index says."""
    with index.open("rb") as file:
        file.seek(16)
        frames = int.from_bytes(file.read(4), "little")
    return _HEADER_BYTES + frames * _FRAME_BYTES
