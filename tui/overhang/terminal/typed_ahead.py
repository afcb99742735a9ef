"""Keys are answered one after another, however many arrive at once."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any, NamedTuple

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer

_ROUNDS = 3
"""The key; what its action posts; what a widget posts in answer to that."""
_PATIENCE_S = 0.25
"""A widget that goes away may take the marker with it: the next key comes anyway."""
_LOOK_S = 0.02
"""How often it is looked whether what was asked for stands there."""


class _Marker(NamedTuple):
    """Follows a key from the widget that got it up to the app."""

    turn: int
    start: DOMNode
    screen: Screen[Any]
    """The one that was in front when the key came."""
    rounds: int


class TypedAhead(App[Any]):
    """Holds a key back until what the key before it set off is done.

    A line over SSH brings keys in clumps. Textual lets a priority binding overtake the
    keys before it, which still climb from the focused widget: `j` and `a` together
    would acknowledge the row above the one that was meant.

    A marker follows the key before through the widgets' queues, which keep their order,
    and then the next is answered. A key that finds them at rest waits for nothing.
    One that asked for more than was at hand is waited for until that stands there.
    """

    _turn = 0
    """Of the key that was answered last; grows with each."""
    _last: _Marker | None = None
    _climbing: events.Event | None = None
    """The key that was answered last, until it is back from the widgets."""
    _backstop: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[events.Key] = deque()

    @property
    def is_settled(self) -> bool:
        """Whether what the last key asked for stands there."""
        return True

    @property
    def behind(self) -> int:
        """How many messages wait for the app, and keys for the keys before them."""
        return self.message_queue_size + len(self._ahead)

    async def on_event(self, event: events.Event) -> None:
        """Answer a key in its turn, and everything else now."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            if event is self._climbing:
                self._climbing = None
        elif self._last is None or self._is_at_rest(self._last):
            await self._answer(event)
        else:
            self._ahead.append(event)
            if len(self._ahead) == 1:
                self._wait(self._last)

    def _is_at_rest(self, last: _Marker) -> bool:
        """Whether nothing is left of what the last key set off."""
        if self._ahead or self._climbing or self.screen is not last.screen:
            return False
        if not self.is_settled:
            return False
        chain = last.start.ancestors_with_self
        return not any(each.message_queue_size for each in chain if each is not self)

    async def _answer(self, key: events.Key) -> None:
        self._turn += 1
        start, screen = self.focused or self.screen, self.screen
        self._last = _Marker(self._turn, start, screen, _ROUNDS)
        await super().on_event(key)
        self._climbing = key if key.is_forwarded else None

    def _wait(self, last: _Marker) -> None:
        """Answer the next key once the last one has had its effect."""
        self._backstop = self.set_timer(_PATIENCE_S, partial(self._next, last.turn))
        self._climb(last.start, last)

    def _climb(self, node: DOMNode, marker: _Marker) -> None:
        """Put the marker into a widget's queue, from there into its parent's."""
        above = node.parent
        step = (
            partial(self._climb, above, marker)
            if isinstance(above, DOMNode)
            else partial(self._arrived, marker)
        )
        if not node.call_later(step):
            # It is going away, and what it had to do with it.
            self.call_later(self._arrived, marker)

    async def _arrived(self, marker: _Marker) -> None:
        rounds = marker.rounds - 1
        if marker.turn != self._turn:
            return
        if self.screen is not marker.screen:
            # Another screen has nothing under its cursor before its first frame.
            self.screen.call_after_refresh(self.call_later, self._next, marker.turn)
        elif rounds:
            self._climb(marker.start, marker._replace(rounds=rounds))
        else:
            await self._next(marker.turn)

    async def _next(self, turn: int) -> None:
        """Answer the key that has waited longest, if this turn is not over already."""
        if turn != self._turn or not self._ahead:
            return
        if self._backstop is not None:
            self._backstop.stop()
        if not self.is_settled:
            self._backstop = self.set_timer(_LOOK_S, partial(self._next, turn))
            return
        # It leaves the line last: what comes meanwhile stands behind it.
        await self._answer(self._ahead[0])
        self._ahead.popleft()
        if self._ahead and self._last is not None:
            self._wait(self._last)
