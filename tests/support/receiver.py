"""A real HTTP server on the loopback that takes what is posted to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self


class Posted(NamedTuple):
    """One request that came in."""

    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Reply(NamedTuple):
    """What the next request gets."""

    status: int = 200
    headers: Mapping[str, str] = {}
    hang: bool = False
    """Take the request and never answer."""


class Receiver:
    """Takes posts until closed; `replies` are given in order, then 200 for ever."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.replies: list[Reply] = []
        self.heard: Callable[[], None] = lambda: None
        """Called after each request, in a thread of the server."""
        self.over = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, owner: Receiver) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 2

    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        owner = self.server.owner
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        owner.posted.append(Posted(self.path, headers, body))
        reply = owner.replies.pop(0) if owner.replies else Reply()
        owner.heard()
        if reply.hang:
            owner.over.wait(30)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""
