"""A breach reaches whoever sits at the far end of SSH, through tmux."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.breaches import breach, calm_folder
from support.desk_folder import DeskFolder
from support.live import collectors, equity, ready, until
from support.sessions import end
from support.ssh import Host, board_command
from support.terminal import Terminal

pytestmark = pytest.mark.e2e

OpenBoard = Callable[..., Terminal]


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return calm_folder(tmp_path / "desk")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    place = tmp_path / "ssh"
    place.mkdir()
    host = Host(place)
    yield host
    host.close()


@pytest.fixture
def log_in(
    host: Host, folder: DeskFolder, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[OpenBoard]:
    """A function that opens a board on the folder over SSH, in tmux or bare."""
    opened: list[Terminal] = []

    def start(*, tmux: bool, term: str = "xterm-256color", **env: str) -> Terminal:
        command = board_command(tmp_path, "--data", str(folder.path), **env)
        if tmux:
            command = host.tmux("new-session", command)
        terminal = host.log_in(command, term=term)
        terminal.unchecked = "tmux draws in its own words" if tmux else ""
        opened.append(terminal)
        return ready(terminal)

    yield start
    host.end_tmux()
    end(opened, request.node.name)
    assert until(lambda: collectors(str(folder.path)) == [])


def said(board: Terminal, start: bytes) -> int:
    """Return how many notifications the outer terminal got."""
    notice = re.escape(start) + rb"CRIT [A-Z]+[^\x07\x1b]*\x07"
    return len(re.findall(notice, board.raw))


@pytest.mark.parametrize(
    ("notify", "start"),
    [
        ("auto", b"\x1b]9;overhang: "),
        ("osc777", b"\x1b]777;notify;overhang;"),
        ("osc99", b"\x1b]99;i=overhang:p=body;"),
    ],
)
def test_a_breach_names_rings_and_notifies_through_tmux(
    log_in: OpenBoard, folder: DeskFolder, notify: str, start: bytes
) -> None:
    board = log_in(tmux=True, OVERHANG_NOTIFY=notify)
    before = board.title
    assert board.bells == said(board, start) == 0
    breach(folder, "MSFT")
    board.wait_for(lambda: said(board, start) > 0, 40)
    board.wait_for(lambda: board.bells > 0)
    board.wait_for(lambda: board.title != before)
    assert re.search(r"\[\d+C.*\] overhang", board.title)
    assert board.bells == said(board, start) == 1
    board.press("q")
    assert board.exit_status() == 0


def test_a_value_that_swings_about_its_level_notifies_once(
    log_in: OpenBoard, folder: DeskFolder
) -> None:
    start = b"\x1b]9;overhang: "
    board = log_in(tmux=True)
    calm, fallen = folder.text("closes.csv"), folder.with_last_close("MSFT", "350")
    folder.save("closes.csv", fallen)
    board.wait_for(lambda: said(board, start) == 1)
    for _ in range(4):
        folder.save("closes.csv", calm)
        board.wait(lambda text: "!!" not in equity(text, "MSFT"))
        folder.save("closes.csv", fallen)
        board.wait(lambda text: "!!" in equity(text, "MSFT"))
    # Another issuer's breach comes through: so would a second one of this one have.
    breach(folder, "GOOGL")
    board.wait_for(lambda: b"CRIT GOOGL" in board.raw)
    assert board.bells == said(board, start) == 2
    assert len(re.findall(rb"CRIT MSFT", board.raw)) == 1


@pytest.mark.parametrize(
    ("term", "start"),
    [
        ("xterm-kitty", b"\x1b]99;i=overhang:p=body;"),
        ("rxvt-unicode-256color", b"\x1b]777;notify;overhang;"),
    ],
)
def test_without_tmux_the_name_of_the_terminal_is_what_is_left_to_go_by(
    log_in: OpenBoard, folder: DeskFolder, term: str, start: bytes
) -> None:
    board = log_in(tmux=False, term=term)
    breach(folder, "MSFT")
    board.wait_for(lambda: said(board, start) > 0, 40)
    assert board.bells == said(board, start) == 1
    assert re.fullmatch(r"\[\d+C.*\] overhang", board.title)
    board.press("q")
    assert board.exit_status() == 0
    assert board.titles == 0
