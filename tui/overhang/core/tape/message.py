"""One line of the tape: what was said about one trade, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

import msgspec

from overhang.core.records import Record

SENIOR = "CDS Corp SN Sr"
"""In the product's name, of senior single-name corporates."""

TRADE = "TRAD"
"""The event of a trade; novations, compressions and clearing say otherwise."""

IdKey = tuple[int, str]
"""Sorts identifiers as numbers, whatever their length."""


class Action(StrEnum):
    """What a message does to its trade."""

    NEWT = "NEWT"
    """Opens it."""
    MODI = "MODI"
    """New terms from its event on."""
    CORR = "CORR"
    """Other terms, as if they had always been so."""
    TERM = "TERM"
    """Ends it."""
    EROR = "EROR"
    """There never was such a trade."""
    CANC = "CANC"
    """The same, in older files."""
    REVI = "REVI"
    """There was one after all, with the terms of this message."""


class TapeMessage(Record, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One disseminated message, with all the terms it states. Table `tape`."""

    identity: ClassVar = ("message_id",)
    about: ClassVar = "executed_on"

    message_id: str
    original_id: str = ""
    """The message that this one changes; empty: none."""
    action: Action
    event: str = ""
    """`TRAD`, `NOVA`, `ETRM`; empty on corrections, errors and revivals."""
    event_at: dt.datetime
    """UTC."""
    executed_at: dt.datetime
    """UTC."""
    disseminated_at: dt.datetime | None = None
    """UTC; none: the file does not say."""
    issuer: str = ""
    """Code; empty: nobody who is watched."""
    name: str = ""
    """The reference entity, or one of its bonds, as the tape calls it."""
    underlier: str = ""
    """Identifiers of the reference entity or obligation, parted by `;`."""
    product: str = ""
    """`NA/CDS Corp SN Sr`."""
    effective: dt.date | None = None
    maturity: dt.date | None = None
    notional: float | None = None
    """In `currency`; the least it can be when `capped`."""
    capped: bool = False
    currency: str = ""
    coupon_bp: float | None = None
    spread: float | None = None
    """In the unit that `notation` says."""
    notation: str = ""
    """`3`: a decimal, 0.0158; `4`: basis points."""
    price: float | None = None
    price_notation: str = ""
    upfront: float | None = None
    """What was paid at the start, in `upfront_currency`. Never says by whom."""
    upfront_currency: str = ""
    payments: str = ""
    """Why the other payments name no one upfront, when they do not."""
    package: bool = False
    """One leg of several: its level is not its own."""
    prime_broker: bool = False
    """A prime broker's mirror of a trade that is on the tape already."""
    cleared: str = ""
    platform: str = ""
    file: dt.date | None = None
    """The day whose file it stands in; none: only the feed has told it so far."""

    @property
    def executed_on(self) -> dt.date:
        """The day of the trade, in UTC as the daily files are cut."""
        return self.executed_at.date()

    @property
    def heard_at(self) -> dt.datetime:
        """When the tape said so; the event's own time when it does not tell. UTC."""
        return self.disseminated_at or self.event_at

    @property
    def senior(self) -> bool:
        """Whether the contract is on a corporate's senior debt."""
        return SENIOR in self.product


def id_key(message_id: str) -> IdKey:
    """Return what sorts identifiers as the numbers that they are."""
    bare = message_id.lstrip("0")
    return len(bare), bare


def distinct(messages: Iterable[TapeMessage]) -> dict[str, TapeMessage]:
    """Return messages by identifier, each once, whatever order they come in.

    The daily file and the feed say the same in other words: the file's stay, of two of
    a kind what was told last.
    """
    found: dict[str, TapeMessage] = {}
    for each in messages:
        known = found.setdefault(each.message_id, each)
        if known is not each and known != each and _weight(each) > _weight(known):
            found[each.message_id] = each
    return found


def _weight(message: TapeMessage) -> tuple[dt.date, dt.datetime, bytes]:
    """Return what settles which of two wordings stays; no two weigh the same."""
    wording = msgspec.msgpack.encode(message)
    return message.file or dt.date.min, message.heard_at, wording
