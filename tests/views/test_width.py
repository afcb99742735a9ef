from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.views.base import Span, Tone
from overhang.views.width import cell_width, cut, cut_line, line_width, wrap


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("ORCL", 4), ("甲骨文", 6), ("é", 1), ("e\u0301", 1), ("█▁", 2)],
)
def test_wide_and_combining_characters_take_their_own_cells(
    text: str, cells: int
) -> None:
    assert cell_width(text) == cells


def test_a_cut_says_so_and_never_splits_a_wide_character() -> None:
    assert cut("Alphabet", 5) == "Alph…"
    assert cut("甲骨文", 4) == "甲…"
    assert cut("ORCL", 4) == "ORCL"


def test_a_line_is_cut_across_its_spans() -> None:
    line = (Span("ORCL "), Span("-58.1%", Tone.CRIT), Span(" more"))
    assert cut_line(line, 11) == (Span("ORCL "), Span("-58.1…", Tone.CRIT))
    assert cut_line(line, 16) is line


def test_long_words_break_and_the_indent_stands() -> None:
    lines = wrap("see https://example.test/a-long-address now", 16, indent="  ")
    assert [line[0].text for line in lines] == [
        "  see",
        "  https://exampl",
        "  e.test/a-long-",
        "  address now",
    ]


@given(st.text(alphabet="ab 甲e\u0301-", max_size=60), st.integers(3, 20))
def test_wrapping_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(line_width(line) <= width for line in lines)
    joined = "".join(span.text for line in lines for span in line)
    assert joined.replace(" ", "") == text.replace(" ", "")


@given(st.text(max_size=30), st.integers(0, 12))
def test_a_cut_text_fits(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width
