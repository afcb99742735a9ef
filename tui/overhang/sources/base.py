"""What a source says, and how it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from overhang.core.records import Record, Vintage
from overhang.core.snapshot import SourceHealth


class Problem(NamedTuple):
    """One fault in one delivery, told so that a person can mend it."""

    place: str
    """File or address, line and column name: `closes.csv:12: close_usd`."""
    found: str
    """What stands there, sanitised and cut."""
    expected: str

    def __str__(self) -> str:
        """Say it in one line."""
        found = f" found {self.found!r}," if self.found else ""
        return f"{self.place}:{found} expected {self.expected}"


class SourceError(Exception):
    """A delivery that cannot be used, with every fault found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(each) for each in problems))
        self.problems = tuple(problems)


class Delivery(NamedTuple):
    """What one source has to say about one table."""

    table: str
    rows: Sequence[Record] | None
    """The whole table as it stands; none when the source failed, has nothing new, is
    missing, or never has the whole: the last good rows stay."""
    health: SourceHealth
    vintages: Sequence[Vintage] = ()
    """Rows to add or correct; all others stay as they are."""
    feed: str = ""
    """Whose rows they are: a name of `[source.NAME]`; empty: the desk's own folder or
    interface."""


class Source(Protocol):
    """Watches one or more tables for as long as it is iterated."""

    @property
    def feed(self) -> str:
        """Its name under `[source]`; empty: the desk's own folder or interface."""
        ...

    @property
    def tables(self) -> Sequence[str]:
        """The tables this source is responsible for."""
        ...

    def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield a delivery for every table at once, then one for each change.

        Never raises for what the world does: a fault is a delivery whose health says
        so. Cancelling the iteration is the only way to stop it.
        """
        ...

    def refresh(self) -> None:
        """Ask everything again now, without waiting for the next turn."""
        ...
