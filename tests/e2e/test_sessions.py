"""Sessions on one host: one collector for all of them, and none without them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.desk_folder import DeskFolder
from support.live import AT_ONCE, at_once, collectors, equity, leave, ready, until
from support.terminal import Opener, Terminal, gone, private_env

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DeskFolder]:
    """A folder of its own, whose collectors do not outlive the test."""
    folder = DeskFolder(tmp_path / "desk")
    yield folder
    left = collectors(str(folder.path))
    for each in left:
        each.kill()
    assert left == []


@pytest.fixture
def open_desk(
    folder: DeskFolder, open_board: Opener
) -> Iterator[Callable[[], Terminal]]:
    """A function that opens a board on the folder, and does not wait for it."""
    opened: list[Terminal] = []

    def start() -> Terminal:
        opened.append(open_board("--data", str(folder.path)))
        return opened[-1]

    yield start
    leave(opened)


def shows(drawdown: str) -> Callable[[str], bool]:
    return lambda text: drawdown in equity(text, "MSFT")


def save(folder: DeskFolder, close: str) -> Callable[[], None]:
    return lambda: folder.swap("closes.csv", folder.with_last_close("MSFT", close))


def test_two_sessions_share_a_collector_until_the_last_one_goes(
    open_desk: Callable[[], Terminal], folder: DeskFolder
) -> None:
    first = ready(open_desk())
    (collector,) = collectors(str(folder.path))
    second = ready(open_desk())
    assert collectors(str(folder.path)) == [collector]
    at_once(second, shows("-35.4%!!"), save(folder, "350"))
    first.wait(shows("-35.4%!!"))

    # The one that started the collector goes; it gathers on for the other.
    first.press("q")
    assert first.exit_status() == 0
    at_once(second, shows("-26.2%!"), save(folder, "400"))
    assert collectors(str(folder.path)) == [collector]

    second.hang_up()
    assert second.exit_status() == 129
    assert gone([collector])


def test_a_killed_collector_is_replaced_within_a_second_and_figures_go_on(
    open_desk: Callable[[], Terminal], folder: DeskFolder
) -> None:
    boards = [ready(open_desk()), ready(open_desk())]
    (dead,) = collectors(str(folder.path))
    began = time.monotonic()
    dead.kill()
    # Saved while nobody gathers.
    save(folder, "350")()
    boards[0].wait_for(lambda: collectors(str(folder.path)) not in ([], [dead]))
    took = time.monotonic() - began
    assert took < AT_ONCE
    (new,) = collectors(str(folder.path))
    for board in boards:
        board.wait(shows("-35.4%!!"))
    at_once(boards[1], shows("-26.2%!"), save(folder, "400"))
    for board in boards:
        board.press("q")
        assert board.exit_status() == 0
    assert gone([new])


def test_a_killed_viewer_leaves_no_collector(
    open_desk: Callable[[], Terminal], folder: DeskFolder
) -> None:
    board = ready(open_desk())
    tree = board.tree()
    assert collectors(str(folder.path))
    board.send(signal.SIGKILL)
    assert board.exit_status() == -signal.SIGKILL
    assert gone(tree[1:])


def test_a_collector_run_alone_is_joined_and_stays(
    open_desk: Callable[[], Terminal], folder: DeskFolder, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "overhang", "collect", "--data", str(folder.path)],
        env=private_env(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as alone:
        try:
            # It leads once its store is there; a board that came first would.
            assert until(lambda: any(tmp_path.rglob("store.db")), 10)
            board = ready(open_desk())
            at_once(board, shows("-35.4%!!"), save(folder, "350"))
            assert [each.pid for each in collectors(str(folder.path))] == [alone.pid]
            board.press("q")
            assert board.exit_status() == 0
            # It ends by its own rule a second after the last viewer, or never.
            with pytest.raises(subprocess.TimeoutExpired):
                alone.wait(2)
        finally:
            alone.terminate()
        said, _ = alone.communicate(timeout=10)
        assert alone.returncode == 0
        assert said == b""
