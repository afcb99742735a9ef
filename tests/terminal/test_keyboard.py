"""What typed bytes mean, whatever the bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from overhang.terminal.keyboard import Keyboard

F12 = b"\x1b[24~"


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def typed(keyboard: Keyboard, data: bytes) -> list[str]:
    return [named(each) for each in keyboard.feed(data)]


def named(message: Message) -> str:
    match message:
        case events.Key(key=key):
            return key
        case events.Paste(text=text):
            return f"paste {text}"
        case _:
            return type(message).__name__


def test_keys_are_keys_however_they_are_cut() -> None:
    keyboard = Keyboard()
    cut = [typed(keyboard, bytes([each])) for each in "jé".encode() + F12]
    assert [key for keys in cut for key in keys] == ["j", "é", "f12"]


@pytest.mark.parametrize(
    "bad",
    [b"\xff", b"\x9b", b"\x1b[1114112u", b"\x1b[999999999999u", b"\x1b[97;1;1114112u"],
)
def test_nonsense_costs_no_key_that_follows(bad: bytes) -> None:
    assert typed(Keyboard(), bad + b"j" + F12)[-2:] == ["j", "f12"]


def test_a_size_is_not_believed_nor_clicks_scaled_by_it() -> None:
    keyboard = Keyboard()
    assert typed(keyboard, b"\x1b[48;60000;60000;1;1t\x1b[?2048;1$y") == []
    (click,) = keyboard.feed(b"\x1b[<0;11;6M")
    assert isinstance(click, events.MouseDown)
    assert (click.x, click.y) == (10, 5)


def test_a_paste_is_one_message_and_presses_nothing() -> None:
    data = b"a\x1b[200~x\x00\x1b[99;5u\x1b:q\ry\x1b[201~b"
    assert typed(Keyboard(), data) == ["a", "paste x\x1b[99;5u\x1b:q\ry", "b"]


def test_a_paste_is_cut_at_a_limit() -> None:
    keyboard = Keyboard()
    assert typed(keyboard, b"\x1b[200~" + b"q" * 200_000) == []
    (told,) = typed(keyboard, b"\x1b[201~")
    assert len(told) < 70_000
    assert typed(keyboard, b"j") == ["j"]


def test_a_paste_without_an_end_is_over_after_a_silence(clock: Clock) -> None:
    keyboard = Keyboard(clock)
    assert typed(keyboard, b"\x1b[200~xy") == []
    assert list(keyboard.tick()) == []
    clock.now = 2.1
    assert [named(each) for each in keyboard.tick()] == ["paste xy"]
    assert typed(keyboard, b"j") == ["j"]


def test_ctrl_c_is_heard_within_a_paste() -> None:
    assert typed(Keyboard(), b"\x1b[200~xy\x03") == ["paste xy", "ctrl+c"]


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"\x1b[200~", b"\x1b["])))
def test_nothing_typed_raises_or_deafens(parts: list[bytes]) -> None:
    clock = Clock()
    keyboard = Keyboard(clock)
    for each in parts:
        list(keyboard.feed(each))
    clock.now = 3
    list(keyboard.tick())
    assert typed(keyboard, b"\x1b\x1b" + F12)[-1] == "f12"
