"""One print in full: every message about it, with all the terms it states."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from overhang.core.tape.message import TapeMessage
from overhang.core.tape.told import ToldChain
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import BLANK, heading, pairs

_UNITS = {"3": "as a decimal", "4": "bp"}
_SAID = {
    "NEWT": "opens it",
    "MODI": "new terms from then on",
    "CORR": "other terms, as if always so",
    "TERM": "ends it",
    "EROR": "there never was such a trade",
    "CANC": "there never was such a trade",
    "REVI": "there was one after all",
}


def chain_page(chain: ToldChain, zone: ZoneInfo, width: int) -> list[Line]:
    """Write the messages in the order in which they were said."""
    if not chain.messages:
        return [(Span("no message of this print is on file", Tone.MUTED),)]
    lines: list[Line] = []
    for each in chain.messages:
        lines += [BLANK, heading(f"{each.message_id}  {each.action}")]
        lines += pairs(_rows(each, zone), width, label_width=_SIDE)
    return lines[1:]


_SIDE = len("disseminated")


def _rows(each: TapeMessage, zone: ZoneInfo) -> list[tuple[str, str, Tone]]:
    file = f"file of {each.file}" if each.file else "feed of the day alone"
    rows = {
        "says": _SAID[each.action] + (f"; event {each.event}" if each.event else ""),
        "changes": each.original_id,
        "event": fmt.moment(each.event_at, zone),
        "executed": fmt.moment(each.executed_at, zone),
        "disseminated": (
            fmt.moment(each.disseminated_at, zone) if each.disseminated_at else ""
        ),
        "size": _size(each),
        "maturity": fmt.date(each.maturity) if each.maturity else "",
        "coupon": _bp(each.coupon_bp),
        "spread": _spread(each),
        "price": _priced(each),
        "upfront": _upfront(each),
        "payments": each.payments,
        "package": "yes" if each.package else "",
        "PB mirror": "yes" if each.prime_broker else "",
        "cleared": each.cleared,
        "platform": each.platform,
        "name": each.name,
        "underlier": each.underlier,
        "product": each.product,
        "out of": f"{each.source}, {file}",
    }
    return [(label, text, Tone.PLAIN) for label, text in rows.items()]


def _size(each: TapeMessage) -> str:
    if each.notional is None:
        return "not told"
    capped = ">=" if each.capped else ""
    return f"{capped}{each.currency} {fmt.number(each.notional, 0)}"


def _bp(value: float | None) -> str:
    return "" if value is None else f"{fmt.trimmed(value)} bp"


def _spread(each: TapeMessage) -> str:
    if each.spread is None:
        return ""
    unit = _UNITS.get(each.notation, f"notation {each.notation or 'missing'}")
    return f"{each.spread:g} {unit}"


def _priced(each: TapeMessage) -> str:
    if each.price is None:
        return ""
    return f"{each.price:g} notation {each.price_notation or 'missing'}"


def _upfront(each: TapeMessage) -> str:
    if each.upfront is None:
        return ""
    return f"{each.upfront_currency} {each.upfront:,.0f}, who pays is not told".strip()
