"""What a collector does when it is killed, and what must be there afterwards."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from random import Random

import apsw

from overhang.core.alerts.journal import verify
from overhang.store import open_store
from overhang.store.base import OutdatedError, Store, StoreError
from support.first_store import TRANSITIONS, make_first_store
from support.killed import Writers

_TRANSITIONS = 600
"""In a store of the first version: its log takes some milliseconds to carry over."""

_APPEND = """
from overhang.store.base import Batch
from support.stored import T0, close

def append(store, number):
    rows = [close(issuer, number % 9000, float(number)) for issuer in ("MSFT", "ORCL")]
    body = str(number).encode() * 2000
    store.append([Batch("closes", rows)], known_at=T0, snapshot=body)
"""
_CHECKPOINT = """
from overhang.store.base import Batch
from support.stored import T0, close

def append(store, number):
    store._connection.pragma("wal_autocheckpoint", number % 9 + 1)
    rows = [close(issuer, number % 9000, float(number)) for issuer in ("MSFT", "ORCL")]
    store.append([Batch("closes", rows)], known_at=T0, snapshot=str(number).encode())
"""
_TURN = """
from support.stored import T0
from support.turns import numbered_turn

def append(store, number):
    store.append((), known_at=T0, turn=numbered_turn(number))
"""
_ACTION = """
from support.turns import acknowledgement

def append(store, number):
    store.put_action(acknowledgement(number))
"""


class Appends:
    """One kind of work, done over and over on one store.

    Args:
        folder: where the store lies, empty.
    """

    script = _APPEND
    longest_s = 1.0

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.db"
        self.url = f"sqlite://{self.path}"
        self.done = 0
        open_store(self.url, write=True).close()

    def prepare(self) -> None:
        """Make the store ready for the next kill."""

    def count(self, store: Store) -> int:
        """Return how many pieces of work are there; all of them are whole."""
        found = store.since(2 * self.done)
        assert len(found) % 2 == 0
        written = self.done + len(found) // 2
        number, body = store.snapshot() or (0, b"")
        assert number == written
        assert not written or body.startswith(str(written).encode())
        return written

    def check(self, acknowledged: int) -> None:
        """Hold the store to what was acknowledged since the last kill."""
        store = open_store(self.url, write=True)
        written = self.count(store)
        store.close()
        # Every acknowledged piece, and at most one that was on its way.
        assert written - self.done - acknowledged in (0, 1)
        self.done = written


class Checkpoints(Appends):
    """Commits that each empty the log into the file."""

    script = _CHECKPOINT
    longest_s = 0.15


class Turns(Appends):
    """Turns of the alerts: states, memory, log and outbox at once."""

    script = _TURN
    longest_s = 0.15

    def count(self, store: Store) -> int:
        """Return how many turns the log holds."""
        lines = store.log(after=2 * self.done)
        assert len(lines) % 2 == 0
        return self.done + len(lines) // 2


class Actions(Appends):
    """What a person did, written beside the collector."""

    script = _ACTION
    longest_s = 0.15

    def count(self, store: Store) -> int:
        """Return how many actions are there."""
        return self.done + len(store.actions(after=self.done))


class Migrations(Appends):
    """A store of the first version, taken over, and turns after that."""

    script = _TURN
    longest_s = 0.08

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._old = folder / "old.db"
        _make_long(self._old)

    def prepare(self) -> None:
        """Put the old store in place again."""
        for each in self.path.parent.glob("store.db*"):
            each.unlink()
        shutil.copy(self._old, self.path)

    def check(self, acknowledged: int) -> None:
        """Hold the store to the old lines and what was acknowledged."""
        viewer = open_store(self.url, write=False)
        # Before it is taken over a viewer is told so, and never shown half of it.
        with suppress(OutdatedError):
            assert len(viewer.log()) >= _TRANSITIONS
        viewer.close()
        store = open_store(self.url, write=True)
        turns, half = divmod(len(store.log()) - _TRANSITIONS, 2)
        assert half == 0
        assert verify(store.log()).broken is None
        assert turns - acknowledged in (0, 1)
        store.close()


WORKS: tuple[type[Appends], ...] = (Appends, Checkpoints, Turns, Actions, Migrations)


def killed(work: type[Appends], folder: Path, kills: int, random: Random) -> int:
    """Kill a process at its work again and again.

    Returns:
        How many pieces of work it said were done, all of which are there.

    Raises:
        AssertionError: one is not, or the file is not whole.
        StoreError: the store does not open.
    """
    folder.mkdir()
    at_work = work(folder)
    total = 0
    with Writers(at_work.url, work.script) as writers:
        for _ in range(kills):
            at_work.prepare()
            acknowledged = writers.killed(
                at_work.done + 1, random.uniform(0, work.longest_s)
            )
            at_work.check(acknowledged)
            total += acknowledged
    integrity(at_work.path)
    return total


def integrity(path: Path) -> None:
    """Have SQLite look through the whole file."""
    connection = apsw.Connection(str(path))
    found = connection.pragma("integrity_check")
    connection.close()
    if found != "ok":
        raise StoreError(f"store {path}: {found}")


def _make_long(path: Path) -> None:
    """Write a store of the first version with enough in it to be caught half way."""
    make_first_store(path)
    connection = apsw.Connection(str(path))
    connection.execute(
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO transition (at, rule, subject, body)"
        " SELECT at, rule, subject, body FROM n, (SELECT * FROM transition LIMIT 1)",
        (_TRANSITIONS - len(TRANSITIONS),),
    )
    connection.execute(
        "WITH n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
        " INSERT INTO version SELECT i, tbl, issuer, key || i, about, known_at,"
        " withdrawn, body FROM n, (SELECT * FROM version LIMIT 1)"
    )
    connection.pragma("wal_checkpoint", "truncate")
    connection.close()
