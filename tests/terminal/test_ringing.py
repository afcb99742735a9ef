"""The title, the bell and the notification, in a real pseudo-terminal."""

from __future__ import annotations

import pytest

from support.terminal import Opener, Terminal

pytestmark = pytest.mark.e2e


def ready(terminal: Terminal) -> Terminal:
    terminal.wait(lambda text: "counted 0" in text)
    return terminal


def test_the_window_is_named_and_has_its_old_name_afterwards(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("n")
    terminal.wait_for(lambda: terminal.title == "counted 0")
    terminal.press("jn")
    terminal.wait_for(lambda: terminal.title == "counted 1")
    assert terminal.titles == 1
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.is_restored
    # For a terminal that keeps no titles: better none than one that is out of date.
    assert terminal.title == ""


def test_an_app_that_hangs_gives_the_title_back_too(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("n")
    terminal.wait_for(lambda: terminal.title == "counted 0")
    terminal.press("b")
    terminal.wait(lambda text: "blocking" in text)
    terminal.press("\x03\x03")
    assert terminal.exit_status() == 130
    assert terminal.is_restored


def test_a_window_that_was_not_named_keeps_its_name(open_app: Opener) -> None:
    terminal = ready(open_app())
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert b"\x1b]2;" not in terminal.raw


RINGS = [
    ("xterm-256color", {}, b"\x07\x1b]9;overhang: something is new\x07"),
    ("xterm-kitty", {}, b"\x1b]99;i=overhang:p=body;something is new\x07"),
    ("foot", {}, b"\x07\x1b]777;notify;overhang;something is new\x07"),
    ("linux", {}, b"\x07"),
    (
        "tmux-256color",
        {"TMUX": "/tmp/tmux-0/default,1,0"},
        b"\x07\x1bPtmux;\x1b\x1b]9;overhang: something is new\x07\x1b\\",
    ),
    (
        "screen.xterm",
        {"STY": "1.pts-0"},
        b"\x07\x1bP\x1b]9;overhang: something is new\x07\x1b\\",
    ),
]


@pytest.mark.parametrize(("term", "env", "sent"), RINGS)
def test_it_rings_once_and_notifies_as_the_terminal_is_called(
    open_app: Opener, term: str, env: dict[str, str], sent: bytes
) -> None:
    terminal = ready(open_app(term, env=env, answers=False))
    if sent == b"\x07":
        terminal.unchecked = "a console is rung without a notification"
    assert terminal.bells == 0
    terminal.press("r")
    terminal.wait(lambda text: "rang" in text)
    assert sent in terminal.raw
    assert terminal.bells == 1
    assert (b"something is new" in terminal.raw) == (term != "linux")
    assert "something is new" not in terminal.text
