"""Prometheus Alertmanager, which groups, routes and silences by its own rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from overhang.core.alerts.messages import Item, Message
from overhang.core.outward import outward_message
from overhang.core.rights import Rights
from overhang.core.safe_text import safe_text
from overhang.delivery.posting import Client, post

_STANDS = timedelta(hours=24)
"""How long an alert stands there when nobody says more: far longer than Alertmanager's
own five minutes, since our silence must not look like the end of an alert."""

_BINDING = (Rights.INTERNAL, Rights.DISPLAY)


class Alertmanager:
    """Posts alerts to `/api/v2/alerts`, each with its own end.

    Labels say what an alert is about (`alertname` is the rule, `issuer`, `severity`,
    `metric`) and stay the same from episode to episode; what changes is in the
    annotations. What fires is posted again every minute, so that an Alertmanager that
    was restarted knows of it.

    Args:
        url: reads the base address; raises `DeliveryError` when there is none.
        client: makes an HTTP client.
        now: the time, UTC.
        timeout: seconds for one try.
    """

    keep_alive = 60.0
    unready = ""

    def __init__(
        self,
        url: Callable[[], str],
        *,
        client: Client,
        now: Callable[[], datetime],
        timeout: float = 10.0,
    ) -> None:
        self._url = url
        self._client = client
        self._now = now
        self.timeout = timeout

    async def deliver(self, message: Message) -> None:
        """Post all of its alerts at once."""
        message = outward_message(message)
        stands = self._now() + _STANDS
        alerts = [_alert(each, stands) for each in message.firing]
        alerts += [
            _alert(each, each.resolved_at or stands) for each in message.resolved
        ]
        # A keyring may wait for a person, a file for its server.
        base = await asyncio.to_thread(self._url)
        url = f"{base.rstrip('/')}/api/v2/alerts"
        await post(self._client, url, msgspec.json.encode(alerts), {}, self._now)


def _alert(item: Item, ends_at: datetime) -> dict[str, Any]:
    labels = {
        "alertname": item.rule,
        "issuer": item.subject,
        "severity": item.severity.name.lower(),
        "metric": item.metric,
    }
    annotations = {
        "text": safe_text(item.text, 1000),
        "value": "" if item.value is None else format(item.value, ".12g"),
        "episode": item.id,
        "rights": item.rights.value if item.rights in _BINDING else "",
    }
    return {
        # An empty label is none: it would be refused, or be another alert.
        "labels": {key: safe_text(each) for key, each in labels.items() if each},
        "annotations": {key: each for key, each in annotations.items() if each},
        # A clock that was put back may end it before it began, which is refused.
        "startsAt": min(item.fired_at, ends_at),
        "endsAt": ends_at,
    }
