"""How whoever sits at a terminal is told that there is something new."""

from __future__ import annotations

from enum import StrEnum


class Notify(StrEnum):
    """What a terminal is sent beside its title."""

    AUTO = "auto"
    """The bell, and the notification that the terminal is likely to know."""
    OSC9 = "osc9"
    """The bell, and iTerm2's notification, which most others know too."""
    OSC777 = "osc777"
    """The bell, and rxvt's notification."""
    OSC99 = "osc99"
    """The bell, and kitty's notification."""
    BELL = "bell"
    """The bell alone."""
    OFF = "off"
    """Nothing."""
