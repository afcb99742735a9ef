"""When the rest of a turn is not worth asking for."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.sources.fetching import FetchError, Wait

_OF_ALL = frozenset({Wait.REFUSED, Wait.ASKED, Wait.UNREACHED})
"""What is said of us or of the host, not of one part: the rest would hear it too."""
_BROKEN = 500
_ENOUGH = 2
"""Answers that say the host is broken: one may be about one part alone."""


class Patience:
    """What went wrong in one turn that asks a host part by part.

    Args:
        parts: all that the turn asks for.
        name: what a part is called, in the singular or where both are one.
        names: what several are called.
    """

    def __init__(self, parts: Sequence[object], name: str, names: str) -> None:
        self._left = len(parts)
        self._name = name
        self._names = names
        self._broken = 0

    def asked(self) -> None:
        """Note that one more part is being asked for."""
        self._left -= 1

    def ends(self, error: Exception) -> bool:
        """Whether a fault is that of every part that is left too."""
        if not isinstance(error, FetchError):
            return False
        self._broken += (error.status or 0) >= _BROKEN
        return error.wait in _OF_ALL or self._broken >= _ENOUGH

    def last(self, fault: FetchError) -> FetchError:
        """Return the fault that ends the turn, said for all that is not asked."""
        if not self._left:
            return fault
        names = self._name if self._left == 1 else self._names
        words = f"{fault}; and {self._left} more {names}"
        return FetchError(words, fault.wait, fault.retry_after, fault.status)
