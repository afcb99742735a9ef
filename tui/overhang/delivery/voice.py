"""One channel as it answers: tries a message, and remembers what went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from traceback import format_tb

from overhang.core.alerts.dispatch import LONGEST
from overhang.core.alerts.messages import Message
from overhang.delivery.base import Channel, DeliveryError

_LOG = logging.getLogger(__name__)


class Voice:
    """Says one message at a time.

    Args:
        name: the channel's name.
        channel: how it is reached.
        now: the time, UTC.
    """

    def __init__(
        self, name: str, channel: Channel, *, now: Callable[[], datetime]
    ) -> None:
        self._name = name
        self._channel = channel
        self._now = now
        self._left_alone_until = 0.0
        self.failed_since: datetime | None = None
        """None: the last try went well, or there was none."""
        self.error = ""
        """Why the last try failed."""

    @property
    def rest(self) -> float:
        """Seconds for which the receiver asked to be left alone."""
        return max(self._left_alone_until - asyncio.get_running_loop().time(), 0.0)

    async def say(self, message: Message) -> DeliveryError | None:
        """Return why a message did not get through, or none when it did."""
        try:
            async with asyncio.timeout(self._channel.timeout):
                await self._channel.deliver(message)
        except DeliveryError as error:
            failure = error
        except TimeoutError:
            failure = DeliveryError(f"not done within {self._channel.timeout:g}s")
        except Exception as error:
            return self.broke(error)
        else:
            self.failed_since, self.error = None, ""
            return None
        if failure.retry_after is not None:
            seconds = min(failure.retry_after, LONGEST.total_seconds())
            self._left_alone_until = asyncio.get_running_loop().time() + seconds
        return self._failed(failure)

    def broke(self, error: Exception) -> DeliveryError:
        """Note a fault of ours, and log where it came up.

        What it says is not logged: it may hold an address or a secret.
        """
        kind = type(error).__name__
        trace = "".join(format_tb(error.__traceback__))
        _LOG.error("deliver %s: %s\n%s", self._name, kind, trace)
        return self._failed(DeliveryError(f"failed: {kind}"))

    def _failed(self, failure: DeliveryError) -> DeliveryError:
        self.failed_since = self.failed_since or self._now()
        self.error = str(failure)
        return failure
