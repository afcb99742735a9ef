"""The rule language: conditions, figures, texts, all of them judged on a small desk."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from random import Random

from fuzz.oracle import seen
from fuzz.target import Rung, Target, hold, kept
from overhang.core.catalogue import METRICS, Pane
from overhang.core.records import Bound
from overhang.core.rules.book import Rule, RuleBook, single
from overhang.core.rules.conditions import Condition
from overhang.core.rules.expressions import Term
from overhang.core.rules.parser import read_condition, read_value
from overhang.core.rules.plan import compile_book
from overhang.core.rules.templates import read_template, render
from overhang.core.rules.tokens import ExpressionError
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State
from support.judging import Desk
from support.rulebooks import UNIVERSE

_VALUES = (None, 0.0, 1.0, -1.0, 80.0, 1e-12, 1e15, -1e308, 5e-324, 231.5)
_BOUNDS = tuple(Bound)


def _reading(term: Term, salt: int) -> Reading | None:
    """Return a reading that the term and the input choose."""
    chosen = zlib.crc32(term.key.encode(), salt)
    value = _VALUES[chosen % len(_VALUES)]
    if value is None:
        absent = Reading(value=None, state=State.ABSENT, reason="no mark")
        return absent if chosen & 64 else None
    bound = _BOUNDS[(chosen >> 8) % len(_BOUNDS)]
    state = State.STALE if chosen & 128 else State.FRESH
    return Reading(value=value, bound=bound, state=state)


def _condition(text: str, salt: int) -> None:
    """What is read is written back the same, and is judged whatever the figures."""
    condition = read_condition(text)
    again = read_condition(condition.text)
    hold(again == condition, "another text", condition.text, again.text)
    hold(again.terms == condition.terms, "other terms", condition.terms, again.terms)

    def look(term: Term) -> Reading | None:
        return _reading(term, salt)

    held = condition.holds(look)
    hold(again.holds(look) is held, "judged another way", condition.text)
    parts = condition.parts(look)
    for part in parts:
        hold((part.holds is None) is bool(part.why), "no reason", part)
        seen(part.text, 4000)
        seen(part.why)
    if parts and all(part.holds is None for part in parts):
        hold(held is None, "judged from nothing", condition.text)
    if salt % 32 == 0:
        _judged(condition, salt)


def _judged(condition: Condition, salt: int) -> None:
    rule = Rule("r", "", True, single(Severity.WARN), {}, when=condition, line=1)
    book = RuleBook((rule,))
    compile_book(book, UNIVERSE)
    desk = Desk(book, interval=60.0)
    for turn in range(2):
        readings = {
            code: {
                term.key: reading
                for term in condition.terms
                if (reading := _reading(term, salt + turn)) is not None
            }
            for code in UNIVERSE.codes
        }
        for alert in desk.look(readings, seconds=60.0).alerts:
            seen(alert.text)
    desk.standings()


def _value(text: str, salt: int) -> None:
    value = read_value(text, of_groups=bool(salt & 1))
    known = value.figure(lambda term: _reading(term, salt))
    if known is not None:
        hold(not any(map(math.isnan, known)), "no number", known)
        hold(known[0] <= known[1], "ends before it begins", known)


def _template(text: str, salt: int) -> None:
    template = read_template(text, of_groups=False, one_figure=True)
    ladder = single(Severity.WARN)
    rule = Rule("r", "cds.5y", True, ladder, {}, template=text, asks=template.terms)
    words = render(rule, "ORCL", Severity.CRIT, lambda it: _reading(it, salt), 231.5)
    seen(words)


_WAYS = (_condition, _condition, _value, _template)


def check(data: bytes) -> bool:
    """Read a text in the way that the first byte tells."""
    text = data[1:].decode("utf-8", "replace")
    salt = zlib.crc32(data)
    try:
        _WAYS[data[0] % len(_WAYS) if data else 0](text, salt)
    except ExpressionError as error:
        words = str(error)
        seen(words, 1000)
        hold(words.startswith("column "), "no column", words)
        at = int(words.removeprefix("column ").partition(":")[0])
        hold(1 <= at <= len(text) + 1, "no such column", words, len(text))
        return False
    return True


_FAMILIES = (
    ("cds.5y", "index.cdx_ig.5y", "chg(cds.5y, 1w)", "7bp", "0bp", "60 bp", "-1bp"),
    ("pct(cds.5y, 1w)", "2%", "equity.drawdown.52w", "-15%", "0.5 %"),
    ("z(cds.5y, 60d)", "2sd", "z(index.cdx_ig.5y, 20d)"),
    ("capex.fcf.ltm", "1.5tn", "300bn", "$20mm"),
    ("position.cs01", "$50k/bp", "-$1/bp"),
    ("cds.dealers", "3", "2x", "0"),
)
"""Figures of one unit each: what goes together."""
_FIGURES = tuple(figure for family in _FAMILIES for figure in family)
_SIGNS = ("<", "<=", ">", ">=")


def _sum(rng: Random, depth: int, family: Sequence[str]) -> str:
    chance = rng.random()
    if depth == 0 or chance < 0.4:
        return rng.choice(_FIGURES if rng.random() < 0.02 else family)
    one, other = _sum(rng, depth - 1, family), _sum(rng, depth - 1, family)
    if chance < 0.7:
        return f"({one} {rng.choice('+-')} {other})"
    if chance < 0.8:
        return f"{one} {rng.choice('*/')} {rng.choice(('2', '3%', other))}"
    return rng.choice((f"min({one}, {other})", f"max({one},{other})", f"abs({one})"))


def _whole(rng: Random, depth: int) -> str:
    chance = rng.random()
    if depth == 0 or chance < 0.5:
        family = rng.choice(_FAMILIES)
        sign = rng.choice(_SIGNS)
        return f"{_sum(rng, 2, family)} {sign} {_sum(rng, 1, family)}"
    one = _whole(rng, depth - 1)
    if chance < 0.65:
        return f"not ({one})"
    return f"({one}) {rng.choice(('and', 'or'))} {_whole(rng, depth - 1)}"


def made(rng: Random) -> bytes:
    """Return a condition, a figure or a text of one of the kinds."""
    way = int(rng.random() * len(_WAYS))
    if _WAYS[way] is _condition:
        text = _whole(rng, 2)
    elif _WAYS[way] is _value:
        text = _sum(rng, 3, rng.choice(_FAMILIES))
    else:
        slots = ("issuer", "value", "severity", "rule", _sum(rng, 1, _FIGURES))
        text = f"{{{rng.choice(slots)}}} at {{{rng.choice(slots)}}} {{{{"
    return bytes([way]) + text.encode()


def _metrics() -> list[str]:
    return [*METRICS, *(each.value for each in Pane)]


def _read(data: bytes) -> object:
    try:
        return read_condition(data.decode()).holds(lambda _: Reading(value=50.0))
    except ExpressionError as error:
        return error


def _again(part: str, head: str = "cds.5y > 1bp") -> Rung:
    return Rung(lambda size: (head + part * (size // len(part))).encode(), _read)


TARGET = Target(
    name="rules",
    size=160,
    check=check,
    seeds=lambda: [
        b"\0cds.5y > 100bp",
        b"\0chg(cds.5y, 1w) > 10bp and not equity.drawdown.52w < -20%",
        b"\0(cds.5y - index.cdx_ig.5y) * 2 >= min(60bp, 3% * cds.5y) or cds.5y<1bp",
        b"\2group.value_lost * 2",
        b"\3{issuer} at {value}, {chg(cds.5y, 1w)} in a week {{{severity}}}",
        *kept("rules"),
    ],
    made=made,
    words=[
        each.encode()
        for each in (
            *_metrics(),
            *_FIGURES,
            *_SIGNS,
            *(
                " and ",
                " or ",
                " not ",
                "==",
                "!=",
                "chg(",
                "z(",
                "pct(",
                "min(",
                "max(",
            ),
            *(
                "abs(",
                "1y",
                "0d",
                "99m",
                "999999999999",
                "1234567890123",
                "$",
                "{",
                "}",
            ),
            *("{value}", "{issuer}", "bp", "%", "sd", "bd", "/bp", "mm"),
        )
    ],
    ladder={
        "conditions": _again(" and cds.5y > 1bp"),
        "sums": _again(" + 1bp"),
        "parentheses": _again("(", ""),
        "blanks": _again(" "),
        "digits": _again("9"),
        "letters": _again("a"),
    },
)
