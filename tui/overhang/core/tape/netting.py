"""Messages netted to trades: each chain of messages is one trade as it stands.

A chain's terms live in slots. The opening has one, every modification and revival has
its own; a correction rewrites the slot of the message that it names. So a corrected
modification never changes what was traded, and a late correction of the trade never
undoes a modification.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from overhang.core.tape.message import (
    TRADE,
    Action,
    IdKey,
    TapeMessage,
    distinct,
    id_key,
)


class Status(StrEnum):
    """What has become of a trade."""

    LIVE = "LIVE"
    TERMINATED = "TERMINATED"
    ERROR = "ERROR"
    """It was never made."""


class Chain(NamedTuple):
    """One trade, netted from all that was said about it."""

    root: str
    """The first message's identifier, known or not."""
    status: Status
    orphan: bool
    """Nothing known opened it: it is kept apart and adds to nothing."""
    issuer: str
    """Code; empty: nobody who is watched."""
    event: str
    """Of the opening: `TRAD`; empty for orphans."""
    traded: TapeMessage
    """The terms it was opened with, as corrected; an orphan's terms of today."""
    current: TapeMessage
    """The terms of today."""
    last: TapeMessage
    """What was said last."""
    messages: int

    @property
    def outstanding(self) -> float | None:
        """What is left of it, in its currency; 0 when it is over; none: not told."""
        return self.current.notional if self.status is Status.LIVE else 0.0

    @property
    def capped(self) -> bool:
        """Whether today's size is a floor."""
        return self.current.capped

    @property
    def new_risk(self) -> bool:
        """Whether somebody took risk: no novation, no mirror, no error, no orphan."""
        return (
            self.event == TRADE
            and self.status is not Status.ERROR
            and not self.traded.prime_broker
        )

    @property
    def traded_notional(self) -> float | None:
        """What was traded, in its currency; 0 when it is no new risk; none: not told.

        As corrected, and not as modified.
        """
        return self.traded.notional if self.new_risk else 0.0


class _Place(NamedTuple):
    """Where a message stands in time: never before one that it names."""

    root: str
    when: tuple[dt.datetime, IdKey]
    depth: int


def net(messages: Iterable[TapeMessage]) -> list[Chain]:
    """Net all messages known to trades, sorted by execution and identifier.

    Neither the order of the messages nor how often one comes changes the answer. A
    correction rewrites the past: for what was known at some moment, pass what was
    known by then.
    """
    known = distinct(messages)
    places: dict[str, _Place] = {}
    chains: dict[str, list[TapeMessage]] = {}
    for each in known.values():
        root = _place(each, known, places).root
        chains.setdefault(root, []).append(each)

    def when(message: TapeMessage) -> tuple[object, ...]:
        place = places[message.message_id]
        return place.when, place.depth, _stamp(message)

    netted = [
        _fold(root, sorted(mine, key=when) if len(mine) > 1 else mine)
        for root, mine in chains.items()
    ]
    netted.sort(key=lambda chain: (chain.traded.executed_at, id_key(chain.root)))
    return netted


def _stamp(message: TapeMessage) -> tuple[dt.datetime, IdKey]:
    return message.event_at, id_key(message.message_id)


def _place(
    message: TapeMessage,
    known: Mapping[str, TapeMessage],
    places: dict[str, _Place],
) -> _Place:
    """Place a message and all that it names; in a ring the smallest is the root."""
    path: dict[str, TapeMessage] = {}
    at: str = message.message_id
    above: _Place | None = None
    while above is None:
        here = known.get(at)
        if at in places:
            above = places[at]
        elif at in path:
            names = list(path)
            ring = names[names.index(at) :]
            root = min(ring, key=id_key)
            for name in ring:
                places[name] = _Place(root, _stamp(path.pop(name)), 0)
            above = places[at]
        elif here is None:
            # Not known: a place in the past, which no message comes before.
            above = _Place(at, (dt.datetime.min.replace(tzinfo=dt.UTC), (0, "")), -1)
        elif here.action is Action.NEWT or not here.original_id:
            above = places[at] = _Place(at, _stamp(here), 0)
        else:
            path[at] = here
            at = here.original_id
    for name, each in reversed(path.items()):
        stamp = max(_stamp(each), above.when)
        above = places[name] = _Place(above.root, stamp, above.depth + 1)
    return places[message.message_id]


def _fold(root: str, ordered: list[TapeMessage]) -> Chain:
    """Go through a chain from its first message to its last."""
    slots: dict[str, str] = {}
    terms: dict[str, TapeMessage] = {}
    opening = current = event = issuer = ""
    status, modified = Status.LIVE, False
    for each in ordered:
        own, target = each.message_id, slots.get(each.original_id)
        issuer = each.issuer or issuer
        match each.action:
            case Action.NEWT:
                slots[own] = opening = current = own
                terms[own], event = each, each.event
            case Action.MODI:
                slots[own] = current = own
                terms[own], modified = each, True
            case Action.REVI:
                slots[own] = current = own
                terms[own], status = each, Status.LIVE
                if opening and not modified:
                    opening = own
            case Action.CORR if target is None:
                # What it corrects is not known: its terms are all there is.
                slots[own] = current = own
                terms[own] = each
            case Action.CORR:
                slots[own] = target or ""
                if target:
                    terms[target] = each
            case Action.TERM:
                slots[own] = ""
                status = Status.TERMINATED if status is Status.LIVE else status
            case Action.EROR | Action.CANC:
                slots[own] = ""
                status = Status.ERROR
    last = ordered[-1]
    today = terms.get(current, last)
    traded = terms.get(opening, today)
    return Chain(
        root=root,
        status=status,
        orphan=not opening,
        issuer=today.issuer or issuer,
        event=(traded.event or event) if opening else "",
        traded=traded,
        current=today,
        last=last,
        messages=len(ordered),
    )
