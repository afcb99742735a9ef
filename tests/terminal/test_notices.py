"""The bytes that ring and notify: each terminal its own, and nothing injected."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.notify import Notify
from overhang.terminal.notices import Voice, Wrap, sound, title, voice_of
from support.vocabulary import strays

AUTO = [
    ({"TERM": "xterm-256color"}, Voice(Notify.OSC9, Wrap.NONE, True)),
    ({}, Voice(Notify.OSC9, Wrap.NONE, True)),
    (
        {"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"},
        Voice(Notify.OSC9, Wrap.NONE, True),
    ),
    ({"TERM": "xterm-ghostty"}, Voice(Notify.OSC9, Wrap.NONE, True)),
    ({"TERM": "xterm-kitty"}, Voice(Notify.OSC99, Wrap.NONE, True)),
    (
        {"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"},
        Voice(Notify.OSC99, Wrap.NONE, True),
    ),
    ({"TERM": "foot"}, Voice(Notify.OSC777, Wrap.NONE, True)),
    ({"TERM": "foot-extra"}, Voice(Notify.OSC777, Wrap.NONE, True)),
    ({"TERM": "rxvt-unicode-256color"}, Voice(Notify.OSC777, Wrap.NONE, True)),
    (
        {"TERM": "xterm-256color", "VTE_VERSION": "7006"},
        Voice(Notify.OSC777, Wrap.NONE, True),
    ),
    (
        {"TERM": "xterm-256color", "KONSOLE_VERSION": "230804"},
        Voice(Notify.OSC777, Wrap.NONE, True),
    ),
    ({"TERM": "linux"}, Voice(Notify.BELL, Wrap.NONE, False)),
    ({"TERM": "vt100"}, Voice(Notify.BELL, Wrap.NONE, False)),
    ({"TERM": "eterm-color"}, Voice(Notify.BELL, Wrap.NONE, False)),
    (
        {"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"},
        Voice(Notify.OSC9, Wrap.TMUX, True),
    ),
    ({"TERM": "tmux-256color"}, Voice(Notify.OSC9, Wrap.TMUX, True)),
    (
        {"TERM": "tmux-256color", "KITTY_WINDOW_ID": "3"},
        Voice(Notify.OSC9, Wrap.TMUX, True),
    ),
    (
        {"TERM": "screen.xterm-256color", "STY": "1.pts"},
        Voice(Notify.OSC9, Wrap.SCREEN, True),
    ),
    ({"TERM": "screen"}, Voice(Notify.OSC9, Wrap.SCREEN, True)),
]


@pytest.mark.parametrize(("env", "voice"), AUTO, ids=lambda each: str(each)[:60])
def test_a_terminal_is_spoken_to_as_it_is_called(
    env: dict[str, str], voice: Voice
) -> None:
    assert voice_of(env, Notify.AUTO, titled=True) == voice


@pytest.mark.parametrize("chosen", [each for each in Notify if each is not Notify.AUTO])
def test_what_the_operator_chose_stands_whatever_the_terminal_is_called(
    chosen: Notify,
) -> None:
    for env in ({"TERM": "linux"}, {"TERM": "xterm-kitty"}, {"TMUX": "x"}):
        assert voice_of(env, chosen, titled=True).means is chosen


def test_the_title_is_left_alone_when_the_operator_says_so() -> None:
    assert not voice_of({"TERM": "xterm"}, Notify.AUTO, titled=False).titled


SOUNDS = [
    (Notify.OFF, Wrap.NONE, ""),
    (Notify.OFF, Wrap.TMUX, ""),
    (Notify.BELL, Wrap.NONE, "\a"),
    (Notify.BELL, Wrap.TMUX, "\a"),
    (Notify.OSC9, Wrap.NONE, "\a\x1b]9;overhang: ORCL, up\a"),
    (Notify.OSC777, Wrap.NONE, "\a\x1b]777;notify;overhang;ORCL, up\a"),
    (
        Notify.OSC99,
        Wrap.NONE,
        "\a\x1b]99;i=overhang:d=0;overhang\a\x1b]99;i=overhang:p=body;ORCL, up\a",
    ),
    (
        Notify.OSC9,
        Wrap.TMUX,
        "\a\x1bPtmux;\x1b\x1b]9;overhang: ORCL, up\a\x1b\\",
    ),
    (
        Notify.OSC99,
        Wrap.TMUX,
        "\a\x1bPtmux;\x1b\x1b]99;i=overhang:d=0;overhang\a"
        "\x1b\x1b]99;i=overhang:p=body;ORCL, up\a\x1b\\",
    ),
    (Notify.OSC9, Wrap.SCREEN, "\a\x1bP\x1b]9;overhang: ORCL, up\a\x1b\\"),
]


@pytest.mark.parametrize(("means", "wrap", "sent"), SOUNDS)
def test_each_notification_has_its_own_bytes(
    means: Notify, wrap: Wrap, sent: str
) -> None:
    assert sound(Voice(means, wrap), "ORCL; up") == sent


def test_the_title_is_one_sequence() -> None:
    assert title("[2C 1W] overhang") == "\x1b]2;[2C 1W] overhang\a"


def test_long_text_is_cut_with_a_mark() -> None:
    sent = sound(Voice(Notify.OSC9), "x" * 500)
    assert len(sent) < 150
    assert sent.endswith("\N{HORIZONTAL ELLIPSIS}\a")


HOSTILE = [
    "\x1b]0;owned\a",
    "a\x1b\\b",
    "a\x9cb\x9d0;c",
    "4;3;100",
    ";p=icon:e=1;x",
    "a\nb\rc\0d",
    "\u202eabc\u200b",
    "\ud800 half",
]


@pytest.mark.parametrize("means", list(Notify)[1:])
@pytest.mark.parametrize("wrap", list(Wrap))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_no_sequence(means: Notify, wrap: Wrap, text: str) -> None:
    assert_closed(Voice(means, wrap), text)


@given(
    st.text(max_size=300),
    st.sampled_from(list(Notify)[1:]),
    st.sampled_from(list(Wrap)),
)
def test_no_text_leaves_a_sequence(text: str, means: Notify, wrap: Wrap) -> None:
    assert_closed(Voice(means, wrap), text)


def assert_closed(voice: Voice, text: str) -> None:
    """Hold what is sent to as many control bytes as it has with harmless text."""
    sent, calm = sound(voice, text), sound(voice, "calm")
    assert controls(sent) == controls(calm)
    assert sent.count(";") == calm.count(";")
    assert controls(title(text)) == ["\x1b", "\a"]
    if voice.means is not Notify.BELL:
        assert strays((sent + title(text)).encode()) == []


def controls(sent: str) -> list[str]:
    return re.findall(r"[\x00-\x1f\x7f-\x9f]", sent)
