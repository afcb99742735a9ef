"""A collector with many feeds of one kind, watched from outside."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from bench.kinds import ENV, TIMEOUT, WELL, Kind, WellTwin, well
from bench.measure import BOARD, ROOT

from overhang.collector.snapshots import stored_snapshot
from overhang.core.observations import CdsMark
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store import open_store
from overhang.store.base import Store
from support.feed_scene import ALONE
from support.terminal import private_env

_LOOK_S = 0.1
_CRASH = re.compile(r"cannot be read, [A-Za-z]+:|: [A-Za-z]+(Error|Exception): ")
"""A fault that nobody has words for."""


class Desk:
    """One feed of a kind for each host, and a healthy one, in one collector.

    Args:
        folder: Where all of it lives.
        kind: What the feeds are.
        hosts: Their hosts, with the port.
    """

    def __init__(self, folder: Path, kind: Kind, hosts: Sequence[str]) -> None:
        tables = kind.name == "tables"
        names = [*TABLES] if tables else [f"f{at}" for at, _ in enumerate(hosts)]
        self.names = dict(zip(hosts, names, strict=False))
        """By host, the name of its feed or table."""
        self.crashes: set[str] = set()
        """Faults without words, and tracebacks."""
        self.most = 0.0
        """MB of memory that it had at most since `rest()`."""
        self._folder, self._kind = folder, kind
        self._twin = WellTwin()
        self._held: set[str] = set()
        self._seen, self._newest = 0, datetime.now(UTC)

    def __enter__(self) -> Self:
        self._twin.__enter__()
        data = self._folder / "desk"
        data.mkdir()
        (data / "universe.toml").write_text(ALONE)
        blocks = [self._kind.block(name, host) for host, name in self.names.items()]
        head = f'data = "{data}"\ntimeout = "{TIMEOUT:g}s"\n'
        config = self._folder / "overhang.toml"
        config.write_text("\n".join((head, *blocks, well(self._twin))))
        env = private_env(self._folder, OVERHANG_STATE=str(self._state), **ENV)
        argv = (*BOARD, "collect", "--config", str(config))
        with (self._folder / "log").open("wb") as log:
            self._child = psutil.Popen(argv, env=env, stderr=log, cwd=ROOT)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        self._twin.__exit__(kind, error, trace)

    def wait_until_well(self, seconds: float, *, alone: bool = False) -> None:
        """Wait until every feed brought what its host has.

        Args:
            seconds: How long.
            alone: Whether only the healthy feed is waited for.

        Raises:
            TimeoutError: One of them did not, in that time.
        """
        end = time.monotonic() + seconds
        names = {WELL} if alone else {WELL, *self.names.values()}
        while {self._state_of(each) for each in names} != {SourceState.OK}:
            if time.monotonic() > end or self._child.poll() is not None:
                log = (self._folder / "log").read_text(errors="replace")
                raise TimeoutError(f"{self.healths()}\n{log}")
            time.sleep(_LOOK_S)
        self._store = open_store(f"sqlite://{self._path}", write=False)
        self.watch(1)

    def watch(self, seconds: float) -> float:
        """Look on for a while; return the healthy feed's worst age, in seconds."""
        worst, end = 0.0, time.monotonic() + seconds
        while time.monotonic() < end:
            for each in self._store.since(self._seen):
                self._seen = each.id
                if each.feed == WELL and isinstance(each.record, CdsMark):
                    self._newest = each.known_at
                    self._held.add(f"{each.record.date}")
            age = datetime.now(UTC) - self._newest
            worst = max(worst, age.total_seconds())
            self.most = max(self.most, self.memory)
            time.sleep(_LOOK_S)
        for name, health in self.healths().items():
            self.crashes |= {
                f"{name}: {said}" for said in health.errors if _CRASH.search(said)
            }
        return worst

    @property
    def memory(self) -> float:
        """MB that it has now."""
        try:
            return float(self._child.memory_info().rss) / 2**20
        except psutil.NoSuchProcess:
            self.crashes.add("it is gone")
            return 0.0

    def standing(self) -> set[tuple[object, ...]]:
        """Return what tells each row that stands from others."""
        return {
            (table, each.feed, identify(record)(each.record))
            for table, record in TABLES.items()
            for each in self._store.standing(table)
            if each.feed != WELL
        }

    def healths(self) -> Mapping[str, SourceHealth]:
        """Return how each feed or table is doing, by name; of several, the worst."""
        path = self._path
        if path is None:
            return {}
        store = open_store(f"sqlite://{path}", write=False)
        try:
            snapshot = stored_snapshot(store)
        finally:
            store.close()
        found: dict[str, SourceHealth] = {}
        for each in snapshot.sources if snapshot else ():
            name = each.feed or each.table
            if each.state is SourceState.OFF:
                continue
            if name not in found or each.errors:
                found[name] = each
        return found

    def lost_of_well(self) -> int:
        """Return how many levels of the healthy feed are not in the store."""
        # What was told last may be on its way.
        return len(set(self._twin.said[:-2]) - self._held)

    def leave(self) -> float:
        """Ask it to end; return the seconds that it took."""
        self._store.close()
        begun = time.monotonic()
        self._child.terminate()
        status = self._child.wait(30)
        took = time.monotonic() - begun
        log = (self._folder / "log").read_text(errors="replace")
        if status or "Traceback" in log:
            self.crashes.add(f"status {status}: {log[-2000:]}")
        return took

    _store: Store

    @property
    def _state(self) -> Path:
        return self._folder / "state"

    @property
    def _path(self) -> Path | None:
        return next(iter(self._state.rglob("store.db")), None)

    def _state_of(self, name: str) -> SourceState | None:
        """Return how a feed is; none: nothing is told of it yet."""
        health = self.healths().get(name)
        return health.state if health else None
