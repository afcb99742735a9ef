"""A collector is killed at any moment: what it said was written is there, whole."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import apsw

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.journal import read, verify
from overhang.store import open_store
from overhang.store.base import Store
from support.killed import Writers
from support.stored import T0, records
from support.turns import acknowledgement, numbered_turn

_ROUNDS = int(os.environ.get("OVERHANG_KILLS", "30"))

_CLOSES = """
from overhang.store.base import Batch
from support.stored import T0, close

def append(store, number):
    rows = [close(issuer, number, float(number)) for issuer in ("MSFT", "ORCL")]
    body = str(number).encode() * 2000
    store.append([Batch("closes", rows)], known_at=T0, snapshot=body)
"""

_TURNS = """
from support.stored import T0
from support.turns import numbered_turn

def append(store, number):
    body = str(number).encode()
    store.append((), known_at=T0, snapshot=body, turn=numbered_turn(number))
"""


def test_no_row_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    random = Random(2026)
    url = f"sqlite://{tmp_path}/store.db"
    written = 0
    with Writers(url, _CLOSES) as writers:
        for _ in range(_ROUNDS):
            acknowledged = writers.killed(written, random.uniform(0, 0.08))
            store = open_store(url, write=True)
            days = [each.day for each in records(store.latest("closes"))]
            counts = set(Counter(days).values())
            before, written = written, len(days) // 2
            # Every acknowledged batch, whole, and at most one that was on its way.
            assert counts <= {2}
            assert written - before - acknowledged in (0, 1)
            body = str(written - 1).encode() * 2000
            assert store.snapshot() == ((written, body) if written else None)
            store.close()
    assert written > _ROUNDS
    _check_integrity(tmp_path)


def test_no_turn_that_was_acknowledged_is_lost_or_half_there(tmp_path: Path) -> None:
    random = Random(2026)
    url = f"sqlite://{tmp_path}/store.db"
    open_store(url, write=True).close()
    written = 0
    with Writers(url, _TURNS) as writers:
        for done in range(1, _ROUNDS + 1):
            acknowledged = writers.killed(written + 1, random.uniform(0, 0.08))
            # The first to come after a kill may be a viewer, and a person at it.
            viewer = open_store(url, write=False)
            before, written = written, _turns_in(viewer)
            assert written - before - acknowledged in (0, 1)
            assert viewer.put_action(acknowledgement(done)) == done
            assert [each.action for each in viewer.actions()] == [
                acknowledgement(each) for each in range(1, done + 1)
            ]
            viewer.close()
    assert written > _ROUNDS
    _check_integrity(tmp_path)


def test_a_file_torn_at_any_place_holds_whole_turns(tmp_path: Path) -> None:
    random = Random(2026)
    written = open_store(f"sqlite://{tmp_path}/store.db", write=True)
    for number in range(1, 21):
        body = str(number).encode()
        written.append((), known_at=T0, snapshot=body, turn=numbered_turn(number))
    database = (tmp_path / "store.db").read_bytes()
    newest = (tmp_path / "store.db-wal").read_bytes()
    written.close()
    found: set[int] = set()
    for variant in range(60):
        place = random.randrange(len(newest))
        garbage = random.randbytes(len(newest) - place) if variant % 2 else b""
        torn = tmp_path / str(variant)
        torn.mkdir()
        (torn / "store.db").write_bytes(database)
        (torn / "store.db-wal").write_bytes(newest[:place] + garbage)
        store = open_store(f"sqlite://{torn}/store.db", write=True)
        turns = _turns_in(store)
        found.add(turns)
        # The log goes on from there.
        store.append((), known_at=T0, turn=numbered_turn(turns + 1))
        assert verify(store.log()).count == 2 * turns + 2
        store.close()
    assert len(found) > 10


def _turns_in(store: Store) -> int:
    """Return how many turns a store holds, all parts of which must agree."""
    lines = store.log()
    assert verify(lines).broken is None
    count, half = divmod(len(lines), 2)
    assert half == 0
    if not count:
        assert (store.alerts()[0], store.told(), store.snapshot()) == ([], [], None)
        return 0
    last = numbered_turn(count)
    assert [read(each).text for each in lines[-2:]] == [
        each.text for each in last.entries
    ]
    standing = [each for each in last.alerts if each.phase is not Phase.INACTIVE]
    alerts, memory = store.alerts()
    assert sorted(alerts, key=lambda each: each.subject, reverse=True) == standing
    assert memory == last.memory
    assert store.told() == last.told
    assert store.snapshot() == (count, str(count).encode())
    return count


def _check_integrity(folder: Path) -> None:
    connection = apsw.Connection(str(folder / "store.db"))
    assert connection.pragma("integrity_check") == "ok"
    connection.close()
