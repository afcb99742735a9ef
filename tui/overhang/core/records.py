"""What every published fact carries: who said it, and how far to trust it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar, NamedTuple

import msgspec

from overhang.core.rights import Rights


class Quality(StrEnum):
    """Where a figure comes from, best first."""

    REPORTED = "reported"
    """The issuer's own filing, release or call."""
    COMPOSITE = "composite"
    """A vendor's mark over several contributors."""
    TRADE = "trade"
    """Reported trades."""
    DEALER = "dealer"
    """One dealer's quote or run."""
    PRESS = "press"
    """A newspaper or newswire citing a primary source."""
    SECONDARY = "secondary"
    """Someone repeating a figure: a note, a blog, a chart reading."""
    DERIVED = "derived"
    """Computed from published figures."""
    MODEL = "model"
    """Out of a model, or an analyst's estimate."""
    DOUBTFUL = "doubtful"
    """Conflicts with a better source."""


class Bound(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    APPROX = "approx"
    """The source says "about"."""
    FLOOR = "floor"
    """The source says "more than": the truth is at or above it."""
    CEILING = "ceiling"
    """The source says "up to": the truth is at or below it."""
    MIDPOINT = "midpoint"
    """The middle of a published range."""

    @property
    def mark(self) -> str:
        """What stands before such a number: `>`, `<`, `c.`, or nothing."""
        return _BOUND_MARKS[self]


_BOUND_MARKS = {
    Bound.EXACT: "",
    Bound.APPROX: "c.",
    Bound.FLOOR: ">",
    Bound.CEILING: "<",
    Bound.MIDPOINT: "c.",
}


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of one table: an observation or an event, never edited.

    The field names are the column names of the table's CSV file, so units stand in
    the names (`close_usd`, `spread_bp`). `identity` and `about` name the columns that
    tell one row from another and the day it is about; a row with a known identity and
    new content is a correction.
    """

    identity: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[str] = "date"

    source: str
    """Who published the figure; shown wherever the figure is."""
    quality: Quality
    rights: Rights = Rights.OWN
    """What may be done with the row outside the desk."""

    @property
    def day(self) -> dt.date:
        """The day this row is about."""
        value = getattr(self, self.about)
        assert isinstance(value, dt.date)
        return value

    @property
    def provisional(self) -> bool:
        """Whether it only stands until the final row of its identity is there."""
        return False


class Version(NamedTuple):
    """One version of one row, as the store keeps it."""

    id: int
    """Grows with every row appended."""
    known_at: dt.datetime
    """When we first knew it. UTC."""
    record: Record
    withdrawn: bool = False
    """Whether this says that the source no longer has the row."""
    feed: str = ""
    """The feed that brought it; empty: the desk's own folder or interface."""


class Vintage(NamedTuple):
    """A row to be added, or to correct the one of its identity."""

    known_at: dt.datetime
    """When it could first be known. UTC."""
    record: Record
