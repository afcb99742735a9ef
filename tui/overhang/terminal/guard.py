"""The last gate: what is not a printable character does not reach the terminal."""

from __future__ import annotations

from unicodedata import category

REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """Put U+FFFD for each character that a terminal would obey rather than show.

    Those are all that Python does not call printable, blanks of other widths excepted:
    controls, direction, zero-width, tags, surrogates, private and unassigned ones.
    Text from outside is sanitised at the border already; this is for what slips by.
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or category(each) == "Zs" else REPLACEMENT
        for each in text
    )
