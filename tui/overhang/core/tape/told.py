"""The tape of one name as it is shown: its prints, its days, in plain figures.

Light to load: whoever draws it nets and prices nothing.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from overhang.core.rights import Rights
from overhang.core.tape.message import TapeMessage


class Flag(StrEnum):
    """What sets a print apart from a clean trade that took risk."""

    PACKAGE = "package"
    """One leg of several: counted, never priced."""
    MIRROR = "PB mirror"
    """A prime broker's copy of a trade that is on the tape already."""
    LIFECYCLE = "no new risk"
    """A novation, a compression, a clearing: risk that was there before."""
    JUNIOR = "not senior"
    CLEARED = "cleared"


class Said(StrEnum):
    """What was said last about a print, in a trader's words."""

    NEW = "NEW"
    MODIFIED = "MODIFIED"
    CORRECTED = "CORRECTED"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"
    REVIVED = "REVIVED"


class ToldPrint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One trade, netted from all that was said about it."""

    root: str
    """Its first message's identifier."""
    at: dt.datetime
    """When something was said about it last. UTC."""
    day: dt.date
    """Of its execution, UTC."""
    said: Said
    event: str
    """`TRAD`, `NOVA`; empty: the tape does not say."""
    size: float | None
    """What was traded, in `currency`; a floor when `capped`."""
    capped: bool
    currency: str
    left: float | None
    """What is left of it, in `currency`; none: not told."""
    maturity: dt.date | None
    tenor: str
    """`5Y` when it is on the run."""
    coupon_bp: float | None
    stated_bp: float | None
    """The spread column in basis points; none: empty, or in no known unit."""
    upfront: float | None
    """In `upfront_currency`; the tape never says who paid."""
    upfront_currency: str
    level_bp: float | None
    """None: it has no level, and `why` says why."""
    how: str
    """How it came to its level, or in one word why it has none."""
    why: str
    flags: tuple[Flag, ...] = ()
    orphan: bool = False
    """Nothing known opened it: it adds to nothing."""
    messages: int = 1
    rights: Rights = Rights.OWN
    """What may be done with it outside the desk."""


class ToldContract(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One contract on one day."""

    maturity: dt.date | None
    currency: str
    tenor: str
    level_bp: float | None
    """None: there are fewer than three clean prints, or credit was closed."""
    low_bp: float | None
    high_bp: float | None
    clean: int
    prints: int


class ToldDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One day of one name: senior trades that took risk."""

    day: dt.date
    trades: int
    gross: float
    """USD; at least that when `floor`."""
    floor: bool
    contracts: tuple[ToldContract, ...]
    """Most prints first."""
    final: bool
    """Whether the file of a later day is in: no late print is to come."""
    closed: bool = False
    """Whether its prints make no level because credit was closed."""


class ToldTape(msgspec.Struct, frozen=True, array_like=True):
    """All that is on the tape of one name."""

    number: int
    """Grows when the tape does."""
    prints: tuple[ToldPrint, ...]
    """Newest first by what was said last; orphans behind all others."""
    days: tuple[ToldDay, ...]
    """Newest first."""


class ToldChain(msgspec.Struct, frozen=True, array_like=True):
    """All that was said about one print."""

    messages: tuple[TapeMessage, ...]
    """In the order in which it was said."""
