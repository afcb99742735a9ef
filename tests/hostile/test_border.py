"""What `safe_text` lets through, over strings that no one thought of.

`OVERHANG_TEST_STRINGS=10000000` for the long run.
"""

from __future__ import annotations

import os
from random import Random
from unicodedata import category

from wcwidth import wcwidth

from overhang.core.safe_text import safe_text
from overhang.terminal.guard import printable
from support.payloads import WORDS
from support.vocabulary import strays

STRINGS = int(os.environ.get("OVERHANG_TEST_STRINGS", "100000"))
SEED = 5
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def strings(chance: Random) -> str:
    """Return a few pieces of payloads and of all that Unicode has."""
    pieces = []
    for _ in range(chance.randrange(1, 5)):
        words = chance.choice(WORDS)
        at = chance.randrange(len(words) + 1)
        pieces.append(words[at : at + chance.randrange(20)])
        pieces.append(chr(chance.randrange(0x110000)))
    return "".join(pieces)


def test_no_string_leaves_anything_to_obey() -> None:
    chance = Random(SEED)
    batch: list[str] = []
    for _ in range(STRINGS):
        raw, limit = strings(chance), chance.randrange(1, 40)
        shown = safe_text(raw, limit)
        assert len(shown) <= limit, repr(raw)
        assert safe_text(shown, limit) == shown, repr(raw)
        assert printable(shown) == shown, repr(raw)
        batch.append(shown)
    letters = set("".join(batch))
    assert not {category(each) for each in letters} & UNSEEN
    assert all(0 <= wcwidth(each) <= 2 for each in letters)
    assert strays("\n".join(batch).encode()) == []
