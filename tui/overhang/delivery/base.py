"""What a channel is, and how it says that it could not deliver."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from overhang.core.alerts.messages import Message
from overhang.core.safe_text import safe_text

_WORDS = 200
"""Characters of an error at most."""


class DeliveryError(Exception):
    """A message that did not get through, as far as we know.

    Args:
        words: why, in plain words, without secrets; made fit to be shown.
        retry_after: seconds that the receiver asks to be left alone.
    """

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(safe_text(words, _WORDS))
        self.retry_after = retry_after


class Channel(Protocol):
    """One way to one receiver."""

    @property
    def timeout(self) -> float:
        """Seconds that one try may take; it is cancelled then."""
        ...

    @property
    def keep_alive(self) -> float | None:
        """Seconds after which the receiver forgets what nobody repeats; or none."""
        ...

    @property
    def unready(self) -> str:
        """Why it could not deliver now, as far as one can tell without trying."""
        ...

    async def deliver(self, message: Message) -> None:
        """Return once the receiver has the message.

        Raises:
            DeliveryError: it has not, or nobody knows; it is tried again.
        """
        ...


class ChannelHealth(NamedTuple):
    """How one channel is doing."""

    name: str
    failed_since: datetime | None
    """None: the last try went well, or there was none."""
    error: str
    """Why the last try failed."""
    waiting: int
    """Subjects with a message that has not got through."""

    @property
    def words(self) -> str:
        """What is wrong, in one line; empty when nothing is."""
        if self.failed_since is None:
            return ""
        names = "name" if self.waiting == 1 else "names"
        waiting = f"; not told of {self.waiting} {names}" if self.waiting else ""
        return f"deliver {self.name}: {self.error}{waiting}"
