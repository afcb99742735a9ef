from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.safe_text import safe_text

ANY = st.text(st.characters(), max_size=400) | st.text(
    st.sampled_from(
        "a\x1b\x07\x9b\u202e\u200b\u0301\u0489\ue000\ud800\n\u2028\ufe0f\u3164"
    ),
    max_size=400,
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ORCL", "ORCL"),
        ("", ""),
        ("Société Générale", "Société Générale"),
        ("甲骨文", "甲骨文"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("a\tb\r\nc", "a b  c"),
        ("a\u2028b\x85c", "a b c"),
        ("\x1b]52;c;SElKQUNL\x07", "\u241b]52;c;SElKQUNL\u2407"),
        ("\x00\x7f", "\u2400\u2421"),
        ("\x9b31m", "\ufffd31m"),
        ("\u202eEVIL\u202c", "\ufffdEVIL\ufffd"),
        ("a\u200bb\ufeff", "a\ufffdb\ufffd"),
        ("\ue000\U000f0000\U0010ffff", "\ufffd\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("\u3164\u115f", "\ufffd\ufffd"),
        ("e" + "\u0301" * 5 + "x\u0301", "e\u0301\u0301x\u0301"),
    ],
)
def test_what_cannot_be_seen_is_shown(raw: str, shown: str) -> None:
    assert safe_text(raw) == shown


@pytest.mark.parametrize(
    ("raw", "limit", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde\u2026"),
        ("abc", 1, "\u2026"),
        ("e" + "\u0301" * 2000, 256, "e\u0301\u0301\u2026"),
    ],
)
def test_long_text_is_cut_with_a_mark(raw: str, limit: int, shown: str) -> None:
    assert safe_text(raw, limit) == shown


@given(ANY, st.integers(1, 300))
def test_the_result_is_one_visible_line_within_the_limit(raw: str, limit: int) -> None:
    shown = safe_text(raw, limit)

    assert len(shown) <= limit
    assert not {category(char) for char in shown} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }
    shown.encode()


@given(ANY, st.integers(1, 300))
def test_doing_it_twice_changes_nothing(raw: str, limit: int) -> None:
    once = safe_text(raw, limit)

    assert safe_text(once, limit) == once


@given(ANY)
def test_no_character_carries_a_stack_of_marks(raw: str) -> None:
    run = 0
    for char in safe_text(raw, 1000):
        run = run + 1 if category(char) in ("Mn", "Me") else 0
        assert run <= 2
