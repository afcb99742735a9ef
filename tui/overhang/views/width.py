"""How many terminal cells a text takes, and how to cut, pad and wrap it by cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from overhang.views.base import Line, Span, Tone

ELLIPSIS = "…"
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def char_width(char: str) -> int:
    """Return 0 for a combining character, 2 for a wide one, else 1."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cell_width(text: str) -> int:
    """Count the terminal cells a text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def cut(text: str, width: int) -> str:
    """Shorten a text to at most `width` cells, saying so with an ellipsis."""
    if cell_width(text) <= width:
        return text
    return _head(text, width - 1) + ELLIPSIS if width > 0 else ""


def pad_left(text: str, width: int) -> str:
    """Put a text at the right edge of `width` cells."""
    return " " * (width - cell_width(text)) + text


def pad_right(text: str, width: int) -> str:
    """Put a text at the left edge of `width` cells."""
    return text + " " * (width - cell_width(text))


def line_width(line: Line) -> int:
    """Count the cells of a line."""
    return sum(cell_width(span.text) for span in line)


def cut_line(line: Line, width: int) -> Line:
    """Shorten a line to at most `width` cells."""
    if line_width(line) <= width:
        return line
    spans: list[Span] = []
    left = width
    for span in line:
        taken = cell_width(span.text)
        if taken >= left:
            # Something always follows here, so even a text that just fits is cut.
            spans.append(Span(cut(span.text + " ", left), span.tone))
            break
        spans.append(span)
        left -= taken
    return tuple(spans)


def wrap(
    text: str, width: int, tone: Tone = Tone.PLAIN, indent: str = ""
) -> list[Line]:
    """Break a text into lines at spaces, or anywhere between wide characters."""
    room = max(1, width - cell_width(indent))
    lines, current = [], ""
    for word in _words(text):
        if cell_width(current + word.rstrip()) > room and current:
            lines.append(current.rstrip())
            current = ""
        while cell_width(word.rstrip()) > room:
            head = _head(word, room) or word[0]
            lines.append(head)
            word = word[len(head) :]
        current += word
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return [(Span(indent + each, tone),) for each in lines]


def _head(text: str, width: int) -> str:
    taken = 0
    for at, char in enumerate(text):
        taken += char_width(char)
        if taken > width:
            return text[:at]
    return text


def _words(text: str) -> Iterator[str]:
    """Yield pieces that are kept whole; a wide character is a piece of its own."""
    word = ""
    for char in text:
        word += char
        if char == " " or char_width(char) == 2:
            yield word
            word = ""
    if word:
        yield word
