"""One question to one endpoint: the whole answer, nothing new, or why not."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

import httpx

from overhang import __version__
from overhang.core.safe_text import safe_text
from overhang.sources.inflating import BodyError, collect

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

HEADERS = {
    "Accept": "application/json, text/csv;q=0.9, application/x-ndjson;q=0.8",
    "Accept-Encoding": "gzip",
    "User-Agent": f"overhang/{__version__}",
}


class Wait(Enum):
    """What kind of wait a fault calls for."""

    BACKOFF = "backoff"
    ASKED = "asked"
    """The endpoint said how busy it is; its `Retry-After` counts."""
    REFUSED = "refused"
    """Asking again changes nothing until someone mends the token."""
    MISSING = "missing"
    """There is no such table, which is no fault."""


class FetchError(Exception):
    """No answer to be used; the message says why, in a trader's words."""

    def __init__(
        self, message: str, wait: Wait = Wait.BACKOFF, retry_after: str = ""
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.retry_after = retry_after
        """The header as it came; empty: none."""


class Validators(NamedTuple):
    """What tells the endpoint which version we have."""

    etag: str = ""
    modified: str = ""


class Answer(NamedTuple):
    """A whole body."""

    body: bytes
    media: str
    """Its media type in lower case, without parameters."""
    validators: Validators


class Question(NamedTuple):
    """What is asked, the same each time."""

    url: httpx.URL
    token: str
    """Sent as a bearer token; empty: none."""
    cap: int
    """Bytes of body at most."""


async def fetch(
    client: httpx.AsyncClient, question: Question, known: Validators
) -> Answer | None:
    """Ask for a table; none when the version we know still stands.

    Redirects are followed within the origin only, so the token never leaves it.

    Raises:
        FetchError: For every status, redirect and body that cannot be used.
        httpx.HTTPError: The network failed.
    """
    url = question.url
    for _ in range(_HOPS + 1):
        request = client.build_request("GET", url, headers=_headers(question, known))
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code in _REDIRECTS:
                url = _next(response, url, question.url)
                continue
            return await _answer(response, question, known)
        finally:
            await response.aclose()
    raise FetchError(f"more than {_HOPS} redirects")


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Return what two addresses must share to be one origin."""
    ports = {"http": 80, "https": 443}
    return url.scheme, url.host, url.port or ports.get(url.scheme)


def _headers(question: Question, known: Validators) -> dict[str, str]:
    headers = dict(HEADERS)
    if question.token:
        headers["Authorization"] = f"Bearer {question.token}"
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _next(response: httpx.Response, url: httpx.URL, home: httpx.URL) -> httpx.URL:
    """Return where a redirect leads, if that is still the same origin."""
    place = response.headers.get("Location", "")
    target = url.join(place)
    if not place or origin(target) != origin(home):
        where = safe_text((place and target.host) or "nowhere", 80)
        raise FetchError(f"redirected elsewhere ({where}): not followed")
    return target


async def _answer(
    response: httpx.Response, question: Question, known: Validators
) -> Answer | None:
    """Judge a response that is no redirect."""
    if response.status_code == httpx.codes.NOT_MODIFIED and any(known):
        return None
    if response.status_code != httpx.codes.OK:
        raise _refusal(response, question)
    headers = response.headers
    size = headers.get("Content-Length", "")
    try:
        if size.isascii() and size.isdigit() and int(size[:20]) > question.cap:
            # Not a byte of it is waited for.
            raise BodyError(f"more than {question.cap} bytes")
        coding = safe_text(headers.get("Content-Encoding", "").strip().lower(), 40)
        body = await collect(response.aiter_raw(), coding, question.cap)
    except BodyError as error:
        raise FetchError(f"the answer is {error}") from None
    media = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    validators = Validators(_echo(headers, "ETag"), _echo(headers, "Last-Modified"))
    return Answer(body, media, validators)


def _echo(headers: httpx.Headers, name: str) -> str:
    """Return a header that may be sent back as it came; empty: it may not."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() else ""


_STATUS: dict[int, Callable[[Question], str]] = {
    401: lambda question: "token refused" if question.token else "a token is wanted",
    403: lambda question: "token refused" if question.token else "not allowed",
    404: lambda _: "no such table there",
    429: lambda _: "asked too often",
    503: lambda _: "not available",
}

_WAITS = {
    401: Wait.REFUSED,
    403: Wait.REFUSED,
    404: Wait.MISSING,
    429: Wait.ASKED,
    503: Wait.ASKED,
}


def _refusal(response: httpx.Response, question: Question) -> FetchError:
    """Say what a status means."""
    status = response.status_code
    words = _STATUS.get(status)
    message = f"{words(question)} (HTTP {status})" if words else f"HTTP {status}"
    wait = _WAITS.get(status, Wait.BACKOFF)
    return FetchError(message, wait, response.headers.get("Retry-After", ""))
