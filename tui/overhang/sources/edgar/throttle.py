"""What it means when EDGAR shuts the door, or cannot be had."""

from __future__ import annotations

from overhang.sources.fetching import FetchError, Wait

BLOCKED = 600
"""Seconds for which EDGAR refuses an address that asked too fast."""

_FORBIDDEN, _TOO_MANY = 403, 429


def throttled(error: FetchError) -> FetchError | None:
    """Return what to tell when nothing more may be asked for now; none: go on.

    EDGAR answers 403 both to whoever asks too fast and to whoever does not say who
    asks. The contact is checked before the first request, so it is mostly the former.
    """
    if error.wait is Wait.UNREACHED or (error.retry_after and error.status is None):
        return error
    if error.status == _FORBIDDEN:
        return FetchError(
            "EDGAR refuses this address (HTTP 403): it was asked more than 10 times a "
            "second from here, by all programs together, or does not accept the "
            "contact; such a block lasts about 10 minutes",
            Wait.ASKED,
            str(BLOCKED),
            error.status,
        )
    if error.status == _TOO_MANY:
        words = "EDGAR is asked too often from this address (HTTP 429)"
        return FetchError(words, Wait.ASKED, error.retry_after, error.status)
    if error.retry_after:
        words = f"EDGAR asks to come back later (HTTP {error.status})"
        return FetchError(words, Wait.ASKED, error.retry_after, error.status)
    return None
