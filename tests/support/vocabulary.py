"""The few sequences that a board needs; anything else came out of the data."""

from __future__ import annotations

import re

_MODES = "7|25|1000|1003|1004|1006|1015|1049|2004|2026"
_TEXT = r"[^\x00-\x1f\x7f-\x9f]*"
_NOTICE = (
    rf"(?:\x1b\]9;overhang: {_TEXT}\x07|\x1b\]777;notify;overhang;{_TEXT}\x07"
    rf"|\x1b\]99;i=overhang:d=0;overhang\x07"
    rf"(?:\x1b)?\x1b\]99;i=overhang:p=body;{_TEXT}\x07)"
)
"""The bell rings before it: one that rings alone counts as a stray."""
_KNOWN = re.compile(
    rf"\x1b\[[0-9;]*[Hm]"  # place, style
    rf"|\x1b\[\?(?:{_MODES})[hl]"
    r"|\x1b\[\?2026\$p"  # is synchronized output known?
    r"|\x1b\[>[0-9]+u|\x1b\[<u"  # kitty keyboard on, off
    r"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # pointer shape
    r"|\x1b\[2[23];2t"  # title kept, title back
    rf"|\x1b\]2;{_TEXT}\x07"  # title
    rf"|\x07(?:{_NOTICE}|\x1bPtmux;\x1b{_NOTICE}\x1b\\|\x1bP{_NOTICE}\x1b\\)"
)
_STRAY = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]")


def strays(raw: bytes) -> list[str]:
    """Return what is neither known nor plain text, each with its surroundings."""
    text = _KNOWN.sub("", raw.decode())
    return [text[max(0, m.start() - 8) : m.end() + 24] for m in _STRAY.finditer(text)]
