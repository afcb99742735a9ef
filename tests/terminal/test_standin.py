"""The driver and the cell diff under a small app, in a real pseudo-terminal."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.terminal import Opener, Terminal, gone

pytestmark = pytest.mark.e2e


def ready(terminal: Terminal) -> Terminal:
    terminal.wait(lambda text: "counted 0" in text and "size" in text)
    return terminal


def ticks(folder: Path) -> int:
    written = folder / "ticks"
    return int(written.read_text() or 0) if written.exists() else 0


def until(happened: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.parametrize(
    "term", ["xterm-256color", "screen-256color", "linux", "vt100"]
)
def test_keys_count_screens_open_and_q_gives_the_terminal_back(
    open_app: Opener, term: str
) -> None:
    terminal = ready(open_app(term, answers=term.startswith("xterm")))
    terminal.press("jjj")
    terminal.wait(lambda text: "counted 3" in text)
    terminal.press("\r")
    terminal.wait(lambda text: "second screen" in text and "row 1" not in text)
    terminal.press("\x1b")
    terminal.wait(lambda text: "row 17" in text and "second screen" not in text)
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.is_restored


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal_restores_the_terminal_and_is_the_status(
    open_app: Opener, name: str
) -> None:
    terminal = ready(open_app())
    terminal.send(signal.Signals[name])
    assert terminal.exit_status() == 128 + signal.Signals[name]
    assert terminal.is_restored


def test_ctrl_c_leaves_with_130(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("\x03")
    assert terminal.exit_status() == 130
    assert terminal.is_restored


def test_a_second_ctrl_c_ends_an_app_that_hangs(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("b")
    terminal.wait(lambda text: "blocking" in text)
    terminal.press("\x03")
    terminal.press("\x03")
    start = time.monotonic()
    assert terminal.exit_status() == 130
    assert time.monotonic() - start < 2.5
    assert terminal.is_restored


def test_a_hanging_app_ends_by_itself_after_sigterm(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("b")
    terminal.wait(lambda text: "blocking" in text)
    terminal.send(signal.SIGTERM)
    assert terminal.exit_status(8) == 143
    assert terminal.is_restored


@pytest.mark.parametrize("controlling", [True, False])
def test_a_lost_terminal_ends_the_process(open_app: Opener, controlling: bool) -> None:
    terminal = ready(open_app(controlling=controlling))
    tree = terminal.tree()
    terminal.hang_up()
    assert terminal.exit_status(3) == 129
    assert gone(tree, 1)


def test_a_stalled_terminal_stops_nothing_and_is_whole_afterwards(
    open_app: Opener, tmp_path: Path
) -> None:
    terminal = ready(open_app(columns=140, lines=40))
    terminal.press("f")
    # Nobody reads now: the kernel's buffer fills, then the sink's.
    before = ticks(tmp_path)
    assert until(lambda: ticks(tmp_path) > before + 60, 15)
    terminal.press("j")
    terminal.wait(lambda text: "counted 1" in text)
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.is_restored


def test_a_stalled_terminal_does_not_keep_the_process(open_app: Opener) -> None:
    terminal = ready(open_app(columns=140, lines=40))
    terminal.press("f")
    terminal.send(signal.SIGTERM)
    tree = terminal.tree()
    assert gone(tree, 8)


def test_stray_sigcont_starts_nothing_twice(open_app: Opener) -> None:
    terminal = ready(open_app())
    threads = terminal.tree()[0].num_threads()
    for _ in range(5):
        terminal.send(signal.SIGCONT)
    terminal.press("j")
    terminal.wait(lambda text: "counted 1" in text)
    assert terminal.tree()[0].num_threads() == threads
    terminal.press("q")
    assert terminal.exit_status() == 0


def test_stopped_and_continued_the_screen_is_whole(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.send(signal.SIGTSTP)
    process = terminal.tree()[0]
    terminal.wait_for(lambda: process.status() == "stopped")
    terminal.wait_for(lambda: terminal.is_restored)
    terminal.screen.reset()
    terminal.send(signal.SIGCONT)
    ready(terminal)
    terminal.wait(lambda text: "row 17" in text)
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.is_restored


@pytest.mark.parametrize(
    "typed",
    [b"\xff", b"\x9b", b"\xc3", b"\x1b[99999999999u", b"\x1b[48;60000;60000;1;1t"],
)
def test_nonsense_typed_does_not_end_the_session(
    open_app: Opener, typed: bytes
) -> None:
    terminal = ready(open_app())
    terminal.press(typed)

    def works() -> bool:
        terminal.press("j")
        return "counted" in terminal.text and "counted 0" not in terminal.text

    terminal.wait_for(works)
    terminal.press("q")
    assert terminal.exit_status() == 0


def test_exported_columns_and_lines_are_ignored(open_app: Opener) -> None:
    terminal = open_app(columns=100, lines=30, env={"COLUMNS": "40", "LINES": "10"})
    terminal.wait(lambda text: "size 100x30" in text)
    terminal.resize(90, 25)
    terminal.wait(lambda text: "size 90x25" in text)


def test_a_window_of_one_cell_and_back(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.resize(1, 1)
    terminal.resize(80, 24)
    terminal.wait(lambda text: "size 80x24" in text and "row 17 ....." in text)


def test_a_size_that_comes_and_goes_leaves_the_screen_whole(
    open_app: Opener,
) -> None:
    terminal = ready(open_app())
    # How much of the first resize is done when the second comes is what matters.
    for milliseconds in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20):
        terminal.resize(1, 1)
        terminal.listen(milliseconds / 1000)
        terminal.resize(80, 24)
        # No part of the old screen survives this: all of it has to be sent.
        terminal.wait(lambda text: "size 80x24" in text and "row 17 ..." in text)


def test_a_storm_of_resizes_ends_in_a_whole_screen(open_app: Opener) -> None:
    terminal = ready(open_app())
    for step in range(60):
        terminal.resize(60 + step, 10 + step % 20)
        terminal.read(0)
    terminal.resize(100, 30)
    terminal.wait(lambda text: "size 100x30" in text and "row 17 ....." in text)


def test_a_crash_is_told_in_two_lines_without_control_bytes(
    open_app: Opener, tmp_path: Path
) -> None:
    terminal = ready(open_app())
    terminal.press("x")
    assert terminal.exit_status() == 1
    assert terminal.is_restored
    assert "overhang stopped: ValueError: bad" in terminal.text
    assert "Traceback" not in terminal.raw.decode()
    assert b"\x1b]0;" not in terminal.raw
    [written] = (tmp_path / "crashes").iterdir()
    assert "Traceback" in written.read_text()
    assert written.stat().st_mode & 0o777 == 0o600


def test_sys_exit_in_a_handler_restores_the_terminal(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("e")
    assert terminal.exit_status() == 7
    assert terminal.is_restored


def test_an_idle_app_sends_nothing_and_a_key_sends_little(open_app: Opener) -> None:
    terminal = ready(open_app(columns=140, lines=40))
    terminal.wait_for(lambda: terminal.listen(0.3) == 0)
    start = terminal.received
    terminal.press("j")
    terminal.wait(lambda text: "counted 1" in text)
    assert terminal.received - start < 60


def test_keys_typed_too_far_ahead_are_forgotten_up_to_a_pause(
    open_app: Opener,
) -> None:
    terminal = ready(open_app())
    terminal.type_all(b"j" * 30_000)
    terminal.wait_for(lambda: terminal.listen(1) == 0, 60)
    found = re.search(r"counted (\d+)", terminal.text)
    assert found is not None
    assert 500 < int(found[1]) < 30_000
    terminal.press("j")
    terminal.wait(lambda text: f"counted {int(found[1]) + 1}" in text)
