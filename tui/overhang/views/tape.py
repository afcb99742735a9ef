"""The tape screen: the prints of one name, the day of the one under the cursor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.core.tape.told import (
    Flag,
    Said,
    ToldContract,
    ToldDay,
    ToldPrint,
    ToldTape,
)
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, Column, Line, PaneView, Row, Span, Tone
from overhang.views.blocks import pairs
from overhang.views.sieve import NOTHING, row_text, sieve, sieved
from overhang.views.width import cut_line

KEY = "tape"
"""The key of the screen's table; also of the table that it is about."""

_KIND = "tape"
"""Of a feed of the public tape."""
_MM = 1e6
_USD = "USD"


class Tape(NamedTuple):
    """What the screen is written for."""

    name: str
    """Of the issuer, in full."""
    told: ToldTape | None
    """None: not read yet."""
    instead: str
    """What to say where there are no prints."""
    zone: ZoneInfo
    wanted: str = ""
    """Show only prints in which every one of these words is found."""


def tape_view(tape: Tape) -> PaneView:
    """Write the prints, newest first by what was said last, orphans behind."""
    told = tape.told
    prints = told.prints if told else ()
    rows = sieve(tape.wanted, (_row(each, tape.zone) for each in prints), _text)
    about = sieved(tape.wanted, len(rows), len(prints)) or _count(prints)
    said = NOTHING if prints else tape.instead
    notes = () if rows else ((Span(said, Tone.MUTED),),)
    title = f"Tape, {tape.name}"
    return PaneView(KEY, title, (), about, _columns(tape.zone), tuple(rows), notes)


def day_lines(told: ToldTape | None, root: str, width: int) -> list[Line]:
    """Write the day of a print, or the newest one: what traded, and its levels."""
    day = _day_of(told, root) if told else None
    if day is None:
        return [(), ()]
    gross = f"{'>=' * day.floor}{fmt.number(day.gross / _MM, 1)}mm"
    plural = "" if day.trades == 1 else "s"
    said = f"{day.trades} trade{plural}, {gross} USD gross"
    first = (
        Span(fmt.date(day.day), Tone.TITLE),
        Span(" final  " if day.final else " not final  ", Tone.MUTED),
        Span(said if day.final else f"{said}; late prints may come"),
    )
    levels = "; ".join(_contract(each) for each in day.contracts)
    if day.closed:
        levels = f"no level, {fmt.date(day.day)} was no credit business day: {levels}"
    return [cut_line(first, width), cut_line((Span(levels),), width)]


def print_lines(told: ToldTape | None, root: str, width: int) -> list[Line]:
    """Tell all there is to the print under the cursor."""
    found = _print_of(told, root) if told else None
    if found is None:
        return []
    coupon = "" if found.coupon_bp is None else f"{fmt.trimmed(found.coupon_bp)} bp"
    level = "none" if found.level_bp is None else f"{found.level_bp:.1f} bp"
    messages = "1 message: enter shows it"
    if found.messages != 1:
        messages = f"{found.messages} messages: enter shows them"
    rows = [
        ("level", f"{level}; {found.why}", Tone.PLAIN),
        ("traded", _money(found.size, found.capped, found.currency), Tone.PLAIN),
        ("left", _money(found.left, found.capped, found.currency), Tone.PLAIN),
        ("contract", _contract_words(found), Tone.PLAIN),
        ("coupon", coupon, Tone.PLAIN),
        ("executed", fmt.date(found.day) + " UTC", Tone.PLAIN),
        ("flags", ", ".join(found.flags), Tone.PLAIN),
        ("id", f"{found.root}, {messages}", Tone.MUTED),
    ]
    return pairs(rows, width)


def why_empty(snapshot: Snapshot, code: str) -> str:
    """Say why a name has no prints on file."""
    feeds = [each for each in snapshot.sources if _is_tape(each)]
    if not feeds:
        return "no tape feed is set up: see [source.tape]"
    errors = [error for each in feeds for error in each.errors]
    if errors:
        return f"no prints of {code} on file; the tape feed says: {errors[0]}"
    if any(each.state is SourceState.WAITING for each in feeds):
        return f"no prints of {code} on file yet: the tape is being fetched"
    return f"no prints of {code} on file"


def _is_tape(health: SourceHealth) -> bool:
    """Whether a source brings prints: the public feed, or a desk's own file of them."""
    return health.table == KEY and (health.kind == _KIND or health.rows > 0)


def _columns(zone: ZoneInfo) -> tuple[Column, ...]:
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return (
        Column("time", place, Align.LEFT),
        Column("said", "action", Align.LEFT, 0),
        Column("size", "mm", Align.RIGHT, 0),
        Column("level", "level bp", Align.RIGHT, 0),
        Column("currency", "ccy", Align.LEFT, 2),
        Column("contract", "maturity", Align.LEFT, 1),
        Column("coupon", "cpn", Align.RIGHT, 5),
        Column("spread", "spread bp", Align.RIGHT, 3),
        Column("upfront", "upfront", Align.RIGHT, 4),
        Column("flags", "flags", Align.LEFT, 6),
        Column("why", "how", Align.LEFT, 7),
    )


def _row(each: ToldPrint, zone: ZoneInfo) -> Row:
    counts = not each.orphan and each.level_bp is not None
    tone = Tone.PLAIN if counts else Tone.MUTED
    local = each.at.astimezone(zone)
    spread = "" if each.stated_bp is None else f"{each.stated_bp:,.1f}"
    upfront = "" if each.upfront is None else f"{each.upfront:,.0f}"
    coupon = "" if each.coupon_bp is None else fmt.trimmed(each.coupon_bp)
    maturity = f"{each.maturity:%b %y}" if each.maturity else ""
    cells = (
        Cell(f"{local:%d %b %H:%M}", Tone.MUTED),
        Cell(each.said, tone),
        Cell(_size(each), tone),
        Cell(_level(each), tone),
        Cell(each.currency, tone),
        Cell(each.tenor or maturity, tone),
        Cell(coupon, Tone.MUTED),
        Cell(spread, tone),
        Cell(upfront, tone),
        Cell(", ".join(each.flags), Tone.MUTED),
        Cell(each.why, Tone.MUTED),
    )
    bound = tuple(cell._replace(rights=each.rights) for cell in cells)
    return Row(each.root, bound)


def _size(each: ToldPrint) -> str:
    if each.size is None:
        return "not told"
    return ">=" * each.capped + fmt.number(each.size / _MM, 2)


def _level(each: ToldPrint) -> str:
    """Write a level, or in a word why there is none."""
    if each.orphan:
        return "orphan"
    if each.level_bp is not None:
        return f"{each.level_bp:.1f}"
    if each.said is Said.CANCELLED:
        return "cancelled"
    if Flag.MIRROR in each.flags or Flag.LIFECYCLE in each.flags:
        return "dropped"
    return each.how or "not senior"


def _contract(contract: ToldContract) -> str:
    """Write a contract's level, or how many clean prints there are instead."""
    named = contract.tenor or (
        f"{contract.maturity:%b %y}" if contract.maturity else "no maturity"
    )
    if contract.currency != _USD:
        named = f"{named} {contract.currency}"
    plural = "" if contract.clean == 1 else "s"
    clean = f"{contract.clean} clean print{plural}"
    if contract.level_bp is None:
        return f"{named} {clean}, no level"
    return (
        f"{named} {contract.level_bp:.1f} bp, median of {clean}, "
        f"{contract.low_bp:.0f} to {contract.high_bp:.0f}"
    )


def _contract_words(each: ToldPrint) -> str:
    maturity = fmt.date(each.maturity) if each.maturity else "no maturity told"
    return f"{maturity}, {each.tenor or 'off the run'}"


def _money(value: float | None, capped: bool, currency: str) -> str:
    if value is None:
        return "not told"
    sign = ">=" if capped and value else ""
    return f"{sign}{currency} {fmt.number(value, 0)}"


def _count(prints: Sequence[ToldPrint]) -> str:
    orphans = sum(each.orphan for each in prints)
    known = len(prints) - orphans
    said = f"{known} print{'' if known == 1 else 's'}"
    return f"{said}, {orphans} orphan{'' if orphans == 1 else 's'}" if orphans else said


def _print_of(told: ToldTape, root: str) -> ToldPrint | None:
    return next((each for each in told.prints if each.root == root), None)


def _day_of(told: ToldTape, root: str) -> ToldDay | None:
    """Return the day of a print; of one that is in no day, the newest there is."""
    found = _print_of(told, root)
    days: dict[dt.date, ToldDay] = {each.day: each for each in told.days}
    newest = told.days[0] if told.days else None
    return days.get(found.day, newest) if found else newest


def _text(row: Row) -> str:
    return f"{row.key} {row_text(row)}"
