"""Tells whoever is at the terminal what is new: title, bell and notification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from overhang.core.alerts.messages import Message
from overhang.core.notify import Notify
from overhang.core.snapshot import Snapshot
from overhang.terminal.notices import Voice, sound
from overhang.views.announce import announcement
from overhang.views.status import title

_REST_S = 1.0
"""Between two notifications: what comes in the meantime is said in one."""
_REMEMBERED = 1000
"""Ids of messages; the snapshot holds far fewer."""


class Port(Protocol):
    """The way to the terminal."""

    def has_room(self) -> bool:
        """Return whether the terminal keeps up."""
        ...

    def write(self, data: str) -> None:
        """Send something."""
        ...

    def name_window(self, text: str) -> None:
        """Set the title; what it was before comes back at the end."""
        ...


class Herald:
    """Hears every snapshot, whether or not it is drawn.

    The first one tells only where things stand: what was told before this session
    began rings nowhere. A terminal that stalls is told when it has caught up.

    Args:
        voice: How the terminal is spoken to.
        port: Returns the way to the terminal; none while there is none.
        later: Calls a function after some seconds.
    """

    def __init__(
        self,
        voice: Voice,
        port: Callable[[], Port | None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._voice = voice
        self._port = port
        self._later = later
        self._heard: dict[str, None] | None = None
        self._waiting: list[Message] = []
        self._title = self._titled = ""
        self._rests = False

    def hear(self, snapshot: Snapshot) -> None:
        """Take in a snapshot; say what is new in it."""
        if self._voice.titled:
            self._title = title(snapshot)
        fresh = self._fresh(snapshot)
        if self._voice.means is not Notify.OFF:
            self._waiting += fresh
        self._say()

    def _fresh(self, snapshot: Snapshot) -> list[Message]:
        """Return the messages that were not there before; all are known from now on."""
        first, heard = self._heard is None, self._heard or {}
        fresh = [each for each in snapshot.told if each.id not in heard]
        heard.update((each.id, None) for each in fresh)
        for oldest in list(heard)[:-_REMEMBERED]:
            del heard[oldest]
        self._heard = heard
        return [] if first else fresh

    def _say(self) -> None:
        if self._rests or (self._title == self._titled and not self._waiting):
            return
        port = self._port()
        if port is not None and port.has_room():
            if self._title != self._titled:
                port.name_window(self._title)
                self._titled = self._title
            text = announcement(self._waiting)
            self._waiting.clear()
            if not text:
                return
            port.write(sound(self._voice, text))
        self._rests = True
        self._later(_REST_S, self._rested)

    def _rested(self) -> None:
        self._rests = False
        self._say()
