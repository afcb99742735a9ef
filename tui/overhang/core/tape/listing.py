"""The tape of one name made ready to show: netted, levelled, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from overhang.core.calendars import Calendars, Market
from overhang.core.tape.contract import tenor_of
from overhang.core.tape.days import ContractDay, TapeDay, tape_days
from overhang.core.tape.levels import How, Level, Solve, stated_bp
from overhang.core.tape.message import TRADE, Action, TapeMessage, id_key
from overhang.core.tape.netting import Chain, Status, net
from overhang.core.tape.told import (
    Flag,
    Said,
    ToldChain,
    ToldContract,
    ToldDay,
    ToldPrint,
    ToldTape,
)

_SAID = {
    Action.NEWT: Said.NEW,
    Action.MODI: Said.MODIFIED,
    Action.CORR: Said.CORRECTED,
    Action.TERM: Said.ENDED,
    Action.EROR: Said.CANCELLED,
    Action.CANC: Said.CANCELLED,
    Action.REVI: Said.REVIVED,
}
_EVENTS = {
    "NOVA": "a novation",
    "COMP": "a compression",
    "CLRG": "a clearing",
    "CORP": "a corporate event",
}


def told_tape(
    messages: Sequence[TapeMessage],
    issuer: str,
    number: int,
    solve: Solve | None,
    calendars: Calendars,
) -> ToldTape:
    """Return the tape of one name.

    Args:
        messages: All that are held, of whatever name: a file of any later day makes a
            day final.
        issuer: Its code.
        number: What tells this state of the tape from others.
        solve: Prices; none: upfronts stay unpriced.
        calendars: Business days of credit: no other day has a level.
    """
    roots = chains_of(messages, issuer)
    days = tape_days(roots, solve)
    levels = {each.chain.root: each.level for day in days for each in day.prints}
    last_file = max((each.file for each in messages if each.file), default=None)
    prints = [_print(chain, levels) for chain in roots]
    prints.sort(key=lambda each: (each.at, id_key(each.root)), reverse=True)
    prints.sort(key=lambda each: each.orphan)
    return ToldTape(
        number,
        tuple(prints),
        tuple(_day(day, last_file, calendars) for day in reversed(days)),
    )


def chains_of(messages: Iterable[TapeMessage], issuer: str) -> list[Chain]:
    """Net the messages of one name, and those that name nobody and follow its own."""
    mine = [each for each in messages if each.issuer in ("", issuer)]
    return [each for each in net(mine) if each.issuer == issuer]


def told_chain(messages: Iterable[TapeMessage], root: str) -> ToldChain:
    """Return all that was said about the print that a message opened."""
    by_id = {each.message_id: each for each in messages}
    chain = [each for each in by_id.values() if _leads_to(each, root, by_id)]
    chain.sort(key=lambda each: (each.heard_at, id_key(each.message_id)))
    return ToldChain(tuple(chain))


def _leads_to(
    message: TapeMessage, root: str, by_id: Mapping[str, TapeMessage]
) -> bool:
    """Whether a message, or one that it names in turn, is the root or names it."""
    seen: set[str] = set()
    at: TapeMessage | None = message
    while at is not None and at.message_id not in seen:
        if root in (at.message_id, at.original_id):
            return True
        seen.add(at.message_id)
        at = None if at.action is Action.NEWT else by_id.get(at.original_id)
    return False


def _print(chain: Chain, levels: Mapping[str, Level]) -> ToldPrint:
    terms = chain.traded
    level = levels.get(chain.root)
    flags = tuple(_flags(chain))
    maturity = terms.maturity
    return ToldPrint(
        root=chain.root,
        at=chain.last.event_at,
        day=terms.executed_on,
        said=_SAID[chain.last.action],
        event=chain.event,
        size=terms.notional,
        capped=terms.capped,
        currency=terms.currency,
        left=chain.outstanding,
        maturity=maturity,
        tenor=tenor_of(terms.executed_on, maturity) if maturity else "",
        coupon_bp=terms.coupon_bp,
        stated_bp=stated_bp(terms),
        upfront=terms.upfront,
        upfront_currency=terms.upfront_currency,
        level_bp=level.spread_bp if level else None,
        how=level.how if level else "",
        why=_why(level) if level else _no_level(chain),
        flags=flags,
        orphan=chain.orphan,
        messages=chain.messages,
        rights=terms.rights,
    )


def _why(level: Level) -> str:
    """Say how a level was found, or why there is none; the column's fault with it."""
    said = [level.why]
    if level.how is How.AMBIGUOUS:
        said = [f"ambiguous: {level.why}"]
    elif level.how is How.STATED:
        said = ["the tape states it"]
    elif level.how is How.UPFRONT:
        said = [f"out of the upfront: {level.why}"]
    if level.fault:
        said.append(f"not the spread column: {level.fault}")
    return "; ".join(filter(None, said))


def _no_level(chain: Chain) -> str:
    """Say why a chain is no trade of the day."""
    if chain.orphan:
        return "orphan: what opened it is not known, it adds to nothing"
    if chain.status is Status.ERROR:
        return "cancelled: as if it had never been"
    if chain.traded.prime_broker:
        return "a prime broker's mirror: dropped"
    if chain.event != TRADE:
        what = _EVENTS.get(chain.event, f"event {chain.event or 'not told'}")
        return f"{what}: dropped, no new risk"
    return "not on senior debt"


def _flags(chain: Chain) -> Iterable[Flag]:
    terms = chain.traded
    if terms.package:
        yield Flag.PACKAGE
    if terms.prime_broker:
        yield Flag.MIRROR
    if not chain.orphan and chain.event != TRADE:
        yield Flag.LIFECYCLE
    if not terms.senior:
        yield Flag.JUNIOR
    if terms.cleared in ("Y", "I"):
        yield Flag.CLEARED


def _day(day: TapeDay, last_file: dt.date | None, calendars: Calendars) -> ToldDay:
    # A day of few prints has no level anyhow: its calendar may be years away.
    closed = any(each.level_bp is not None for each in day.contracts) and (
        not calendars.is_open(Market.SIFMA, day.day)
    )
    contracts = sorted(
        (_contract(each, closed=closed) for each in day.contracts),
        key=lambda each: (-each.prints, each.currency, each.maturity or dt.date.max),
    )
    return ToldDay(
        day=day.day,
        trades=day.tally.trades,
        gross=day.tally.gross,
        floor=bool(day.tally.capped or day.tally.untold),
        contracts=tuple(contracts),
        final=last_file is not None and last_file > day.day,
        closed=closed,
    )


def _contract(contract: ContractDay, *, closed: bool) -> ToldContract:
    return ToldContract(
        maturity=contract.maturity,
        currency=contract.currency,
        tenor=contract.tenor,
        level_bp=None if closed else contract.level_bp,
        low_bp=contract.low_bp,
        high_bp=contract.high_bp,
        clean=contract.clean,
        prints=len(contract.prints),
    )
