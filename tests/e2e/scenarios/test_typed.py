"""Scenarios 20 to 22: what no keyboard sends. `test_input_fuzz` types the rest."""

from __future__ import annotations

import pytest

from support.terminal import Opener

from .conftest import answers, idles, ready

pytestmark = pytest.mark.e2e

BROKEN = [b"\xff", b"\x9b", b"\xc3", b"\xe2\x96", b"\xf5\x80\x80\x80", b"\x00" * 100]
FORGED = [
    b"\x1b[1114112u",  # one past the last code point
    b"\x1b[999999999999u",
    b"\x1b[97;1;1114112u",
    b"\x1b[48;60000;60000;1;1t",
    b"\x1b[48;0;0;0;0t",
    b"\x1b[?2048;1$y",
    b"\x1b[<0;99999999999;99999999999M",
    b"\x1b[",
    b"\x1b]52;c;" + b"A" * 20_000,
]


def test_20_bytes_that_are_not_utf_8(open_board: Opener) -> None:
    board = ready(open_board())
    for each in BROKEN:
        board.type_all(each)
        board.listen(0.05)
    idles(board)
    answers(board)


def test_21_reports_that_cannot_be(open_board: Opener) -> None:
    board = ready(open_board())
    for each in FORGED:
        board.type_all(each)
        # The escape timeout of a parser is shorter: what is open counts as ended.
        board.listen(0.3)
    board.wait_for(lambda: board.listen(1) < 500, 60)
    idles(board)
    answers(board)


@pytest.mark.parametrize("key", ["\x03", ""], ids=["Ctrl-C", "a pause"])
def test_22_a_paste_without_an_end(open_board: Opener, key: str) -> None:
    board = ready(open_board())
    board.type_all(b"\x1b[200~" + b"q" * 100_000)
    if key:
        board.press(key)
        assert board.exit_status() == 130
        assert board.is_restored
    else:
        board.wait_for(lambda: board.listen(2.5) < 500)
        answers(board)
