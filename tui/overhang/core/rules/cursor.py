"""Where one is in the words of an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from overhang.core.rules.tokens import ExpressionError, Token, tokens

DEPTH = 64
"""Levels of parentheses, calls and signs."""
_Read = TypeVar("_Read")


class Cursor:
    """The words of one expression, and the next one to read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The next word."""
        return self._tokens[self._next]

    def step(self) -> None:
        """Take the next word, which is not the end."""
        self._next += 1

    def accept(self, *texts: str) -> str:
        """Take the next word if it is one of these; else return nothing."""
        text = self.token.text
        if text not in texts:
            return ""
        self._next += 1
        return text

    def expect(self, text: str) -> None:
        """Take the next word, which must be this one."""
        if not self.accept(text):
            raise self.unexpected(f'"{text}"')

    def unexpected(self, expected: str) -> ExpressionError:
        """Say what stands there and what should."""
        found = self.token
        return ExpressionError(found.at, f"found {found}, expected {expected}")

    def deeper(self, read: Callable[[], _Read]) -> _Read:
        """Read one level further down, where there is a floor."""
        if self._depth == DEPTH:
            raise ExpressionError(self.token.at, f"over {DEPTH} levels deep")
        self._depth += 1
        part = read()
        self._depth -= 1
        return part

    def since(self, start: int) -> str:
        """Return what was read from a place on, as written."""
        return " ".join(self._text[start : self._tokens[self._next - 1].end].split())
