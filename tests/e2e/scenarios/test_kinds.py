"""Scenarios 27 to 30: terminals that can little, and words that say so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support.terminal import Opener

from .conftest import answers, clean, ready

pytestmark = pytest.mark.e2e

COLOUR = re.compile(rb"\x1b\[[0-9;]*\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_27_no_full_screen(open_board: Opener, term: str) -> None:
    board = open_board(term=term)
    assert board.exit_status() == 2
    assert "overhang snapshot" in " ".join(board.text.split())
    clean(board)


def test_27_no_term_at_all(open_board: Opener) -> None:
    board = open_board(before="unset TERM;")
    assert board.exit_status() == 2
    assert "overhang snapshot" in " ".join(board.text.split())


@pytest.mark.parametrize("term", ["vt100", "linux", "foot-extra"])
def test_28_other_terminals(open_board: Opener, term: str) -> None:
    board = ready(open_board(term=term))
    assert b"38;2;" not in board.raw, "colours that were not promised"
    answers(board)


@pytest.mark.parametrize("value", ["1", ""])
def test_29_no_color_set_to_anything(open_board: Opener, value: str) -> None:
    board = ready(open_board(NO_COLOR=value))
    if value:
        assert COLOUR.search(board.raw) is None
    answers(board)


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "LANG": ""},
    ],
)
def test_30_no_utf_8_locale(open_board: Opener, locale: dict[str, Any]) -> None:
    board = ready(open_board(**locale))
    assert "\\u" not in board.text
    assert "CDS 5!!" in board.text
    answers(board)
