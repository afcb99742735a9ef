"""Text from outside, made fit for a terminal, a log line or a notification."""

from __future__ import annotations

from unicodedata import category

ELLIPSIS = "\u2026"
REPLACEMENT = "\ufffd"

_MARKS = 2
"""Combining marks kept on one character; real scripts stack no more."""

_FIRST_MARK = "\u02ff"
"""No character up to this one is a mark."""
_COMMON = 4096
"""Characters that are remembered; a sender of all of Unicode fills no memory."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LINE_ENDS = frozenset({"Zl", "Zp"})
_MARK = frozenset({"Mn", "Me"})

_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc"
).union(map(chr, range(0xFE00, 0xFE10)), map(chr, range(0xE0100, 0xE01F0)))
"""Drawn as nothing, though their category does not say so."""


def safe_text(text: str, limit: int = 256) -> str:
    """Return `text` as one line in which every character can be seen.

    Tabs and line ends become blanks; other control characters become their pictures
    (ESC is `\u241b`); C1, direction overrides, zero-width, private and unassigned
    characters and surrogates become U+FFFD; a third combining mark in a row is
    dropped. Text longer than `limit` characters (>= 1) is cut and ends in an
    ellipsis. Doing it twice changes nothing.
    """
    if len(text) > limit:
        text = text[: limit - 1] + ELLIPSIS
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_SHOWN)
    if text.isascii():
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        if char > _FIRST_MARK and category(char) in _MARK:
            marks += 1
            if marks > _MARKS:
                continue
        else:
            marks = 0
        shown.append(char)
    return "".join(shown)


def safe_lines(text: str, limit: int = 2000) -> str:
    """Return text of several lines with each made safe, as long as `limit` at most.

    For tracebacks and logs: somebody will print them on a terminal.
    """
    return "\n".join(safe_text(each, limit) for each in text.split("\n"))


class _Shown(dict[int, str]):
    """What stands for each character, looked up once for those that are common."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shown = _visible(char, category(char))
        if len(self) < _COMMON:
            self[code] = shown
        return shown


def _visible(char: str, kind: str) -> str:
    """Return what stands for a character: itself, where it can be seen."""
    if char in "\t\n\r\x85" or kind in _LINE_ENDS:
        return " "
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\u2421"
    if kind in _INVISIBLE or char in _BLANK:
        return REPLACEMENT
    return char


_SHOWN = _Shown()
