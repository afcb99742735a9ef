"""Chat and mail by Apprise, an optional extra: `pip install overhang[chat]`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from overhang.core.alerts.messages import Message
from overhang.core.states import Severity
from overhang.delivery.base import DeliveryError
from overhang.delivery.payload import headline, lines
from overhang.sources.hushed import hush

_KINDS = {Severity.CRIT: "failure", Severity.WARN: "warning"}


class AppriseHook:
    """Sends each message as a title and lines of plain text.

    Args:
        urls: reads one or more Apprise addresses, one a line; they hold secrets.
        timeout: seconds for one try.
    """

    keep_alive = None
    unready = ""

    def __init__(self, urls: Callable[[], str], *, timeout: float = 30.0) -> None:
        self._urls = urls
        self.timeout = timeout

    async def deliver(self, message: Message) -> None:
        """Send it to every address; one that fails is a failure."""
        # Loading all of Apprise takes a while, and a keyring may wait for a person:
        # nothing else is to wait for them.
        targets = await asyncio.to_thread(lambda: _targets(self._urls()))
        kind = _KINDS.get(message.severity, "info") if message.firing else "success"
        done = await targets.async_notify(
            title=headline(message),
            body=lines(message),
            notify_type=kind,
            body_format="text",
        )
        if not done:
            raise DeliveryError("Apprise could not deliver to every address")


def _targets(urls: str) -> Any:
    """Return what Apprise makes of some addresses."""
    try:
        import apprise
    except ImportError as error:
        raise DeliveryError("Apprise is not there: install overhang[chat]") from error
    hush()
    targets = apprise.Apprise(asset=apprise.AppriseAsset(app_id="overhang"))
    for url in urls.split():
        if not targets.add(url):
            raise DeliveryError("an address that Apprise does not know")
    return targets
