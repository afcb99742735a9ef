"""The bytes that name a window, ring, and raise a notification, terminal by terminal.

Terminals disagree on notifications, and none says which it knows. So the sequence is
chosen by name, and what is not known is left out where it could be drawn as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from overhang.core.notify import Notify
from overhang.core.safe_text import safe_text
from overhang.terminal.guard import printable

BELL = "\x07"
PUSH_TITLE = "\x1b[22;2t"
"""Has the terminal remember its title; one that cannot ignores it."""
POP_TITLE = "\x1b[23;2t"

_NAME = "overhang"
_LONGEST = 120
"""Characters of a notification; desktops cut what is longer."""
_LONGEST_TITLE = 60
_PLAIN = ("linux", "vt", "ansi", "cons25", "wsvt", "sun", "eterm", "cygwin", "dumb")
"""How terminals are called that may draw the text of an OSC, or hang on it."""
_777 = ("foot", "rxvt", "contour")
_777_SIGNS = ("VTE_VERSION", "KONSOLE_VERSION")


class Wrap(StrEnum):
    """Through what a sequence must pass to reach the terminal."""

    NONE = ""
    TMUX = "tmux"
    SCREEN = "screen"


class Voice(NamedTuple):
    """How this session's terminal is spoken to."""

    means: Notify = Notify.OFF
    """Never `auto`."""
    wrap: Wrap = Wrap.NONE
    titled: bool = False
    """Whether its title follows the counts."""


SILENT = Voice()


def voice_of(env: Mapping[str, str], notify: Notify, *, titled: bool) -> Voice:
    """Choose how to speak to the terminal.

    Args:
        env: For `TERM` and what terminals and multiplexers leave there. Over SSH little
            more than `TERM` and `LC_TERMINAL` is left of it.
        notify: What the operator wants.
        titled: Whether the operator wants the title.
    """
    term = env.get("TERM", "").lower()
    wrap = _wrap(env, term)
    plain = wrap is Wrap.NONE and term.startswith(_PLAIN)
    means = notify
    if notify is Notify.AUTO:
        means = Notify.BELL if plain else _known(env, term, wrap)
    return Voice(means, wrap, titled and not plain)


def sound(voice: Voice, text: str) -> str:
    """Return what rings and shows `text`; empty when nothing is wanted.

    The bell is never wrapped: multiplexers show it even where they let nothing through.
    """
    if voice.means is Notify.OFF:
        return ""
    return BELL + _wrapped(voice.wrap, _notification(voice.means, _inert(text)))


def title(text: str) -> str:
    """Return what names the window. tmux and screen take it for their own."""
    return f"\x1b]2;{printable(safe_text(text, _LONGEST_TITLE))}{BELL}"


def _wrap(env: Mapping[str, str], term: str) -> Wrap:
    if env.get("TMUX") or term.startswith("tmux"):
        return Wrap.TMUX
    # tmux may be called screen on the far side of SSH. It swallows what is wrapped for
    # screen, whereas screen would draw what is wrapped for tmux.
    return Wrap.SCREEN if env.get("STY") or term.startswith("screen") else Wrap.NONE


def _known(env: Mapping[str, str], term: str, wrap: Wrap) -> Notify:
    """Guess which notification the terminal knows."""
    if wrap is not Wrap.NONE:
        # What is left in the environment tells of the terminal that the session was
        # started in. Most terminals know this one, and the rest ignore it.
        return Notify.OSC9
    if "kitty" in term or env.get("KITTY_WINDOW_ID"):
        return Notify.OSC99
    if term.startswith(_777) or any(env.get(each) for each in _777_SIGNS):
        return Notify.OSC777
    return Notify.OSC9


def _inert(text: str) -> str:
    """Return text that ends no sequence and no field of one."""
    return printable(safe_text(text, _LONGEST)).replace(";", ",")


def _notification(means: Notify, text: str) -> str:
    if means is Notify.OSC9:
        # With the name first it never starts with a number: those are commands of
        # ConEmu and Windows Terminal.
        return f"\x1b]9;{_NAME}: {text}{BELL}"
    if means is Notify.OSC777:
        return f"\x1b]777;notify;{_NAME};{text}{BELL}"
    if means is Notify.OSC99:
        head = f"\x1b]99;i={_NAME}:d=0;{_NAME}{BELL}"
        return f"{head}\x1b]99;i={_NAME}:p=body;{text}{BELL}"
    return ""


def _wrapped(wrap: Wrap, sequence: str) -> str:
    if not sequence or wrap is Wrap.NONE:
        return sequence
    if wrap is Wrap.TMUX:
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return f"\x1bP{sequence}\x1b\\"
