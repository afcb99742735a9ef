"""Whoever sits at a terminal: the viewers ring for what the snapshot says was told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from overhang.core.alerts.messages import Message

NAME = "terminal"
"""The name of this channel; no other may have it."""

_LAST = 20
"""Messages that viewers can look back on."""


class Terminal:
    """Keeps the last messages where the viewers see them.

    Args:
        show: stores the messages, oldest first, for every viewer; it returns once they
            are stored.
        told: what was shown last, oldest first.
    """

    keep_alive = None
    unready = ""
    timeout = 30.0

    def __init__(
        self,
        show: Callable[[Sequence[Message]], Awaitable[None]],
        told: Sequence[Message] = (),
    ) -> None:
        self._show = show
        self.told = tuple(told)[-_LAST:]

    async def deliver(self, message: Message) -> None:
        """Add it; the same one again takes the place of the first."""
        others = [each for each in self.told if each.id != message.id]
        self.told = (*others, message)[-_LAST:]
        await self._show(self.told)
