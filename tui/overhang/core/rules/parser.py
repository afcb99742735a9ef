"""Reading an expression: a recursive descent that checks units as it goes.

condition  = conjunction { "or" conjunction }
conjunction = inversion { "and" inversion }
inversion  = "not" inversion | comparison
comparison = sum [ ( "<" | "<=" | ">" | ">=" ) sum ]
sum        = product { ( "+" | "-" ) product }
product    = sign { ( "*" | "/" ) sign }
sign       = "-" sign | operand
operand    = number | metric | call | "(" condition ")"
call       = ( "chg" | "z" | "pct" ) "(" metric "," window ")"
| "abs" "(" sum ")" | ( "min" | "max" ) "(" sum "," sum { "," sum } ")"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from overhang.core.catalogue import DAILY, METRICS, Pane
from overhang.core.problems import unknown
from overhang.core.rules import algebra
from overhang.core.rules.algebra import Value
from overhang.core.rules.conditions import (
    Condition,
    Verdict,
    all_of,
    any_of,
    compared,
    inverse,
)
from overhang.core.rules.cursor import Cursor
from overhang.core.rules.expressions import Term
from overhang.core.rules.tokens import ExpressionError, Kind, Token
from overhang.core.rules.windows import check_window

_OVER_TIME = ("chg", "z", "pct")
_FUNCTIONS = (*_OVER_TIME, "abs", "min", "max")
_COMPARISONS = ("<", "<=", ">", ">=")
_EQUALITIES = ("=", "==", "!=", "!")
_WORDS = ("and", "or", "not")

Part = Value | Verdict
_Part = TypeVar("_Part", Value, Verdict)


def read_condition(text: str, *, of_groups: bool = False) -> Condition:
    """Read a condition on figures of issuers, or of groups.

    Raises:
        ExpressionError: what is wrong, and where.
    """
    parser = _Parser(text, of_groups)
    verdict = parser.whole(Verdict, 'a comparison as "cds.5y > 100bp"')
    if not verdict.terms:
        raise ExpressionError(0, "names no metric")
    return Condition(" ".join(text.split()), verdict)


def read_value(text: str, *, of_groups: bool = False) -> Value:
    """Read an expression that is a number.

    Raises:
        ExpressionError: what is wrong, and where.
    """
    return _Parser(text, of_groups).whole(Value, "a figure, not a condition")


class _Parser:
    """One expression on its way from words to parts."""

    def __init__(self, text: str, of_groups: bool) -> None:
        self._words = Cursor(text)
        self._of_groups = of_groups

    def whole(self, kind: type[_Part], expected: str) -> _Part:
        """Read all of it."""
        part = _only(kind, self._condition(), expected)
        if self._words.token.kind is not Kind.END:
            raise self._words.unexpected('an operator, "and", "or" or the end')
        return part

    def _condition(self) -> Part:
        return self._chain("or", self._conjunction, any_of)

    def _conjunction(self) -> Part:
        return self._chain("and", self._inversion, all_of)

    def _chain(
        self,
        word: str,
        read: Callable[[], Part],
        join: Callable[[Sequence[Verdict]], Verdict],
    ) -> Part:
        """Read conditions joined by one word; a single part is left as it is."""
        first = read()
        if self._words.token.text != word:
            return first
        parts = [first]
        while self._words.accept(word):
            parts.append(read())
        expected = f'a comparison on either side of "{word}"'
        return join([_only(Verdict, part, expected) for part in parts])

    def _inversion(self) -> Part:
        at = self._words.token.at
        if not self._words.accept("not"):
            return self._comparison()
        inner = self._words.deeper(self._inversion)
        return inverse(_only(Verdict, inner, 'a comparison after "not"'), at)

    def _comparison(self) -> Part:
        start = self._words.token.at
        left = self._sum()
        sign = self._words.accept(*_COMPARISONS)
        if not sign:
            self._refuse_equality()
            return left
        right = self._sum()
        self._refuse_equality()
        if self._words.token.text in _COMPARISONS:
            raise self._words.unexpected('one comparison at a time, joined with "and"')
        one, other = self._figures((left, right), "on either side of a comparison")
        return compared(sign, one, other, self._words.since(start))

    def _sum(self) -> Part:
        start = self._words.token.at
        items = [("+", self._product())]
        while sign := self._words.accept("+", "-"):
            items.append((sign, self._product()))
        if len(items) == 1:
            return items[0][1]
        values = self._figures([part for _, part in items], "to add or subtract")
        signed = list(zip((sign for sign, _ in items), values, strict=True))
        return algebra.total(signed, self._words.since(start))

    def _product(self) -> Part:
        start = self._words.token.at
        first = self._sign()
        items: list[tuple[str, Part]] = []
        while sign := self._words.accept("*", "/"):
            items.append((sign, self._sign()))
        if not items:
            return first
        value, *values = self._figures(
            [first, *(part for _, part in items)], "to multiply or divide"
        )
        signed = list(zip((sign for sign, _ in items), values, strict=True))
        return algebra.product(value, signed, self._words.since(start))

    def _sign(self) -> Part:
        at = self._words.token.at
        if not self._words.accept("-"):
            return self._operand()
        (value,) = self._figures((self._words.deeper(self._sign),), 'after "-"')
        return algebra.negative(value, at)

    def _operand(self) -> Part:
        token = self._words.token
        if self._words.accept("("):
            inner = self._words.deeper(self._condition)
            self._words.expect(")")
            return inner
        if token.kind is Kind.NUMBER:
            self._words.step()
            return algebra.number(token)
        if token.kind is not Kind.NAME or token.text in _WORDS:
            raise self._words.unexpected("a metric, a number or a function")
        self._words.step()
        if self._words.token.text == "(":
            return self._call(token)
        return algebra.term(Term(self._metric(token)), token.at)

    def _call(self, name: Token) -> Value:
        if name.text not in _FUNCTIONS:
            words = unknown("function", name.text, _FUNCTIONS)
            raise ExpressionError(name.at, words)
        self._words.expect("(")
        if name.text in _OVER_TIME:
            return self._over_time(name)
        parts = [self._words.deeper(self._sum)]
        while self._words.accept(","):
            parts.append(self._words.deeper(self._sum))
        self._words.expect(")")
        values = self._figures(parts, f"in {name.text}()")
        text = self._words.since(name.at)
        if name.text == "abs":
            if len(values) > 1:
                raise ExpressionError(values[1].at, "abs() takes one figure")
            return algebra.magnitude(values[0], name.at, text)
        if len(values) == 1:
            raise ExpressionError(name.at, f"{name.text}() takes two figures or more")
        choose = min if name.text == "min" else max
        return algebra.extreme(values, choose, name.at, text)

    def _over_time(self, name: Token) -> Value:
        """Read the metric and the window of a change or a z-score."""
        token = self._words.token
        if token.kind is not Kind.NAME:
            raise self._words.unexpected("a metric")
        self._words.step()
        metric = self._metric(token)
        if metric not in DAILY:
            words = f"{metric} has no daily series; {name.text}() takes "
            raise ExpressionError(token.at, words + ", ".join(sorted(DAILY)))
        if not self._words.accept(","):
            raise self._words.unexpected(f'a window, as "{name.text}({metric}, 60d)"')
        window = self._words.token
        if words := check_window(window.text, name.text):
            raise ExpressionError(window.at, f"found {window}, expected {words}")
        self._words.step()
        self._words.expect(")")
        return algebra.term(Term(metric, name.text, window.text), name.at)

    def _metric(self, token: Token) -> str:
        """Return a metric's name; it must be measured for whom the rule judges."""
        if token.text not in METRICS:
            raise ExpressionError(token.at, unknown("metric", token.text, METRICS))
        if (METRICS[token.text].pane is Pane.GROUP) is not self._of_groups:
            whose, not_whose = "issuers", "groups"
            if not self._of_groups:
                whose, not_whose = not_whose, whose
            words = f"{token.text} is measured for {whose}, not {not_whose}"
            raise ExpressionError(token.at, words)
        return token.text

    def _figures(self, parts: Sequence[Part], where: str) -> list[Value]:
        return [_only(Value, part, f"a figure {where}") for part in parts]

    def _refuse_equality(self) -> None:
        if self._words.token.text in _EQUALITIES:
            raise self._words.unexpected(
                "<, <=, > or >=, since figures are measured and never quite equal"
            )


def _only(kind: type[_Part], part: Part, expected: str) -> _Part:
    if isinstance(part, kind):
        return part
    raise ExpressionError(part.at, f"expected {expected}")
