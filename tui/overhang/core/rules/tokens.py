"""The words that a condition is made of, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from overhang.core.problems import shown
from overhang.core.rules.units import SUFFIXES

LENGTH = 4000
"""Characters of one expression."""


class ExpressionError(ValueError):
    """What is wrong with an expression, and where."""

    def __init__(self, at: int, words: str) -> None:
        super().__init__(f"column {at + 1}: {words}")


class Kind(Enum):
    """What a word is."""

    NUMBER = auto()
    """With its unit, or a window: `60bp`, `1w`."""
    NAME = auto()
    SIGN = auto()
    END = auto()


class Token(NamedTuple):
    """One word of an expression."""

    kind: Kind
    text: str
    at: int
    """Where it begins, from 0."""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.at + len(self.text)

    def __str__(self) -> str:
        return shown(self.text) if self.text else "the end"


_APART = "|".join(
    re.escape(suffix)
    for suffixes in SUFFIXES.values()
    for suffix in suffixes
    if suffix.isalpha() or suffix == "%"
)
"""The units that may stand apart from their number: `60 bp`."""
_TOKEN = re.compile(
    rf"""
    \s+
    | (?P<NUMBER> \$? \d+ (?:\.\d+)?
        (?: [ \t]+ (?:{_APART}) (?![\w.%]) | [A-Za-z%]* (?: /bp (?![\w.]) )? ) )
    | (?P<NAME> [A-Za-z_] \w* (?: \. \w+ )* )
    | (?P<SIGN> [<>=!]=? | [-+*/(),] )
    """,
    re.VERBOSE | re.ASCII,
)


def tokens(text: str) -> tuple[Token, ...]:
    """Take an expression apart; the last token is its end.

    Raises:
        ExpressionError: it is too long, or holds a character that means nothing.
    """
    if len(text) > LENGTH:
        raise ExpressionError(LENGTH, f"over {LENGTH:,} characters")
    return (*_tokens(text), Token(Kind.END, "", len(text)))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(at, f"unexpected {shown(text[at])}")
        if match.lastgroup is not None:
            yield Token(Kind[match.lastgroup], match.group(), at)
        at = match.end()
