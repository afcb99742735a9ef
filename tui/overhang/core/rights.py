"""What may be done with a figure outside the desk."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Rights(StrEnum):
    """Who may see a figure, freest first."""

    PUBLIC = "public"
    """Public domain, or a licence that lets it go anywhere."""
    OWN = "own"
    """The desk's own file: the desk decides."""
    INTERNAL = "internal"
    """For use inside the firm: what leaves the program says so."""
    DISPLAY = "display"
    """To be looked at here and nowhere else: what leaves the program leaves it out."""


_FREEST_FIRST = tuple(Rights)


def strictest(rights: Iterable[Rights]) -> Rights:
    """Return what binds a figure that is made of several; public when of none."""
    return max(rights, key=_FREEST_FIRST.index, default=Rights.PUBLIC)
