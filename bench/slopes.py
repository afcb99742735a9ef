"""What a process holds while time goes by, and by how much that grows an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import psutil
from bench.table import Row

MEBIBYTE = 2**20


class Sample(NamedTuple):
    """A process at one moment."""

    at: float
    """Seconds since the start."""
    memory: int
    """Bytes in memory."""
    descriptors: int
    threads: int
    cpu: float
    """Processor seconds so far."""


class Watched:
    """A process that is looked at from time to time."""

    def __init__(
        self, name: str, process: psutil.Process, memory_limit: float | None = None
    ) -> None:
        self._name = name
        self._process = process
        self._limit = memory_limit
        self.samples: list[Sample] = []

    def look(self, at: float) -> None:
        """Note what it holds now, `at` seconds after the start."""
        with self._process.oneshot():
            times = self._process.cpu_times()
            self.samples.append(
                Sample(
                    at,
                    self._process.memory_info().rss,
                    self._process.num_fds(),
                    self._process.num_threads(),
                    times.user + times.system,
                )
            )

    def lasted_from(self, at: float) -> bool:
        """Return whether it was there at a moment, in seconds, and for long after."""
        seen = [each.at for each in self.samples]
        return bool(seen) and seen[0] <= at and seen[-1] >= 1.5 * at

    def rows(self, warm_at: float) -> list[Row]:
        """Return what grew from `warm_at` seconds on, and what it may."""
        warm = [each for each in self.samples if each.at >= warm_at]
        name, lasted = self._name, warm[-1].at - warm[0].at
        cpu = (warm[-1].cpu - warm[0].cpu) / lasted * 100
        memory = slope(warm, "memory") / MEBIBYTE
        # Half of the time each: a constant load must not come to cost more.
        middle = warm[len(warm) // 2]
        before = (middle.cpu - warm[0].cpu) / (middle.at - warm[0].at)
        after = (warm[-1].cpu - middle.cpu) / (warm[-1].at - middle.at)
        return [
            Row(f"{name}: memory at the end", warm[-1].memory / MEBIBYTE, "MB"),
            Row(f"{name}: memory an hour", memory, "MB", limit=self._limit),
            Row(f"{name}: descriptors, most", max(s.descriptors for s in warm), ""),
            Row(
                f"{name}: descriptors an hour", slope(warm, "descriptors"), "", limit=1
            ),
            Row(f"{name}: threads an hour", slope(warm, "threads"), "", limit=1),
            Row(f"{name}: processor, one core", cpu, "%"),
            Row(
                f"{name}: the same, second half less first", 100 * (after - before), "%"
            ),
        ]


def slope(samples: Sequence[Sample], name: str) -> float:
    """Return by how much something grows an hour: least squares."""
    times = [each.at / 3600 for each in samples]
    values = [float(getattr(each, name)) for each in samples]
    mean_t, mean_v = sum(times) / len(times), sum(values) / len(values)
    pairs = zip(times, values, strict=True)
    across = sum((t - mean_t) * (v - mean_v) for t, v in pairs)
    return across / sum((t - mean_t) ** 2 for t in times)
