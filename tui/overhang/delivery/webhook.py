"""A webhook: the message as JSON, signed, with a key that tells repeats."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from datetime import datetime

from overhang.core.alerts.messages import Message
from overhang.delivery.base import DeliveryError
from overhang.delivery.payload import payload
from overhang.delivery.posting import Client, post


class Webhook:
    """Posts each message to an address.

    With a secret each request carries `X-Overhang-Timestamp` (Unix seconds) and
    `X-Overhang-Signature: sha256=HEX`, the HMAC of `TIMESTAMP.BODY`. `Idempotency-Key`
    is the message's id: the same for every try.

    Args:
        url: reads the address; raises `DeliveryError` when there is none.
        secret: reads the secret; none: not signed.
        client: makes an HTTP client.
        now: the time, UTC.
        timeout: seconds for one try.
    """

    keep_alive = None
    unready = ""

    def __init__(
        self,
        url: Callable[[], str],
        *,
        client: Client,
        now: Callable[[], datetime],
        secret: Callable[[], str] | None = None,
        timeout: float = 10.0,
    ) -> None:
        self._url = url
        self._secret = secret
        self._client = client
        self._now = now
        self.timeout = timeout

    async def deliver(self, message: Message) -> None:
        """Post it once."""
        body = payload(message)
        headers = {"Idempotency-Key": message.id}
        if self._secret is not None:
            stamp = str(int(self._now().timestamp()))
            headers["X-Overhang-Timestamp"] = stamp
            # A keyring may wait for a person, a file for its server.
            secret = await asyncio.to_thread(self._secret)
            headers["X-Overhang-Signature"] = signature(secret, stamp, body)
        url = await asyncio.to_thread(self._url)
        await post(self._client, url, body, headers, self._now)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return what a receiver compares with: `sha256=HEX`."""
    if not secret:
        raise DeliveryError("the secret is empty")
    signed = stamp.encode() + b"." + body
    # A variable may hold any bytes; Python reads those that are no text like this.
    key = secret.encode(errors="surrogateescape")
    return "sha256=" + hmac.new(key, signed, "sha256").hexdigest()
