"""Keep a collector running for as long as a viewer looks."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from overhang.store.base import Heartbeat, StoreError
from overhang.store.lead import (
    PROGRAM,
    Attendance,
    attend,
    last_words,
    spawn_collector,
    told_viewers,
)

POLL_S = 0.25
"""How often the lock is tried: a dead collector is replaced well within a second."""
_BEAT_POLL_S = 1.0
_DEATHS = 3
_DEATHS_WITHIN_S = 10.0
_PAUSE_S = 10.0
_LONGEST_PAUSE_S = 300.0


class KeeperStatus(NamedTuple):
    """What a viewer can say about its collector."""

    pid: int | None = None
    """The collector that last gave a sign of life; none: never one."""
    silent_s: float = 0.0
    """Seconds since its last sign of life, as watched by this viewer. It gives one
    every five seconds: more means it is stopped, stuck or gone."""
    fault: str = ""
    """Why no collector runs, in words; empty while one does."""
    said: str = ""
    """What the collector says is wrong with the store; empty: nothing."""


class Keeper:
    """Start a collector whenever none leads, and know how it is doing.

    While it runs, the viewer attends: a collector started for viewers stays.

    Args:
        directory: the store's directory.
        argv: what a collector is told (see `lead.spawn_collector`).
        heartbeat: reads the collector's last sign of life.
        program: the command before `argv`.
        monotonic: a clock in seconds that nobody sets.
    """

    def __init__(
        self,
        directory: Path,
        argv: Sequence[str],
        heartbeat: Callable[[], Heartbeat | None],
        *,
        program: Sequence[str] = PROGRAM,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._argv = argv
        self._program = program
        self._heartbeat = heartbeat
        self._monotonic = monotonic
        self._child: subprocess.Popen[bytes] | None = None
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._pause_s = _PAUSE_S
        self._not_before = 0.0
        self._fault = ""
        self._said = ""
        self._beat: Heartbeat | None = None
        self._beat_seen_at = monotonic()
        self._attendance: Attendance | None = None
        self._listened_at = float("-inf")

    @property
    def status(self) -> KeeperStatus:
        """How the collector is doing, as of the last look."""
        return KeeperStatus(
            pid=self._beat.pid if self._beat else None,
            silent_s=self._monotonic() - self._beat_seen_at,
            fault=self._fault,
            said=self._said,
        )

    def start(self) -> None:
        """Attend, and start a collector if none leads, ahead of `run`.

        What takes a viewer long to load then loads beside the collector.

        Raises:
            OSError: the directory is not there or may not be written.
        """
        self._attend()
        self.look()

    async def run(self) -> None:
        """Keep a collector running until cancelled; the collector is left to itself."""
        self.start()
        try:
            while True:
                self.look()
                await asyncio.sleep(POLL_S)
        finally:
            if self._attendance is not None:
                self._attendance.close()
                self._attendance = None
            self.leave()

    def look(self) -> None:
        """Notice signs of life and death; start a collector if it makes sense."""
        now = self._monotonic()
        if now - self._listened_at >= _BEAT_POLL_S:
            self._listen(now)
        if self._child is not None and self._child.poll() is not None:
            self._child = None
            self._mourn(now)
        if now < self._not_before:
            return
        try:
            if self._attendance is not None:
                self._attend()
            if self._child is not None:
                return
            self._child = spawn_collector(
                self._directory, self._argv, program=self._program
            )
        except OSError as error:
            self._fault = f"the collector cannot be started: {error.strerror}"
            self._not_before = now + self._pause_s

    def leave(self) -> None:
        """Let the collector live on without us, and without `Popen` complaining."""
        if self._child is not None:
            self._child.returncode = 0
            self._child = None

    def _attend(self) -> None:
        """Attend, once more if the directory was removed or replaced meanwhile."""
        if self._attendance is not None:
            if self._attendance.stands(self._directory):
                return
            self._attendance.close()
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._attendance = attend(self._directory)

    def _mourn(self, now: float) -> None:
        """Count a death; after too many in a short time, wait longer each time."""
        # Its own last sign of life must not pass for a living collector's.
        self._listen(now)
        self._deaths.append(now)
        if len(self._deaths) < _DEATHS:
            return
        if now - self._deaths[0] > _DEATHS_WITHIN_S:
            self._pause_s = _PAUSE_S
        else:
            said = last_words(self._directory) or "it left no word"
            self._fault = f"the collector ended {_DEATHS} times at once: {said}"
            self._not_before = now + self._pause_s
            self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)
            self._deaths.clear()

    def _listen(self, now: float) -> None:
        """Take note of a new sign of life."""
        self._listened_at = now
        self._said = told_viewers(self._directory)
        try:
            beat = self._heartbeat()
        except StoreError:
            # The watch over the same store says what is wrong with it.
            return
        if beat != self._beat:
            self._beat = beat
            self._beat_seen_at = now
            self._fault = ""
