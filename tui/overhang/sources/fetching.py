"""One question to one endpoint: the whole answer, nothing new, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

import httpx

from overhang import __version__
from overhang.core.safe_text import safe_text
from overhang.sources.inflating import BodyError, collect

CAP = 16 * 2**20
"""Bytes of one answer at most, unpacked: five hundred issuers are a few MB."""
_HOPS = 5
_NONE: Mapping[str, Any] = MappingProxyType({})
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
    """Asking again changes nothing until someone mends the key (401, 403).

    Two hosts mean something else by 403, and their connectors say so: to EDGAR it is
    "too fast", and where the tape is kept it is a file that is not posted.
    """
    UNFIT = "unfit"
    """What answers is not what is looked for; it may be after a long while."""
    MISSING = "missing"
    """There is no such table, which is no fault."""
    UNREACHED = "unreached"
    """There was no answer: whatever else is asked there now would hear it too."""


class FetchError(Exception):
    """No answer to be used; the message says why, in a trader's words."""

    def __init__(
        self,
        message: str,
        wait: Wait = Wait.BACKOFF,
        retry_after: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.retry_after = retry_after
        """The header as it came; empty: none."""
        self.status = status
        """What the answer's status was; none: there was no answer to judge."""


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
    keepable: bool = True
    """Whether its server lets it be kept on disk."""


class Question(NamedTuple):
    """What is asked, the same each time."""

    url: httpx.URL
    token: str
    """Sent as a bearer token; empty: none."""
    cap: int
    """Bytes of body at most."""
    headers: Mapping[str, str] = _NONE
    """Sent beside, or instead of, our own."""
    key: bool = False
    """Whether a secret joins it further down."""
    thing: str = "table"
    """What is asked for, in words."""
    hidden: frozenset[str] = frozenset()
    """The parameters that secret is sent as: never taken from a redirect."""
    extensions: Mapping[str, Any] = _NONE
    """What the layers below must know."""


async def fetch(
    client: httpx.AsyncClient, question: Question, known: Validators
) -> Answer | None:
    """Ask for a table; none when the version we know still stands.

    Redirects are followed within the origin only, so the token never leaves it.

    Raises:
        FetchError: For every status, redirect and body that cannot be used.
        httpx.HTTPError: The network failed.
    """
    response = await opened(client, question, known)
    try:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None
        return await _answer(response, question)
    finally:
        await response.aclose()


async def opened(
    client: httpx.AsyncClient, question: Question, known: Validators
) -> httpx.Response:
    """Ask, follow redirects, and judge the status; the body is still to be read.

    Returns:
        A response with status 200, or 304 when the version we know still stands. The
        caller closes it.

    Raises:
        FetchError: For every other status, and redirects that lead nowhere.
        httpx.HTTPError: The network failed.
    """
    url = question.url
    for _ in range(_HOPS + 1):
        request = client.build_request(
            "GET",
            url,
            headers=_headers(question, known),
            extensions=dict(question.extensions),
        )
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code not in _REDIRECTS:
                _judge(response, question, known)
                return response
            url = _next(response, url, question)
        except BaseException:
            await response.aclose()
            raise
        await response.aclose()
    raise FetchError(f"more than {_HOPS} redirects")


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Return what two addresses must share to be one origin."""
    ports = {"http": 80, "https": 443}
    return url.scheme, url.host, url.port or ports.get(url.scheme)


def public(url: httpx.URL) -> str:
    """Return an address without user, password, query and fragment."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None))


def _headers(question: Question, known: Validators) -> dict[str, str]:
    headers = {**HEADERS, **question.headers}
    if question.token:
        headers["Authorization"] = f"Bearer {question.token}"
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _next(response: httpx.Response, url: httpx.URL, question: Question) -> httpx.URL:
    """Return where a redirect leads, if that is still the same origin."""
    place = response.headers.get("Location", "")
    try:
        target = url.join(place)
    except httpx.InvalidURL:
        raise FetchError("redirected to what is no address") from None
    if not place or origin(target) != origin(question.url):
        where = target.host or f"{target.scheme}:"
        where = safe_text(where if place else "nowhere", 80)
        raise FetchError(f"redirected elsewhere ({where}): not followed")
    for name in question.hidden:
        target = target.copy_remove_param(name)
    return target


def _judge(response: httpx.Response, question: Question, known: Validators) -> None:
    """Refuse every status but those that can be used."""
    status = response.status_code
    if status == httpx.codes.OK or (status == httpx.codes.NOT_MODIFIED and any(known)):
        return
    raise _refusal(response, question)


async def _answer(response: httpx.Response, question: Question) -> Answer:
    """Take a body whole."""
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
    keepable = "no-store" not in headers.get("Cache-Control", "").lower()
    return Answer(body, media, validators, keepable)


def _echo(headers: httpx.Headers, name: str) -> str:
    """Return a header that may be sent back as it came; empty: it may not."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() else ""


_WAITS = {
    401: Wait.REFUSED,
    403: Wait.REFUSED,
    404: Wait.MISSING,
    410: Wait.MISSING,
    429: Wait.ASKED,
    503: Wait.ASKED,
}


def _refusal(response: httpx.Response, question: Question) -> FetchError:
    """Say what a status means."""
    status = response.status_code
    words = _words(status, question)
    message = f"{words} (HTTP {status})" if words else f"HTTP {status}"
    wait = _WAITS.get(status, Wait.BACKOFF)
    return FetchError(message, wait, response.headers.get("Retry-After", ""), status)


def _words(status: int, question: Question) -> str:
    """Return what a status means here; empty: no more than its number."""
    secret = "token" if question.thing == "table" else "key"
    given = question.token or question.key
    # A feed's key may be among its headers or parameters: not told apart here.
    without = "a token is wanted" if secret == "token" else "key missing or refused"
    words = {
        401: f"{secret} refused" if given else without,
        403: f"{secret} refused" if given else "not allowed",
        404: f"no such {question.thing} there",
        407: "the proxy wants a name and password",
        410: f"no such {question.thing} there any more",
        429: "asked too often",
        503: "not available",
    }
    return words.get(status, "")
