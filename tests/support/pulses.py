"""How the event loops of the running program fare, as they tell it themselves."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

_BEAT_S = 0.05


class Pulse(NamedTuple):
    """A process's beats so far."""

    last: float
    """When the newest was, on the monotonic clock."""
    beats: int
    stall: float
    """The longest time that its loop was late by since a watch began, in seconds."""


def pulse_env(folder: Path) -> dict[str, str]:
    """Return what makes the program's processes tell their beats in a folder."""
    folder.mkdir(exist_ok=True)
    path = os.environ.get("PYTHONPATH", "")
    ours = str(Path(__file__).with_name("pulse"))
    return {"PULSE": str(folder), "PYTHONPATH": f"{ours}:{path}".rstrip(":")}


def pulse(folder: Path, kind: str) -> Pulse:
    """Return the beats of the newest `viewer` or `collector`."""
    told = [each.read_text().split() for each in folder.glob(f"{kind}-*")]
    return max(
        Pulse(float(last), int(beats), float(stall)) for last, beats, stall in told
    )


class Watch:
    """Counts a process's beats from now on."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._kind = kind
        # A change of the folder is what forgets earlier stalls.
        os.utime(folder)
        self._began = time.monotonic()
        self._before = pulse(folder, kind).beats

    def share(self) -> float:
        """Return how many of the beats came that were due since; 1: all."""
        beats = pulse(self._folder, self._kind).beats - self._before
        return beats / ((time.monotonic() - self._began) / _BEAT_S)

    def stall(self) -> float:
        """Return the longest time since that its loop was late by, in seconds."""
        return pulse(self._folder, self._kind).stall
