"""Libraries that log addresses, headers and answers: and with them secrets."""

from __future__ import annotations

import logging

_TELLTALES = (
    "apprise",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "httpx",
    "httpx_ws",
    "requests",
    "urllib3",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.util.retry",
    "wsproto",
)


def hush() -> None:
    """Keep these silent, whatever level anybody sets.

    Whatever makes a client calls this first: an address may be all that it takes to
    ask in the desk's name, and an answer may repeat the key that it was asked with.
    """
    for name in _TELLTALES:
        logger = logging.getLogger(name)
        # The level is for loggers below that have none of their own.
        logger.setLevel(logging.CRITICAL + 1)
        logger.disabled = True
