"""A tape to look at: prints of every kind, as the calculator tells them."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.core.tape.listing import told_chain, told_tape
from overhang.core.tape.told import ToldChain, ToldTape
from support.snapshots import sample_snapshot
from support.tape import CALENDARS, CASH, SOLVE, message, quote, upfront

NEXT = dt.date(2026, 2, 17)
MESSAGES = (
    quote("1", 158, capped=True),
    quote("2", 160, notional=2.25e6),
    quote("3", 163),
    message("4", "CORR", original_id="2", spread=161.0, notional=3e6),
    upfront("5", CASH),
    upfront("6", CASH, maturity=dt.date(2031, 12, 20)),
    message("7", package=True),
    message("8", prime_broker=True),
    message("9", event="NOVA"),
    message("10", "TERM", original_id="1", event="ETRM"),
    message("11", "MODI", original_id="77", capped=True),
    message("12", "EROR", original_id="3"),
    quote("13", 159, file=NEXT),
    quote("14", 90, issuer="META", file=NEXT),
)


def tape(number: int = 1) -> ToldTape:
    """Return Oracle's."""
    return told_tape(MESSAGES, "ORCL", number, SOLVE, CALENDARS)


def chain(root: str) -> ToldChain:
    """Return all that was said about one print."""
    return told_chain(MESSAGES, root)


def taped(*, errors: tuple[str, ...] = ()) -> Snapshot:
    """Return the sample snapshot with a tape feed that runs, or fails."""
    health = SourceHealth(
        table="tape",
        kind="tape",
        place="pddata.example",
        feed="ppd",
        state=SourceState.FAILED if errors else SourceState.OK,
        rows=len(MESSAGES),
        errors=errors,
    )
    snapshot = sample_snapshot()
    return replace(snapshot, sources=(*snapshot.sources, health))
