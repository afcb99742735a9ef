"""A real HTTP server on the loopback, which tests fill and break as they like."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Mapping
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self


class Manner(Enum):
    """How an answer is given."""

    PLAIN = "plain"
    HANG = "hang"
    """Takes the question and never says a word."""
    DRIP = "drip"
    """A byte now and then: no single read ever times out."""
    CUT = "cut"
    """Promises the whole body, sends half, ends the connection."""
    RESET = "reset"
    """Resets the connection instead of answering."""


class Answer(NamedTuple):
    """What one path says."""

    body: bytes = b""
    media: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = {}
    etag: str = ""
    modified: str = ""
    manner: Manner = Manner.PLAIN

    def zipped(self) -> Answer:
        """Return the same answer, gzip-encoded."""
        headers = {**self.headers, "Content-Encoding": "gzip"}
        return self._replace(body=gzip.compress(self.body), headers=headers)


class Asked(NamedTuple):
    """A question that came in."""

    path: str
    headers: Mapping[str, str]
    """By lower-case name."""


class LoopbackServer:
    """Serves `answers` by path until closed; anything else is a 404.

    `port` is for one that takes another's place; 0: any that is free.

    with LoopbackServer() as server:
        server.answers["/closes"] = Answer(b"[]")
    """

    def __init__(self, port: int = 0) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.keeps = False
        """Whether a connection is kept for the next question."""
        self._over = threading.Event()
        self._server = _Server(self, port)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def answer(self, asked: Asked) -> Answer:
        """Return what a question is answered; whoever subclasses may work it out."""
        return self.answers.get(asked.path, Answer(b"{}", status=404))

    def questions(self, path: str) -> list[Asked]:
        """Return what was asked of one path, in order."""
        return [each for each in list(self.asked) if each.path == path]

    def over(self, seconds: float) -> bool:
        """Wait for the server's end; tell whether it came in that time."""
        return self._over.wait(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    # Every table connects at once: none is to wait for a second SYN.
    request_queue_size = 32

    def __init__(self, owner: LoopbackServer, port: int) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 2

    def do_GET(self) -> None:
        owner = self._owner
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers)
        owner.asked.append(asked)
        answer = owner.answer(asked)
        try:
            self._give(answer, headers)
        except OSError:
            self.close_connection = True

    @property
    def _owner(self) -> LoopbackServer:
        assert isinstance(self.server, _Server)
        return self.server.owner

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def _give(self, answer: Answer, asked: Mapping[str, str]) -> None:
        # One question a connection: the server ends without waiting for idle ones.
        self.close_connection = not self._owner.keeps
        match answer.manner:
            case Manner.HANG:
                self._owner.over(30)
            case Manner.RESET:
                self._reset()
            case Manner.DRIP:
                self._head(answer)
                self._drip(answer.body)
            case Manner.CUT:
                self.close_connection = True
                self._head(answer)
                self.wfile.write(answer.body[: len(answer.body) // 2])
            case Manner.PLAIN if self._known(answer, asked):
                self.send_response(304)
                self.send_header("Connection", "close")
                self.end_headers()
            case Manner.PLAIN:
                self._head(answer)
                self.wfile.write(answer.body)

    def _head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.media,
            "Content-Length": str(len(answer.body)),
            "ETag": answer.etag,
            "Last-Modified": answer.modified,
            "Connection": "" if self._owner.keeps else "close",
            **answer.headers,
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def _drip(self, body: bytes) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self._owner.over(0.05):
                return

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    @staticmethod
    def _known(answer: Answer, asked: Mapping[str, str]) -> bool:
        if answer.etag:
            return asked.get("if-none-match") == answer.etag
        return bool(answer.modified) and asked.get("if-modified-since") == (
            answer.modified
        )
