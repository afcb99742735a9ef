"""A state folder that takes nothing, for a while or at all, and odd ones that do."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from support.desk_folder import DeskFolder
from support.live import equity, leave, ready
from support.small_disk import fill, small_disk
from support.terminal import Opener, Terminal, private_env

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return DeskFolder(tmp_path / "desk")


@pytest.fixture
def open_desk(open_board: Opener, folder: DeskFolder) -> Iterator[Opener]:
    """A function that opens a board on the folder, with its state elsewhere."""
    opened: list[Terminal] = []

    def start(state: Path) -> Terminal:
        board = open_board("--data", str(folder.path), OVERHANG_STATE=str(state))
        opened.append(board)
        return ready(board)

    yield start
    leave(opened)


def _fill_disk(board: Terminal, disk: Path) -> Callable[[], None]:
    fill(disk / "ballast")
    return (disk / "ballast").unlink


def _limit_files(board: Terminal, disk: Path) -> Callable[[], None]:
    """Let the collector write no file beyond its first page."""
    collector = _collector(board)
    most = resource.prlimit(collector.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(collector.pid, resource.RLIMIT_FSIZE, (4096, most[1]))
    return lambda: _lift(collector, most)


def _lift(collector: psutil.Process, most: tuple[int, int]) -> None:
    resource.prlimit(collector.pid, resource.RLIMIT_FSIZE, most)


def _collector(board: Terminal) -> psutil.Process:
    (found,) = (each for each in board.tree() if "collect" in each.cmdline())
    return found


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_fill_disk, "the disk is full"),
        pytest.param(
            _limit_files,
            "the disk takes no more",
            marks=pytest.mark.skipif(
                os.geteuid() == 0 and "OVERHANG_TEST_STOPS" not in os.environ,
                reason="a full disk shows the same, and root can make one",
            ),
        ),
    ],
)
def test_a_disk_that_takes_no_more_is_told_until_it_does(
    open_desk: Opener,
    folder: DeskFolder,
    tmp_path: Path,
    harm: Callable[[Terminal, Path], Callable[[], None]],
    words: str,
) -> None:
    with ExitStack() as stack:
        state = tmp_path / "disk"
        if harm is _fill_disk:
            stack.enter_context(small_disk(state, 2))
        board = open_desk(state)
        collector, before = _collector(board), equity(board.text, "MSFT")
        mend = harm(board, state)
        folder.save("closes.csv", folder.with_last_close("MSFT", "350"))
        board.wait(lambda text: words in text, 20)
        assert equity(board.text, "MSFT") == before
        mend()
        board.wait(
            lambda text: words not in text and "-35.4%" in equity(text, "MSFT"), 20
        )
        assert collector.is_running()
        leave([board])


@pytest.mark.parametrize(
    "command", [(), ("collect",), ("check",), ("alerts", "list")], ids=" ".join
)
def test_a_state_folder_that_may_only_be_read_is_named(
    open_board: Opener, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        words = f"{disk / 'mine'}: Read-only file system"
        board = open_board(*command, OVERHANG_STATE=str(disk / "mine"))
        assert board.exit_status() == (3 if "check" in command else 1)
        assert words in board.text.replace("\n", "")
        assert board.is_restored


def test_a_folder_of_any_name_behind_a_link_can_hold_the_state(
    open_desk: Opener, tmp_path: Path
) -> None:
    (tmp_path / "far, and\nodd").mkdir()
    state = tmp_path / "the désk of ann 日本"
    state.symlink_to(tmp_path / "far, and\nodd")
    board = open_desk(state)
    board.press("A")
    board.wait(lambda text: "ALERTS, ACTIVE" in text)
    board.press("Nasked IR\r")
    board.wait(lambda text: "asked IR (" in text)
    done = subprocess.run(
        [sys.executable, "-m", "overhang", "check"],
        env=private_env(tmp_path, OVERHANG_STATE=str(state)),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert list(state.glob("stores/*/store.db"))
    assert next(state.glob("stores/*")).stat().st_mode & 0o777 == 0o700
