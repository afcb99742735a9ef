"""What a feed must know of its own: what to ask, and what the answers say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from overhang.core.records import Record, Vintage
from overhang.sources.web.web import Web


class Found(NamedTuple):
    """What one turn found out about one table; several of one table add up."""

    table: str
    vintages: Sequence[Vintage] = ()
    """Rows to add or correct."""
    rows: Sequence[Record] | None = None
    """The whole table, for a feed that always has all of it."""
    refused: Sequence[str] = ()
    """Rows that were left out, and why, one line each."""
    notes: Sequence[str] = ()
    """What a reader of the figures should know."""
    fault: Exception | None = None
    """Why a part of the table could not be had; the parts that could be still count.
    A `FetchError`, a `SourceError`, or whatever else went wrong."""


class Connector(Protocol):
    """One feed: it asks, reads, and keeps in mind what need not be asked again."""

    @property
    def tables(self) -> Sequence[str]:
        """The tables it has something to say about."""
        ...

    @property
    def place(self) -> str:
        """Where it asks, without secrets: `data.sec.gov`."""
        ...

    def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask all there is to ask now, and yield what is found as it comes.

        A table that nothing was said about is as it was. What is raised is a fault of
        every table that nothing was said about in this turn.
        """
        ...
