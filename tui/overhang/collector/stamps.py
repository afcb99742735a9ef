"""When the times at which sources were asked are worth a stored snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from overhang.core.snapshot import SourceHealth

_EVERY_S = 15.0
"""A snapshot is hundreds of kilobytes, and several feeds answer each minute."""
_HURRY_S = 10.0
"""How long somebody who asked for figures now is told at once."""


class Stamps:
    """Holds which times of the sources are stored, and says when others are due.

    Args:
        monotonic: Seconds on a clock that nobody sets.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._stored: Sequence[SourceHealth] = ()
        self._at: float | None = None
        self._hurried_until: float | None = None

    def load(self, sources: Sequence[SourceHealth]) -> None:
        """Take over what a collector before this one stored; others are due at once."""
        self._stored = sources

    def hurry(self) -> None:
        """Have times stored as they come for a while: somebody waits for them."""
        self._hurried_until = self._monotonic() + _HURRY_S

    def due(self, sources: Sequence[SourceHealth]) -> bool:
        """Whether times differ from the stored ones, and it is time to store them."""
        if sources == self._stored:
            return False
        now, hurried = self._monotonic(), self._hurried_until
        if self._at is None or now - self._at >= _EVERY_S:
            return True
        return hurried is not None and now < hurried

    def keep(self, sources: Sequence[SourceHealth]) -> None:
        """Note what is stored now."""
        self._stored, self._at = sources, self._monotonic()


def unstamped(source: SourceHealth) -> SourceHealth:
    """Return a source's health without what every answer changes."""
    return replace(
        source,
        last_success=None,
        last_try=None,
        next_try=None,
        latency_ms=None,
        left=None,
    )
