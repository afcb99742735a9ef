"""The few sequences that a board needs; anything else came out of the data."""

from __future__ import annotations

import re
from unicodedata import category

_MODES = "7|25|1000|1003|1004|1006|1015|1049|2004|2026"
_TEXT = r"([^\x00-\x1f\x7f-\x9f]*)"
_NOTICE = (
    rf"(?:\x1b\]9;overhang: {_TEXT}\x07|\x1b\]777;notify;overhang;{_TEXT}\x07"
    rf"|\x1b\]99;i=overhang:d=0;overhang\x07"
    rf"(?:\x1b)?\x1b\]99;i=overhang:p=body;{_TEXT}\x07)"
)
"""The bell rings before it: one that rings alone counts as a stray."""
_COLOUR = r"[34]8;(?:5;\d+|2;\d+;\d+;\d+)"
_STYLE = rf"(?:{_COLOUR}|0|[1-479]|21|2[2-57-9]|[349][0-79]|10[0-7]|5[1-5])"
"""Neither blinking nor concealed: no board is."""
_KNOWN = re.compile(
    r"\x1b\[\d+;\d+H"  # place
    rf"|\x1b\[(?:{_STYLE}(?:;{_STYLE})*)?m"
    rf"|\x1b\[\?(?:{_MODES})[hl]"
    r"|\x1b\[\?2026\$p"  # is synchronized output known?
    r"|\x1b\[>[0-9]+u|\x1b\[<u"  # kitty keyboard on, off
    r"|\x1b\]22;(?:default|pointer|text)(?:\x07|\x1b\\)"  # pointer shape
    r"|\x1b\[2[23];2t"  # title kept, title back
    rf"|\x1b\]2;{_TEXT}\x07"  # title
    rf"|\x07(?:{_NOTICE}|\x1bPtmux;\x1b{_NOTICE}\x1b\\|\x1bP{_NOTICE}\x1b\\)"
)
_UNFINISHED = re.compile(rb"(?:\x1b(?:\[[0-9;?<>$]*)?|[\xc2-\xf4][\x80-\xbf]{0,2})\Z")
_RETURN = re.compile(r"\r(?!\r*\n)")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = ("Mn", "Me")


def strays(raw: bytes, *, cut: bool = False) -> list[str]:
    """Return what is neither known nor plain text, each with its surroundings.

    Plain text is valid UTF-8 whose every character is seen, with at most two
    combining marks on one, and line ends. With `cut` the program was killed as it
    wrote: the last sequence may be half there.
    """
    if cut:
        raw = _UNFINISHED.sub(b"", raw)
    text = _KNOWN.sub(_inside, raw.decode("utf-8", "surrogateescape"))
    letters = set(text)
    unseen = {each for each in letters if _is_unseen(each)}
    marks = {each for each in letters if category(each) in _MARKS}
    patterns = [_RETURN]
    if unseen:
        patterns.append(re.compile(_class(unseen)))
    if marks:
        patterns.append(re.compile(f"{_class(marks)}{{3,}}"))
    return [
        text[max(0, found.start() - 8) : found.end() + 24]
        for pattern in patterns
        for found in pattern.finditer(text)
    ]


def _inside(known: re.Match[str]) -> str:
    """Return the words of a title or notice: what is in them is looked at too."""
    return " ".join(each for each in known.groups() if each)


def _is_unseen(char: str) -> bool:
    return char not in "\r\n" and category(char) in _UNSEEN


def _class(chars: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(chars)))}]"
