"""Loopback twins of services that push: server-sent events and WebSocket."""

from __future__ import annotations

import json
import queue
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

_END = b""
"""What ends a line."""


class EventTwin:
    """Pushes server-sent events to whoever is on the line, until closed."""

    def __init__(self) -> None:
        self.status = 200
        self.media = "text/event-stream"
        self.opened: list[Mapping[str, str]] = []
        """The headers of each line that was opened, by lower-case name."""
        self.paths: list[str] = []
        self.first = b""
        """What each line begins with."""
        self._lines: list[queue.Queue[bytes]] = []
        self._server = _EventServer(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )

    @property
    def url(self) -> str:
        """Where its events are."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/events"

    def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        for each in list(self._lines):
            each.put(data)

    def tell(self, *rows: Any, event_id: str = "") -> None:
        """Send one event a row."""
        head = f"id: {event_id}\n" if event_id else ""
        self.say(
            b"".join(f"{head}data: {json.dumps(row)}\n\n".encode() for row in rows)
        )

    def cut(self) -> None:
        """End all lines; those that come later stand."""
        lines, self._lines = self._lines, []
        for each in lines:
            each.put(_END)

    def line(self) -> queue.Queue[bytes]:
        """Open a line."""
        mine: queue.Queue[bytes] = queue.Queue()
        self._lines.append(mine)
        return mine

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self.cut()
        self._thread.join()
        self._server.server_close()


class _EventServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: EventTwin) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _EventHandler)


class _EventHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _EventServer)
        owner = self.server.owner
        line = owner.line()
        owner.paths.append(self.path)
        self.send_response(owner.status)
        self.send_header("Content-Type", owner.media)
        self.end_headers()
        owner.opened.append({name.lower(): v for name, v in self.headers.items()})
        data = owner.first
        try:
            while True:
                self.wfile.write(data)
                data = line.get()
                if data == _END:
                    return
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class SocketTwin:
    """Pushes over WebSocket to whoever is on the line, until closed."""

    def __init__(self) -> None:
        self.refused = 0
        """The status that new lines are refused with; 0: none."""
        self.opened: list[Mapping[str, str]] = []
        """The headers of each line that was opened, by lower-case name."""
        self.heard: list[str | bytes] = []
        """What was said first on each line."""
        self.subscribed = False
        """Whether a line waits for its first word before it counts as open."""
        self.first: list[Any] = []
        """The rows that each line begins with."""
        self._lines: list[ServerConnection] = []
        self._server: Server = serve(
            self._serve, "127.0.0.1", 0, process_request=self._judge
        )
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/ticks"

    def tell(self, *rows: Any) -> None:
        """Send one message a row."""
        for each in list(self._lines):
            with suppress(ConnectionClosed):
                for row in rows:
                    each.send(json.dumps(row))

    def say(self, data: bytes) -> None:
        """Send bytes as they are, under the protocol."""
        for each in list(self._lines):
            each.socket.sendall(data)

    def cut(self) -> None:
        """Break all lines without a word."""
        lines, self._lines = self._lines, []
        for each in lines:
            with suppress(OSError):
                each.socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self.cut()
        self._thread.join()

    def _judge(self, connection: ServerConnection, request: Request) -> Response | None:
        if not self.refused:
            return None
        return Response(self.refused, "No", Headers(), b"")

    def _serve(self, connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        if self.subscribed:
            self.heard.append(connection.recv())
        self._lines.append(connection)
        self.opened.append({k.lower(): v for k, v in request.headers.raw_items()})
        for row in self.first:
            connection.send(json.dumps(row))
        for _ in connection:
            pass
