"""What the network did, in a trader's words."""

from __future__ import annotations

import httpx

from overhang.core.safe_text import safe_text
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.web.addresses import RefusedAddress
from overhang.sources.web.breaker import Resting


def as_fetch_error(error: Exception, deadline: float) -> FetchError:
    """Return any fault of a question as one that says how long to wait.

    Args:
        error: What was raised.
        deadline: Seconds the answer had.
    """
    if isinstance(error, FetchError):
        return error
    if isinstance(error, TimeoutError):
        return FetchError(f"no answer within {deadline:g} s", Wait.UNREACHED)
    if isinstance(error, Resting):
        return FetchError(str(error), Wait.ASKED, str(error.seconds))
    if isinstance(error, RefusedAddress):
        return FetchError(str(error), Wait.REFUSED)
    if _astray(error):
        return FetchError("redirected to what is no address")
    gone = isinstance(error, httpx.TransportError)
    return FetchError(_words(error), Wait.UNREACHED if gone else Wait.BACKOFF)


def _astray(error: Exception) -> bool:
    """Whether it is about a `Location`, which the library reads though we follow it."""
    return isinstance(error, httpx.InvalidURL) or (
        isinstance(error, httpx.RemoteProtocolError) and "location header" in str(error)
    )


def _words(error: Exception) -> str:
    """Say what the network did."""
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    detail = safe_text(f"{error}", 160) or type(error).__name__
    if isinstance(error, httpx.ConnectError):
        return f"no connection ({detail})"
    if isinstance(error, httpx.ProxyError):
        return f"no way through the proxy ({detail})"
    if isinstance(error, httpx.TransportError):
        return f"the connection broke ({detail})"
    return f"{type(error).__name__}: {detail}"
