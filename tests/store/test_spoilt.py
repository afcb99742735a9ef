"""Somebody writes over a part of an open store: it is told, or it did no harm.

`OVERHANG_TEST_SPOILS` asks for more rounds.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from overhang.core.alerts.journal import verify
from overhang.store import open_store
from overhang.store.base import Store, StoreError
from overhang.store.mending import mended
from support.stored import T0
from support.turns import numbered_turn

ROUNDS = int(os.environ.get("OVERHANG_TEST_SPOILS", "12"))


def _garbage(path: Path, start: int, length: int, random: Random) -> None:
    _put(path, start, random.randbytes(length))


def _zeros(path: Path, start: int, length: int, _: Random) -> None:
    _put(path, start, bytes(length))


def _cut(path: Path, start: int, _: int, __: Random) -> None:
    os.truncate(path, start)


def _bit(path: Path, start: int, _: int, random: Random) -> None:
    byte = path.read_bytes()[start]
    _put(path, start, bytes([byte ^ 1 << random.randrange(8)]))


def _put(path: Path, start: int, body: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(body)


HARMS = (_garbage, _zeros, _cut, _bit)


def test_nothing_that_was_written_over_is_lost_without_a_word(tmp_path: Path) -> None:
    random = Random(ROUNDS)
    told = 0
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        told += _spoil(folder / "store.db", HARMS[number % len(HARMS)], random)
    assert told


def _spoil(
    path: Path, harm: Callable[[Path, int, int, Random], None], random: Random
) -> bool:
    """Spoil a store that is open; return whether that was told."""
    url = f"sqlite://{path}"
    store = open_store(url, write=True)
    turns = random.randrange(2, 60)
    for turn in range(1, turns):
        _write(store, turn)
    truth = list(store.log())
    spoilt = random.choice((path, path.with_name("store.db-wal")))
    size = spoilt.stat().st_size
    start = random.randrange(size)
    length = random.choice((16, 4096, size))
    harm(spoilt, start, min(length, size - start), random)
    words = ""
    try:
        for turn in range(turns, turns + random.choice((2, 60))):
            if store.is_lost():
                words = "lost"
                break
            _write(store, turn)
            truth = list(store.log())
    except StoreError as error:
        words = str(error)
    store.close()
    if words:
        words = mended(path)
    try:
        log = _look(url)
    except StoreError:
        words = mended(path)
        try:
            log = _look(url)
        except StoreError:
            # A row that is nonsense in a file that holds together: told each time.
            return True
    verdict = verify(log)
    assert words or verdict.fault or log == truth
    assert verdict.fault or log == truth[: len(log)]
    return bool(words)


def _write(store: Store, turn: int) -> None:
    body = bytes([turn]) * 100_000
    store.append((), known_at=T0, snapshot=body, turn=numbered_turn(turn))


def _look(url: str) -> list[str]:
    """Return the log of a store that a collector opens anew, and goes on with."""
    store = open_store(url, write=True)
    try:
        log = list(store.log())
        for look in (store.alerts, store.told, store.actions, store.snapshot):
            look()
        _write(store, 200)
        return log
    finally:
        store.close()
