"""A loopback twin: answers as a public service is documented to, or fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.server import Answer, Asked, LoopbackServer

NOT_FOUND = Answer(b"not found", "text/plain", 404)


class Twin(LoopbackServer):
    """Serves what `handle` works out; while `fault` is set, that instead.

    Requests come on threads of their own: `lock` guards whatever a twin holds.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.lock = RLock()
        self.fault: Answer | None = None
        """What every question is answered while something is wrong."""

    def answer(self, asked: Asked) -> Answer:
        """Return the fault, or what `handle` says."""
        if self.fault is not None:
            return self.fault
        parts = urlsplit(asked.path)
        with self.lock:
            return self.handle(parts.path, dict(parse_qsl(parts.query)), asked.headers)

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return the answer to one question; header names are in lower case."""
        return NOT_FOUND


def as_json(value: Any, *, status: int = 200) -> Answer:
    """Return a value as JSON, with an ETag of its content."""
    return tagged(Answer(json.dumps(value).encode(), status=status))


def tagged(answer: Answer) -> Answer:
    """Give an answer an ETag of its content."""
    digest = hashlib.blake2b(answer.body, digest_size=8).hexdigest()
    return answer._replace(etag=f'"{digest}"')
