"""Larger and larger inputs of one shape: does twice as much take twice as long?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from time import thread_time
from typing import NamedTuple

from fuzz.target import Target

SIZES = (1_000, 4_000, 16_000, 64_000, 250_000, 1_000_000)
"""Bytes."""
STEEPEST = 1.5
"""As a power of the size: 1 is in proportion, 2 the square. Between them lies what a
cache or an allocator makes of large inputs."""
_ENOUGH = 5.0
"""Seconds after which nothing larger is tried."""
_NOTHING = 0.02
"""Seconds; what takes less has no slope worth the name."""
_AGAIN = 3


class Climb(NamedTuple):
    """How one shape grew."""

    shape: str
    size: int
    """Bytes of the largest that was tried."""
    seconds: float
    """What it took."""
    slope: float
    """The power of the size that the time grew with, at most; 0: too fast to tell."""

    @property
    def steep(self) -> bool:
        """Whether it grows faster than it may."""
        return self.slope > STEEPEST


def climb(target: Target, sizes: Sequence[int] = SIZES) -> Iterator[Climb]:
    """Yield each shape of a target, read at every size, smallest first."""
    for shape, rung in target.ladder.items():
        made = [(size, rung.make(size)) for size in sizes]
        yield _climbed(shape, made, rung.read)


def _climbed(
    shape: str, made: list[tuple[int, bytes]], read: Callable[[bytes], object]
) -> Climb:
    size, spent, slope = 0, 0.0, 0.0
    for larger, data in made:
        again = _time(data, read)
        if spent > _NOTHING:
            grown = math.log(again / spent) / math.log(larger / size)
            slope = max(slope, grown)
        size, spent = larger, again
        if spent > _ENOUGH:
            break
    return Climb(shape, size, spent, slope)


def _time(data: bytes, read: Callable[[bytes], object]) -> float:
    """Return the best time of a few, as long as they are short."""
    best = math.inf
    for _ in range(_AGAIN):
        before = thread_time()
        read(data)
        best = min(best, thread_time() - before)
        if best > 1:
            break
    return best
