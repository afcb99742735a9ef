"""Asking again at once where that is safe and may help."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeVar

import httpx
import stamina

from overhang.sources.fetching import FetchError

# It warns of every retry; the last fault is told where it matters.
logging.getLogger("stamina").setLevel(logging.ERROR)

Told = TypeVar("Told")

TRIES = 3

_FIRST = 0.25
_PASSING = frozenset({502, 503, 504})
_BROKEN = (httpx.ConnectError, httpx.ReadError, httpx.WriteError)
_CUT = ("Server disconnected", "peer closed connection")
"""How the protocol's reader begins when an answer ends early; anything else that it
minds would come again."""


async def retried(
    ask: Callable[[], Awaitable[Told]], rng: Random, note: Callable[[Exception], None]
) -> Told:
    """Ask, up to `TRIES` times, with full jitter between.

    Only faults that may pass by themselves are worth it: a connection that broke, and
    502, 503 and 504 that do not say when to come back. `note` hears every fault, as a
    deadline may cut the next try short.
    """
    failed = 0

    def again(error: Exception) -> bool | float:
        nonlocal failed
        failed += 1
        # A deadline's own cancellation comes by here as well.
        if isinstance(error, Exception):
            note(error)
        return _passing(error) and rng.uniform(0, _FIRST * 2**failed)

    async for attempt in stamina.retry_context(on=again, attempts=TRIES, timeout=None):
        with attempt:
            return await ask()
    raise AssertionError("the last attempt raises")


def _passing(error: Exception) -> bool:
    """Whether a fault may pass by itself within a second."""
    if isinstance(error, FetchError):
        return error.status in _PASSING and not error.retry_after
    if isinstance(error, httpx.RemoteProtocolError):
        return str(error).startswith(_CUT)
    return isinstance(error, _BROKEN) and not _about_trust(error)


def _about_trust(error: BaseException | None) -> bool:
    """Whether a connection failed over its certificate or its encryption."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
