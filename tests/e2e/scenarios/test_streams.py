"""Scenarios 17 to 19: standard streams that are closed, null, piped or not read."""

from __future__ import annotations

import pytest

from support.terminal import Opener

from .conftest import clean, ended, ready

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("before", "after"), [("", "<&-"), ("", "</dev/null"), ("true |", "")]
)
def test_17_without_keys_it_says_so(
    open_board: Opener, before: str, after: str
) -> None:
    board = open_board(before=before, after=after)
    assert board.exit_status() == 2
    assert "standard input is not a terminal" in " ".join(board.text.split())
    clean(board)


@pytest.mark.parametrize(
    "after", ["2>&-", "2>/dev/null", '2>"$HOME/errors"', "2>&1 | head -1"]
)
def test_18_without_a_screen_it_ends(open_board: Opener, after: str) -> None:
    board = open_board(after=after)
    # A pipeline's status is that of `head`, which reads what is said.
    assert board.exit_status() == (0 if "|" in after else 2)
    clean(board)


@pytest.mark.parametrize("after", [">&-", ">/dev/full", "| true"])
def test_19_standard_output_is_not_needed(open_board: Opener, after: str) -> None:
    board = ready(open_board(after=after))
    board.press("q")
    ended(board, 0)
