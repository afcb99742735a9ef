"""A breach is told to whoever sits at a board: once, and as they want it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.breaches import breach, calm_folder
from support.desk_folder import DeskFolder
from support.live import equity, leave, ready
from support.terminal import Opener, Terminal
from support.vocabulary import strays

pytestmark = pytest.mark.e2e

NOTICE = re.compile(rb"\x1b\]9;overhang: CRIT ([A-Z]+):[^\x07\x1b]*\x07")


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return calm_folder(tmp_path / "desk")


@pytest.fixture
def open_desk(open_board: Opener, folder: DeskFolder) -> Iterator[Opener]:
    """A function that opens a board on the folder."""
    opened: list[Terminal] = []

    def start(term: str = "xterm-256color", **env: str) -> Terminal:
        board = open_board("--data", str(folder.path), term=term, **env)
        opened.append(board)
        return ready(board)

    yield start
    leave(opened)


def test_every_board_is_told_once_as_its_terminal_can(
    open_desk: Opener, folder: DeskFolder
) -> None:
    xterm, console = open_desk(), open_desk("linux")
    console.unchecked = "a console is rung without a notification"
    xterm.wait_for(lambda: xterm.title == "overhang")
    breach(folder, "MSFT")
    for board in (xterm, console):
        board.wait_for(lambda board=board: board.bells > 0)  # type: ignore[misc]
    xterm.wait_for(lambda: xterm.title == "[1C] overhang")
    assert NOTICE.findall(xterm.raw) == [b"MSFT"]
    assert b"\x1b]2;" not in console.raw
    assert b"\x1b]9;" not in console.raw
    xterm.press("q")
    assert xterm.exit_status() == 0
    assert xterm.is_restored
    assert strays(bytes(xterm.raw)) == []
    assert xterm.bells == console.bells == 1


def test_a_board_that_is_paused_is_told_all_the_same(
    open_desk: Opener, folder: DeskFolder
) -> None:
    board = open_desk()
    before = equity(board.text, "MSFT")
    board.press("p")
    board.wait(lambda text: "paused" in text)
    breach(folder, "MSFT")
    board.wait_for(lambda: NOTICE.search(board.raw) is not None)
    assert board.title == "[1C] overhang"
    assert equity(board.text, "MSFT") == before


def test_who_wants_neither_title_nor_bell_gets_neither(
    open_desk: Opener, folder: DeskFolder, tmp_path: Path
) -> None:
    settings = tmp_path / "quiet.toml"
    settings.write_text('notify = "off"\ntitle = false\n')
    loud, quiet = open_desk(), open_desk(OVERHANG_CONFIG=str(settings))
    breach(folder, "MSFT")
    loud.wait_for(lambda: NOTICE.search(loud.raw) is not None)
    # What comes later is on the board: so was what rang elsewhere.
    breach(folder, "GOOGL")
    quiet.wait(lambda text: "!!" in equity(text, "GOOGL"))
    assert quiet.bells == 0
    assert b"\x1b]2;" not in quiet.raw
