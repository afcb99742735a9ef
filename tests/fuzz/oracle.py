"""What must be true of every word that is shown, and of every figure that is taken."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from unicodedata import category

import msgspec

from fuzz.target import hold
from overhang.sources.base import Problem

_IGNORED = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160)),
    *((0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E)),
    *((0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3)),
    *((0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
"""Unicode's list of what is drawn as nothing (Default_Ignorable_Code_Point)."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST = 400


def _unseen() -> str:
    """Return a character class of all that is obeyed, or drawn as nothing."""
    ignored = {char for first, last in _IGNORED for char in range(first, last + 1)}
    bad = [
        code in ignored or category(chr(code)) in _HIDDEN
        for code in range(sys.maxunicode + 1)
    ]
    parts, start = [], 0
    for code in range(1, len(bad) + 1):
        if code == len(bad) or bad[code] != bad[start]:
            if bad[start]:
                parts.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = code
    return f"[{''.join(parts)}]"


UNSEEN = re.compile(_unseen())


def seen(words: str, longest: int = _LONGEST) -> None:
    """Hold words to being one line in which every character can be seen."""
    found = UNSEEN.search(words)
    hold(found is None, "an unseen character", words)
    hold(len(words) <= longest, f"over {longest} characters", words[:80], len(words))


def told(problems: Sequence[Problem]) -> None:
    """Hold faults to naming a place, what stands there and what should."""
    hold(bool(problems), "refused without a fault")
    for each in problems:
        hold(bool(each.place), "a fault without its place", each)
        hold(bool(each.expected), "a fault without what was expected", each)
        seen(each.place)
        seen(each.found)
        seen(each.expected)


def finite(value: object) -> None:
    """Hold every number in a value to being finite, however deep it is."""
    match value:
        case float():
            hold(math.isfinite(value), "a number that is not finite", value)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                finite(getattr(value, name))
        case str() | bytes() | int() | None:
            return
        case dict():
            finite(tuple(value.values()))
        case Iterable():
            for each in value:
                finite(each)
