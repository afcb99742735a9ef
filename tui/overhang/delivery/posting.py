"""One HTTP POST, and what its outcome means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

import httpx

from overhang.delivery.base import DeliveryError
from overhang.sources.pacing import Pace, retry_after

Client = Callable[[], httpx.AsyncClient]
"""Makes a client for one message: one that was cut off is never used again."""


async def post(
    client: Client,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    now: Callable[[], datetime],
) -> None:
    """Post JSON; return once the receiver said 2xx. Redirects are not followed.

    Raises:
        DeliveryError: anything else. The words hold no part of the address.
    """
    head = {"Content-Type": "application/json", "User-Agent": "overhang", **headers}
    try:
        async with (
            client() as http,
            http.stream(
                "POST", url, content=body, headers=head, follow_redirects=False
            ) as answer,
        ):
            status = answer.status_code
            asked = answer.headers.get("retry-after", "")
    except httpx.TimeoutException:
        raise DeliveryError("no answer in time") from None
    except httpx.ConnectError:
        raise DeliveryError("cannot connect") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise DeliveryError("no http or https address") from None
    except httpx.HTTPError as error:
        raise DeliveryError(_words(type(error).__name__)) from None
    if 300 <= status < 400:
        raise DeliveryError(f"{_said(status)}: a redirect, not followed")
    if not 200 <= status < 300:
        raise DeliveryError(_said(status), retry_after(asked, now(), Pace()))


def _said(status: int) -> str:
    known = {each.value: each.phrase for each in HTTPStatus}
    return f"HTTP {status} {known.get(status, '')}".rstrip()


def _words(kind: str) -> str:
    """Say an exception's name in words: `RemoteProtocolError`."""
    spaced = "".join(f" {each.lower()}" if each.isupper() else each for each in kind)
    return spaced.strip().removesuffix(" error") + " failed"
