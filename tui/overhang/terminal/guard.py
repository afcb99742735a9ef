"""The last gate: what is not a printable character does not reach the terminal."""

from __future__ import annotations

import re

_STRAY = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: they move, colour, answer, beep
    "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff]"  # invisible, bidi, tags, surrogates
)


def printable(text: str) -> str:
    """Put U+FFFD for each character that a terminal would obey rather than show.

    Text from outside is sanitised at the border already; this is for what slips by.
    """
    return text if text.isprintable() else _STRAY.sub("\ufffd", text)
