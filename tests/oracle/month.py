"""Life after life of the collector over one store, each ended by `kill -9`."""

from __future__ import annotations

import os
import select
import signal
import struct
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from mmap import mmap
from pathlib import Path
from random import Random

import apsw
import msgspec

from oracle.life import Life
from oracle.witness import Witness, last_of
from oracle.world import World

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STUCK_S = 120.0
"""Real seconds after which a life without an end is a failure."""


class StuckError(Exception):
    """A life that failed, or never ended."""


def run(
    world: World,
    folder: Path,
    *,
    every: float,
    broken: Callable[[], None] | None = None,
    say: Callable[[float, int], None] = lambda *_: None,
) -> int:
    """Run a world to its end; return how many times the collector was killed.

    Args:
        world: what happens.
        folder: empty; gets the store and the record.
        every: virtual seconds between two kills, about.
        broken: breaks the product, in each life.
        say: told how far it is, now and then.

    Raises:
        StuckError: a life failed.
    """
    chance = Random(f"{world.seed} kills")
    shared = mmap(-1, 16)
    start, kills = 0.0, 0
    while start < world.end:
        end = start + every * chance.uniform(0.6, 1.4)
        is_last = end >= world.end
        _one(world, folder, start, end if not is_last else 1e12, shared, broken, chance)
        mono: float = max(struct.unpack_from("2d", shared))
        if is_last:
            break
        kills += 1
        _settle(folder)
        down = chance.choice((1.0, 3.0, 8.0, 25.0, 25.0, 60.0, 1200.0))
        start = mono + down * chance.uniform(0.5, 1.5)
        say(mono, kills)
    return kills


def _one(
    world: World,
    folder: Path,
    start: float,
    end: float,
    shared: mmap,
    broken: Callable[[], None] | None,
    chance: Random,
) -> None:
    """Live one life in a forked process, and kill it."""
    near, tell = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(near)
            if broken is not None:
                broken()
            Life(world, folder, start, end, shared, tell).live()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(tell)
    try:
        # Readable at the sign, or at the end of a life that ended by itself.
        ready, _, _ = select.select([near], [], [], _STUCK_S if end < 1e12 else None)
        if ready and os.read(near, 1):
            time.sleep(chance.uniform(0, 0.015))
        elif end < 1e12 and not ready:
            raise StuckError(f"no end after {_STUCK_S:.0f}s, at {start:.0f}")
    finally:
        os.close(near)
        if end < 1e12:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise StuckError(f"a life failed at {start:.0f}")


def _settle(folder: Path) -> None:
    """Find out whether the look at which the collector died is in the store."""
    path = folder / "record.jsonl"
    last = last_of(path, ("look", "kept", "lost", "up"))
    if last is None or last["k"] != "look":
        return
    at = (datetime.fromisoformat(last["w"]) - _EPOCH) // timedelta(microseconds=1)
    store = apsw.Connection(str(folder / "store.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        query = "SELECT max(known_at) FROM version WHERE known_at = ?"
        rows = store.execute(query, (at,)).get
        body = store.execute("SELECT body FROM memory").get
    finally:
        store.close()
    judged = msgspec.msgpack.decode(body)["judged_at"] if body else ""
    moment = judged if isinstance(judged, datetime) else None
    if isinstance(judged, str) and judged:
        moment = datetime.fromisoformat(judged)
    if rows == at or moment == datetime.fromisoformat(last["w"]):
        witness = Witness(path)
        witness.note("kept", settled=True)
        witness.close()
