"""When the rest of a turn is not worth asking for."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.sources.fetching import FetchError, Wait

_OF_ALL = frozenset({Wait.ASKED, Wait.UNREACHED})
"""What is said of us or of the host, not of one part: the rest would hear it too."""
_BROKEN = 500
_ENOUGH = 2
"""Answers that say the host is broken: one may be about one part alone."""
_KEY = 3
"""Parts refused, and none answered, from which on it is the key: whoever keeps sending
one that is refused gets locked out."""


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
        self._refused = 0
        self._answered = False

    def asked(self) -> None:
        """Note that one more part is being asked for."""
        self._left -= 1

    def answered(self) -> None:
        """Note that a part was answered: a key that is taken is refused for no other.

        What is refused beside it is a part that the key is not for.
        """
        self._answered = True

    def ends(self, error: Exception) -> bool:
        """Whether a fault is that of every part that is left too."""
        if not isinstance(error, FetchError):
            return False
        if error.wait is Wait.REFUSED:
            self._refused += 1
            of_key = not self._answered and self._refused >= _KEY
            # Without a status nobody was asked: the way there is shut on this side.
            return of_key or error.status is None
        self._broken += (error.status or 0) >= _BROKEN
        return error.wait in _OF_ALL or self._broken >= _ENOUGH

    def last(self, fault: FetchError) -> FetchError:
        """Return the fault that ends the turn, said for all that is not asked."""
        if not self._left:
            return fault
        names = self._name if self._left == 1 else self._names
        words = f"{fault}; and {self._left} more {names}"
        return FetchError(words, fault.wait, fault.retry_after, fault.status)
