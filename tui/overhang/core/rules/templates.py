"""What a rule says when it fires: text with figures in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import inf
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Unit
from overhang.core.problems import shown
from overhang.core.rules.algebra import Value
from overhang.core.rules.book import Rule
from overhang.core.rules.expressions import Look, Term
from overhang.core.rules.figures import said
from overhang.core.rules.intervals import Interval
from overhang.core.rules.parser import read_value
from overhang.core.rules.tokens import ExpressionError
from overhang.core.safe_text import safe_text
from overhang.core.states import Severity

LENGTH = 400
"""Characters of a template, and of what it becomes."""
UNKNOWN = "n/a"
"""A figure that is not there."""

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class _Said(NamedTuple):
    """Whom and what a text is about."""

    rule: Rule
    subject: str
    severity: Severity
    value: float | None


_NAMES: Mapping[str, Callable[[_Said], str]] = {
    "issuer": lambda it: name_of(it.subject),
    "rule": lambda it: it.rule.id,
    "severity": lambda it: it.severity.name.lower(),
    "value": lambda it: value_of(it.rule, it.value),
}

Piece = str | Callable[[_Said], str] | Value
"""Text as it stands, a word about the alert, or a figure."""


class Template(NamedTuple):
    """A text that was read and checked."""

    pieces: tuple[Piece, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return every figure that it names, once."""
        values = (each for each in self.pieces if isinstance(each, Value))
        return tuple(dict.fromkeys(term for value in values for term in value.terms))


@lru_cache(maxsize=1024)
def read_template(text: str, *, of_groups: bool, one_figure: bool) -> Template:
    """Read a text; `one_figure` tells whether the rule has one `{value}`.

    Raises:
        ExpressionError: what is wrong, and where.
    """
    if len(text) > LENGTH:
        raise ExpressionError(LENGTH, f"over {LENGTH} characters")
    pieces: list[Piece] = []
    done = 0
    for match in _PIECE.finditer(text):
        pieces.append(safe_text(text[done : match.start()], LENGTH))
        done = match.end()
        if match.group() in ("{{", "}}"):
            pieces.append(match.group()[0])
            continue
        name = match[1]
        if name is None:
            words = (
                f"{shown(match.group())} without its other half; double it to mean it"
            )
            raise ExpressionError(match.start(), words)
        pieces.append(_slot(name.strip(), match.start(1), of_groups, one_figure))
    return Template((*pieces, safe_text(text[done:], LENGTH)))


def render(
    rule: Rule, subject: str, severity: Severity, look: Look, value: float | None
) -> str:
    """Return what a rule's template says; a figure that is not known is `n/a`.

    `value` is in the metric's unit. The text is one line, inert and limited.
    """
    template = read_template(
        rule.template, of_groups=subject.startswith("group:"), one_figure=not rule.when
    )
    about = _Said(rule, subject, severity, value)
    return safe_text(
        "".join(_rendered(piece, about, look) for piece in template.pieces), LENGTH
    )


def name_of(subject: str) -> str:
    """Return what a person calls an issuer or a group."""
    return subject.removeprefix("group:")


def value_of(rule: Rule, value: float | None) -> str:
    """Write what a rule of one metric judged."""
    return UNKNOWN if value is None else said(value, METRICS[rule.metric].unit)


def known_as(interval: Interval | None, unit: Unit) -> str:
    """Write what is known of a figure: `105bp`, `>105bp`, `n/a`."""
    if interval is None or interval == (-inf, inf):
        return UNKNOWN
    low, high = interval
    if high == inf:
        return f">{said(low, unit)}"
    return f"<{said(high, unit)}" if low == -inf else said(low, unit)


def _slot(name: str, at: int, of_groups: bool, one_figure: bool) -> Piece:
    """Read what stands in braces."""
    if name == "value" and not one_figure:
        words = "an expression has no one value: write the figure that is meant"
        raise ExpressionError(at, words)
    if name in _NAMES:
        return _NAMES[name]
    try:
        return read_value(name, of_groups=of_groups)
    except ExpressionError as error:
        names = ", ".join(_NAMES)
        words = f"in {shown(name)}, {error}; or one of {names}"
        raise ExpressionError(at, words) from None


def _rendered(piece: Piece, about: _Said, look: Look) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Value):
        return known_as(piece.figure(look), piece.unit)
    return piece(about)
