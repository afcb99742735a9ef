"""Which lines hold every word that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from overhang.views.base import Row

T = TypeVar("T")

NOTHING = "nothing here holds these words"


def sieve(wanted: str, lines: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """Return the lines in whose text each word is found, whatever its case."""
    words = wanted.casefold().split()
    if not words:
        return list(lines)
    texts = ((each, text(each).casefold()) for each in lines)
    return [each for each, held in texts if all(word in held for word in words)]


def row_text(row: Row) -> str:
    """Return what a row of a table says."""
    return " ".join(cell.text for cell in row.cells)


def sieved(wanted: str, shown: int, total: int) -> str:
    """Say what is shown: `only orcl: 2 of 5`; nothing where all is."""
    return f"only {wanted}: {shown} of {total}" if wanted.strip() else ""
