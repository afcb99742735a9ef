"""A store that the test itself leads: it writes snapshots that boards show."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from overhang.config.load import load_settings
from overhang.core.filings import Filing, FilingKind
from overhang.core.records import Quality
from overhang.core.wire import encode
from overhang.store import open_store
from overhang.store.base import Heartbeat
from overhang.store.lead import try_lead
from overhang.store.place import store_dir, store_file, store_url
from overhang.store.sqlite_file import actor
from support.snapshots import TODAY, sample_snapshot

_PAD_BYTES = 75_000


class Pen:
    """Leads the store of an environment's shipped set, in place of a collector.

    Args:
        env: as boards are started with.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        home = Path(env["HOME"])
        self.state = Path(env["OVERHANG_STATE"])
        settings = load_settings({}, env, user_dir=home, state_dir=self.state)
        directory = store_dir(settings.state_dir, settings.store_key)
        self.path = store_file(directory)
        lead = try_lead(directory)
        assert lead is not None
        self._lead = lead
        self._store = open_store(store_url(directory), write=True)
        self._began = datetime.now(UTC)
        self.turn = 0
        """The number that the newest snapshot shows."""

    @property
    def words(self) -> str:
        """What a board says that shows the newest snapshot."""
        return f"turn {self.turn:05}"

    def write(self) -> None:
        """Write the next snapshot, of 100 kB of which nothing is as before."""
        self.turn += 1
        now = datetime.now(UTC)
        snapshot = sample_snapshot()
        pad = Filing(
            source="EDGAR",
            quality=Quality.REPORTED,
            issuer="ORCL",
            filed_on=TODAY,
            kind=FilingKind.PERIODIC,
            form="10-Q",
            accession=os.urandom(_PAD_BYTES // 2).hex(),
        )
        body = encode(
            replace(
                snapshot,
                problems=(self.words,),
                sources=(),
                facts=replace(snapshot.facts, filings=(pad,)),
            )
        )
        self._store.append((), known_at=now, snapshot=body)
        beat = Heartbeat(pid=os.getpid(), at=now, started_at=self._began, version="1")
        self._store.beat(beat)

    def is_held_back(self) -> bool:
        """Whether somebody's read keeps the log from being emptied."""
        with actor(self.path) as connection:
            frames, emptied = connection.wal_checkpoint()
        return emptied < frames

    @property
    def log_bytes(self) -> int:
        """How long the log is."""
        return self.path.with_name(f"{self.path.name}-wal").stat().st_size

    def close(self) -> None:
        """Let go."""
        self._store.close()
        os.close(self._lead)
